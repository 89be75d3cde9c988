"""Which stretches of a speech are orders: cuts each sentence into candidate obligations and weighs them.

It uses what earlier stages found (sentences, clauses, times, mentions); it must not look for times or names itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

from .cue import Hit
from .features import features_of
from .fields import Fields
from .model import Model, default_model
from .piece import Found, pieces_of
from .segment import Segment, segments_of
from .signs import BA, BOUND, FINDER, SCREEN, VERBS
from .tables import row_segment

# A topic has two characters at least: 党费, 红线.
_TOPIC = 2
_HISTORIES = frozenset(("before:history", "after:history", "paragraph:history"))
_PLANS = frozenset(("before:duty", "after:duty", "paragraph:duty"))
_NO_PLAN = frozenset(("past", "describe", "state", "section:describe", "time:history"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be an order: its segment, the doers (and who supports them) it inherits, its features and the confidence they give."""

    segment: Segment
    inherited: tuple[Mention, ...]
    features: frozenset[str]
    confidence: float


def hits_in(text: str, sentences: Sequence[Sentence]) -> tuple[list[list[Hit]], list[int]]:
    """The cues of a whole text, found in one pass: the hits of each sentence, and its cues as a sum of bits."""
    hits = FINDER.scan(text)
    shared: list[list[Hit]] = []
    masks: list[int] = []
    place, last = 0, len(hits)
    for sentence in sentences:
        start, end = sentence.start, sentence.end
        while place < last and hits[place][0] < start:
            place += 1
        first, mask = place, 0
        while place < last and hits[place][0] < end:
            mask |= hits[place][2]
            place += 1
        shared.append(hits[first:place])
        masks.append(mask)
    return shared, masks


def may_order(mask: int, times: Sequence[TimeValue]) -> bool:
    """The cheap first pass: whether a sentence with these cues (a sum of bits) and times can hold an order at all."""
    return bool(times or mask & SCREEN)


def segments_in(
    sentence: Sentence, found: Found, fields: Fields | None = None, columns: Sequence[str] | None = None
) -> list[Segment]:
    """The candidate obligations of one sentence, unweighed; [] where the cheap first pass finds no sign of an order.

    `fields` are filled in by lines after it; `columns` are those of the task table that it is a row of.
    """
    if columns:
        return row_segment(sentence, pieces_of(sentence, found), columns)
    if not fields and not may_order(found.mask, found.times):
        return []
    return segments_of(sentence, pieces_of(sentence, found), fields)


def has_topic(segment: Segment) -> bool:
    """Whether a number is set for a thing of its own, which nobody named before is told to reach: 垫资比例不得超过15%."""
    for piece in segment.pieces:
        if piece.acts and not piece.counts:
            return False  # 全部签订协议,拆除房屋达50%以上: whoever signs is to reach the number
        if piece.counts:
            bound = next(start for start, _, mask in piece.hits if mask & BOUND)
            verbs = [start for start, _, mask in piece.hits if mask & (VERBS | BA) and start < bound]
            # 一个月不少于两轮 is one time; what stands in it before the number is no topic.
            begin = max([piece.start, *(min(time.end, bound) for time in piece.times if time.start < bound)])
            return not verbs and not piece.doers and bound - begin >= _TOPIC
    return False


def weigh(
    segment: Segment, inherited: Sequence[Mention], around: frozenset[str], model: Model | None = None
) -> Candidate:
    """A candidate from a segment, the doers known from before it and what stands around its sentence."""
    model = model or default_model()
    features = features_of(segment, bool(inherited))
    features |= around
    if "reported" in around and "who:own" in features:
        # 市长强调,…。围绕这个目标,县直部门要…: a doer of one's own ends the report of what others said.
        features = features - {"reported"} | {"reported+own"}
    if "number+hard+plain" in features and around & _PLANS and not features & _NO_PLAN:
        # 新建厂房4栋,改造老厂房9栋: numbers among the lines of a plan are to be reached.
        features = features | {"number+plans"}
    if "record:told" in around and "no_mood" in features:
        # 副县长率队检查卡点: what the record of a meeting tells before anybody demanded anything.
        features = features | {"record:told+plain"}
    if "no_mood" in features:
        features = features | {f"{kind}+plain" for kind in _HISTORIES & around}
    shared, confidence = model.judged(frozenset(features))
    return Candidate(segment, tuple(inherited), shared, confidence)
