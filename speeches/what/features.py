"""What the model sees of a segment: feature names, each true or absent.

Every name can be read: "time:by", "who:own", "must", "own+hard". A feature that is not in the weights file weighs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue

from .core import core_of
from .cue import listed
from .piece import Piece, is_binding
from .segment import Segment
from .signs import ENSURE, FINDER, HARD_NAMES, MOODS, NUMBER, PRODUCTS, RESULT

GENERIC_DOERS = listed(
    "我们 大家 全县上下 全区上下 全市上下 全校上下 全院上下 全园上下 同志们 各位 全体 广大 每位 每个人"
)
# People, not units: what they are told is more often exhortation than duty.
_PEOPLE = listed(
    "干部 党员 群众 职工 同志 教师 师生 领导 领导机关 领导班子 员工 党员领导干部 医护人员 医务人员 人员"
)
_COUNTED = {
    FINDER.bits[name]: f"{name}*2" for name in ("rhetoric", "vague_act", "describe", "past", "will_do")
}
_ANY_COUNTED = sum(_COUNTED)
_RHETORIC = FINDER.bits["rhetoric"]
_PAST, _DESCRIBE = FINDER.bits["past"], FINDER.bits["describe"]
# Who is told and how counts wherever it stands; other cues only in the core, elsewhere they are "beside" it.
_EVERYWHERE = MOODS | FINDER.mask(["some", "upon_us", "masked_fact"])
_UPON_US = FINDER.bits["upon_us"]
_SOME = FINDER.bits["some"]
_VAGUE = FINDER.mask(["rhetoric", "vague_act"])
_SOLID = FINDER.mask([*HARD_NAMES, "act_open", "number", "product", "group", "meeting", "thing", "ba", "ban"])
_NEWS = FINDER.mask(["held", "attends", "visits"])
_HARD = frozenset(HARD_NAMES)
_WEAK_YEAR = ("今年", "本年", "全年", "年内")
_DATED = {"by": "time:by", "at": "time:at", "around": "time:around", "during": "time:during"}
_TIMED = frozenset(
    {
        "time:by",
        "time:at",
        "time:around",
        "time:during",
        "time:event",
        "time:masked",
        "time:rrule",
        "time:weak_year",
    }
)
# Who gives orders rather than takes them: 县委、县政府, 市委, 国务院.
_TOP = re.compile(
    r"[省市县区州镇乡]?委|[省市县区州]?委?[省市县区州]?政府|[省市县区州]里|党中央|中央|国务院|[省市县区州]委[省市县区州]政府|党委|党工委|管委会"
)
_SINCE = ("自", "从")
_SHORT, _LONG = 9, 120
# The object stands before the mood: 对库存危化品要组织清点.
_FRONTED = re.compile(r"(?:要?对照?|针对)[^,。;]{2,30}(?<=[^主需])要[^,。;]{2}")


def features_of(segment: Segment, inherited: bool) -> set[str]:
    """Feature names of a segment; `inherited` tells that a doer is known from an earlier sentence or heading.

    A segment 各乡镇要于6月20日前上报名单 gives act_report, must, own+hard, timed+own, product, time:by, who:own.
    """
    pieces = segment.pieces
    mask = 0
    for piece in pieces:
        mask |= piece.mask
    core = core_of(pieces)
    near = core.mask | mask & _EVERYWHERE
    names = set(_named(near))
    names.update(_beside(mask & ~near))
    _count(segment, mask, names)
    who = _who(segment, inherited)
    when = {_time(time) for time in segment.limits}
    head = core.head
    what = "hard" if head in _HARD else "open" if head == "act_open" else "soft" if head else "none"
    timed, ordered = bool(when & _TIMED), bool(mask & MOODS)
    names |= when
    if head:
        names.add(_HEAD_NAMES[head])
    names.update(_crossed(who, what, timed, ordered))
    if what == "hard" and mask & PRODUCTS:
        names.add(f"product+{who}")
    _counted(segment, what, mask & NUMBER, ordered, names)
    if mask & NUMBER and not (ordered or timed):
        # 县供销社储备柴油1800吨, 全镇累计办结27件: a balance as often as an order.
        names.add(f"number+{who}+plain")
    if "time:rrule" in names or "time:irregular" in names:
        _rhythm(pieces, names)
    if who == "own" and pieces[0].doers and not mask & (_PAST | _DESCRIBE):
        names.add("subject_first")
    _planned(segment, mask, ordered, who, names)
    _told(segment, mask, timed, ordered, who, names)
    if mask & _VAGUE and not mask & _SOLID:
        # 各级各部门要提高认识,加强领导,形成合力: nothing in it can be checked.
        names.add(f"hollow+{who}")
    _place(segment, names)
    return names


def _rhythm(pieces: Sequence[Piece], names: set[str]) -> None:
    """A few words with a rhythm of their own make a step of a regime: 每月一调度."""
    if any(len(p.text) <= _SHORT and p.acts and any(time.rrule for time in p.limits) for p in pieces):
        names.add("regime")


def _counted(segment: Segment, what: str, number: int, ordered: bool, names: set[str]) -> None:
    """Numbers: to be reached (不少于2次), or beside a checkable act (抽调12名骨干)."""
    if any(piece.counts for piece in segment.pieces):
        names.update(("target", "target+mood" if ordered else "target+plain"))
    if what == "hard" and number:
        names.add("number+hard+mood" if ordered else "number+hard+plain")


_HEAD_NAMES = {name: f"head:{name}" for name in FINDER.names}


@lru_cache(maxsize=4096)
def _named(mask: int) -> tuple[str, ...]:
    return tuple(FINDER.named(mask))


@lru_cache(maxsize=4096)
def _beside(mask: int) -> tuple[str, ...]:
    return tuple(f"beside:{name}" for name in FINDER.named(mask))


@lru_cache(maxsize=256)
def _crossed(who: str, what: str, timed: bool, ordered: bool) -> tuple[str, ...]:
    """What two facts say together: a named unit with a checkable act, a limit with a mood."""
    names = [f"who:{who}", f"act:{what}", f"{who}+{what}", f"{'timed' if timed else 'untimed'}+{who}"]
    if timed:
        names += [f"timed+{what}", "timed+mood" if ordered else "timed+plain"]
    if not ordered:
        names.append("no_mood")
        if who not in {"own", "people", "top"}:
            names.append("no_mood+no_doer")
    return tuple(names)


def _count(segment: Segment, mask: int, names: set[str]) -> None:
    """Signs that weigh more when they come twice or four times."""
    for bit, name in _COUNTED.items() if mask & _ANY_COUNTED else ():
        if mask & bit:
            count = sum(
                1 for piece in segment.pieces if piece.mask & bit for hit in piece.hits if hit[2] & bit
            )
            if count >= 2:
                names.add(name)
            if count >= 4 and bit == _RHETORIC:
                names.add("rhetoric*4")


def _planned(segment: Segment, mask: int, ordered: bool, who: str, names: set[str]) -> None:
    """Lines of a plan need no mood and no doer: 二期厂房9月封顶, 确保报废老旧设备30台以上, 对库存危化品要组织清点."""
    if mask & (_PAST | _DESCRIBE) or segment.after_history:
        return
    if mask & RESULT and any(map(_is_day, segment.limits)):
        names.update(("plan", f"plan+{who}") if ordered else ("plan", "plan+plain", f"plan+{who}"))
    if mask & ENSURE and any(piece.mask & ENSURE and piece.mask & NUMBER for piece in segment.pieces):
        names.add("ensure+number")
    if any(piece.firm and _FRONTED.match(piece.text) for piece in segment.pieces):
        names.add("fronted")


def _is_day(time: TimeValue) -> bool:
    """Whether a limit ends on a day that can be told: 9月底前, 上半年; not 每周, 立即."""
    return is_binding(time) and bool(time.to) and not time.rrule


def _told(segment: Segment, mask: int, timed: bool, ordered: bool, who: str, names: set[str]) -> None:
    """What history and description mean depends on whether a mood stands beside them."""
    if mask & _PAST:
        names.add("past+timed" if timed else "past+untimed")
        if not ordered:
            names.update(("past+plain", f"past+plain+{who}"))
    if mask & _SOME and not ordered:
        names.add("some+plain")
    if segment.told_beside and not ordered:
        names.update(("told_beside", f"told_beside+{who}"))
    if segment.just_told and not (ordered or timed):
        names.add("just_told")
    if not ordered and mask & _NEWS:
        # 副县长主持会议,各乡镇负责人参加会议: a report of the meeting, not an order given there.
        names.add("news+plain")
    if not ordered and mask & _UPON_US:
        # 市督查组对我县开展督查: what others do with us is told, not ordered.
        names.add("upon_us+plain")
    if not ordered and any(map(_is_told, segment.times)):
        names.add("told_day")
    if not ordered and any(time.text.startswith(_SINCE) for time in segment.limits):
        names.add("since+plain")
    if segment.after_history:
        names.add("time:history" if ordered else "time:history+plain")
        if not ordered and not any(map(_is_day, segment.limits)):
            # 去年四季度,县征收办每周调度: a rhythm of then.
            names.add("rhythm_told")


def _is_told(time: TimeValue) -> bool:
    """Whether a time tells when something was: 去年, 6月5日 just passed; a masked day without 前 (x日通报我县)."""
    return time.past or (time.kind == "masked" and time.modality != "by")


def _who(segment: Segment, inherited: bool) -> str:
    leads = [mention.text for mention in segment.doers if not mention.text.startswith(GENERIC_DOERS)]
    if leads:
        if all(map(_TOP.fullmatch, leads)):
            return "top"
        return "people" if all(text.endswith(_PEOPLE) for text in leads) else "own"
    if segment.doers:
        return "generic"
    return "inherited" if inherited else "none"


def _time(time: TimeValue) -> str:
    if time.rrule:
        return "time:irregular" if time.rrule == "IRREGULAR" else "time:rrule"
    if time.kind == "event" and not time.text.rstrip("之以").endswith("前"):
        return "time:after_event"
    if time.kind in {"asap", "event", "masked"}:
        return f"time:{time.kind}"
    if time.grain == "year" and time.text.startswith(_WEAK_YEAR) and not time.text.endswith(("前", "底")):
        return "time:weak_year"
    return _DATED.get(time.modality, "time:from") if is_binding(time) else "time:from"


def _place(segment: Segment, names: set[str]) -> None:
    sentence: Sentence = segment.sentence
    if segment.fields:
        names.add("fields")
    elif sentence.is_heading:
        names.add("heading")
    for heading in reversed(sentence.section):
        if heading.mood:
            names.add(f"section:{heading.mood}")
            break
    length = segment.end - segment.start
    if segment.chained:
        names.add("chain")
    elif length < _SHORT:
        names.add("very_short")
    elif length > _LONG:
        names.add("long")
    if sentence.text.rstrip(" ,").endswith(":"):
        names.add("ends_in_colon")
