"""From weighed candidates to drafts: who, when, how often, how much and what, each tied to its words in the original text.

Earlier stages work on the folded text; here their offsets are mapped back. Nothing is added that the words do not say: a field
without words stays empty, and what a person should settle is put into `doubts`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache

from .document import Span
from .draft import Deadline, Draft, Named
from .text.parts import Heading
from .what.action import action_of
from .what.orders import Candidate
from .what.piece import is_limit
from .what.target import target_of
from .when.near import other_days
from .when.value import TimeValue
from .who.mention import Mention

# Of several limits in one obligation the strictest wording wins; a stretch (7月份) only where no end point is given.
_RANK = {"by": 0, "at": 1, "around": 2, "during": 3, "from": 5, "not_before": 6}
_KIND = {
    "by": "by",
    "at": "at",
    "around": "around",
    "during": "during",
    "from": "during",
    "not_before": "during",
}
_UNDATED = ("masked", "event", "asap")

Origin = Callable[[int, int], tuple[int, int]]

REASONS = {
    "who:own": "named unit",
    "who:inherited": "unit named before",
    "time:by": "deadline",
    "time:at": "date",
    "time:around": "approximate date",
    "time:during": "period",
    "time:rrule": "frequency",
    "time:irregular": "vague frequency",
    "time:masked": "masked date",
    "time:event": "tied to an event",
    "time:after_event": "after an event",
    "time:asap": "at once",
    "must": "要",
    "must_strong": "必须",
    "should": "应",
    "please": "请",
    "by_agent": "由…负责",
    "ban": "ban",
    "in_charge": "responsibility",
    "act_report": "report",
    "act_make": "product made",
    "act_hold": "meeting or review",
    "act_inspect": "inspection",
    "act_finish": "completion",
    "target": "number to be reached",
    "product": "named product",
}
_REASONED = frozenset(REASONS)
# Marks that a draft's words neither begin nor end with.
_TRAIL = ",,、;;::。!?.!? \t\n\u3000"
_LEAD = ",,、;;::。 \t\n\u3000"


@lru_cache(maxsize=4096)
def _reasons(features: frozenset[str]) -> tuple[str, ...]:
    """The reasons among some features, in the order of REASONS; a speech has the same few combinations again and again."""
    return tuple(reason for name, reason in REASONS.items() if name in features)


class Assembler:
    """Turns candidates into drafts. `folded` is the text earlier stages saw, `original` the file's; `origin` maps spans back.

    `written` is the folded text with the file's own characters: people are shown ， and （ where the file has them. `on` is the
    day of the speech.
    """

    def __init__(self, folded: str, written: str, original: str, origin: Origin, on: dt.date) -> None:
        self.folded, self.written, self.original, self.origin = folded, written, original, origin
        self.on = on
        # The headings of the last sentence and their words: the sentences of a section share one tuple of headings.
        self._section: tuple[Heading, ...] = ()
        self._titles: tuple[str, ...] = ()

    def draft(self, candidate: Candidate) -> Draft:
        """One draft of one candidate."""
        segment = candidate.segment
        start, end = self._trimmed(segment.start, segment.end)
        start, end = self.origin(start, end)
        leads, helpers = _parties(candidate)
        lead_inherited = bool(leads) and not any(
            segment.start <= mention.start < segment.end for mention in leads
        )
        deadline, recurrence = self._limit(segment.limits), recurrence_of(segment.limits)
        action, first, last = action_of(segment, self.folded, self.written)
        target = target_of(self.folded, segment.start, segment.end, [(t.start, t.end) for t in segment.times])
        lead = self._named(leads)
        limit = self._deadline(deadline) if deadline else None
        doubts = doubts_of(segment.limits, lead, lead_inherited, deadline, limit.text if limit else "")
        return Draft(
            start=start,
            end=end,
            text=self.original[start:end],
            speech=segment.sentence.speech,
            section=self._titles_of(segment.sentence.section),
            action=action,
            action_span=Span(*self.origin(first, last)),
            target=self._words(*target) if target else None,
            target_span=Span(*self.origin(*target)) if target else None,
            lead=lead,
            support=self._named(helpers),
            report_to=self._named([mention for mention in segment.mentions if mention.role == "report_to"]),
            lead_inherited=lead_inherited,
            deadline=limit,
            rrule=recurrence.rrule if recurrence else None,
            recurrence_text=self._words(recurrence.start, recurrence.end) if recurrence else None,
            recurrence_span=Span(*self.origin(recurrence.start, recurrence.end)) if recurrence else None,
            confidence=round(candidate.confidence, 3),
            reasons=_reasons(candidate.features & _REASONED),
            doubts=tuple(doubts),
            features=candidate.features,
        )

    def _titles_of(self, section: tuple[Heading, ...]) -> tuple[str, ...]:
        """The words of the headings above a draft."""
        if section is not self._section:
            self._section = section
            self._titles = tuple(self._words(heading.start, heading.end) for heading in section)
        return self._titles

    def _words(self, start: int, end: int) -> str:
        start, end = self.origin(start, end)
        return self.original[start:end].strip()

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        folded = self.folded
        while end > start and folded[end - 1] in _TRAIL:
            end -= 1
        while start < end and folded[start] in _LEAD:
            start += 1
        # 日报告、周通报 cut out of a quoted slogan leave half a pair of marks behind.
        if folded[start] == "“" and "”" not in folded[start:end]:
            start += 1
        if folded[end - 1] == "”" and "“" not in folded[start:end]:
            end -= 1
        return start, end

    def _named(self, mentions: Sequence[Mention]) -> tuple[Named, ...]:
        if not mentions:
            return ()
        named: dict[str, Named] = {}
        for mention in mentions:
            start, end = self.origin(mention.start, mention.end)
            named.setdefault(
                mention.text, Named(self.written[mention.start : mention.end], start, end, mention.key)
            )
        return tuple(named.values())

    def _limit(self, limits: Sequence[TimeValue]) -> TimeValue | None:
        """The limit that binds, with the other days that a bare one may mean."""
        time = deadline_of(limits)
        if time is None or time.alternatives or not is_dated(time):
            return time
        others = other_days(time, self.on)
        return time._replace(alternatives=others) if others else time

    def _deadline(self, time: TimeValue) -> Deadline:
        start, end = self.origin(time.start, time.end)
        dated = is_dated(time)
        return Deadline(
            date=time.to if dated else None,
            time=time.time,
            kind=kind_of(time),
            text=self.original[start:end],
            start=start,
            end=end,
            # The trace quotes the words of the time, which are folded there.
            trace=time.trace.replace(time.text, self.written[time.start : time.end]),
            alternatives=time.alternatives if dated else (),
            provisional=time.provisional,
        )


def _parties(candidate: Candidate) -> tuple[list[Mention], list[Mention]]:
    """Who leads and who supports: those the words name, else those they inherit; support comes with its lead."""
    leads, helpers = candidate.segment.doers, candidate.segment.helpers
    if not leads:
        leads = [mention for mention in candidate.inherited if mention.role == "lead"]
        helpers = helpers or [mention for mention in candidate.inherited if mention.role == "support"]
    return leads, helpers


def deadline_of(limits: Sequence[TimeValue]) -> TimeValue | None:
    """The limit that binds the obligation: a dated one first (6月7日前 before 规划完成后), then masked, event, asap.

    A daily clock time (每天下午5点前) counts as a limit without a date.
    """
    dated = [time for time in limits if is_dated(time)]
    if dated:
        # Of two days the later: 今天夜里复检,明早出结果. Of two limits the first, a day before a stretch.
        return min(
            dated,
            key=lambda time: (
                _RANK.get(time.modality, 4),
                time.kind == "duration",
                -time.start if time.modality == "at" else time.start,
            ),
        )
    begins = [time for time in limits if _begins_on(time)]
    if begins and not any(time.rrule for time in limits):
        return begins[0]._replace(to=begins[0].from_, modality="at")
    for kind in (*_UNDATED, "duration"):
        for time in limits:
            if time.kind == kind and not time.rrule:
                return time
    return next((time for time in limits if time.rrule and time.time), None)


def _begins_on(time: TimeValue) -> bool:
    """Whether a limit names the day on which something is to be in force: 从8月1日起设立窗口; not 从下月起."""
    return time.modality == "from" and time.grain == "day" and not time.to and {"month", "day"} <= time.said


def is_dated(time: TimeValue) -> bool:
    """Whether a limit gives a day. 24小时内 and 30分钟内 do not: they run from whatever happens, not from the speech."""
    if not time.to or time.rrule or time.kind in _UNDATED:
        return False
    return not (time.kind == "duration" and time.grain == "hour")


def kind_of(time: TimeValue) -> str:
    """The kind of a limit as Deadline.kind has it: by, at, around, during, asap, event, masked."""
    if time.kind in _UNDATED:
        return time.kind
    return _KIND.get(time.modality, "by") if is_dated(time) or time.rrule else "event"


def recurrence_of(limits: Sequence[TimeValue]) -> TimeValue | None:
    """The rhythm of the obligation, a definite one before 定期."""
    rhythms = [time for time in limits if time.rrule]
    return min(rhythms, key=lambda time: (time.rrule == "IRREGULAR", time.start), default=None)


def doubts_of(
    limits: Sequence[TimeValue],
    leads: Sequence[Named],
    inherited: bool,
    deadline: TimeValue | None,
    words: str,
) -> list[str]:
    """Short Chinese sentences about what the officer should settle before the item is issued; `words` are the deadline's own."""
    doubts = []
    if not leads:
        doubts.append("没有写明责任单位")
    elif inherited:
        doubts.append(f"责任单位“{leads[0].text}”取自前文，请核对")
    if deadline is None:
        if not any(time.rrule for time in limits):
            doubts.append("没有写明时限")
    elif deadline.kind == "masked":
        doubts.append(f"时限“{words}”中的日期被隐去")
    elif deadline.kind == "event":
        doubts.append(f"时限“{words}”取决于其他事项，没有确定日期")
    elif deadline.kind == "asap":
        doubts.append(f"时限“{words}”没有确定日期")
    else:
        if deadline.alternatives:
            others = "、".join(day.isoformat() for day in deadline.alternatives)
            doubts.append(f"时限“{words}”也可理解为 {others}")
        if deadline.provisional:
            doubts.append("节假日安排尚未公布，日期为暂定")
        if deadline.modality == "around":
            doubts.append(f"时限“{words}”是大约日期")
    if any(time.rrule == "IRREGULAR" for time in limits if is_limit(time)):
        doubts.append("频次没有写明具体间隔")
    return doubts
