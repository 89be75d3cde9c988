"""The stages of reading a speech, in order: the list a newcomer reads first.

Each stage is a pure function of a Work that declares what it needs and what it gives; a test checks that every need is given by
an earlier stage. No stage reads a clock, a file or the network, and none changes the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any

from .assembly import Assembler
from .document import Document
from .draft import Draft, Extraction, RegimeDraft, SpeechPart
from .restated import linked
from .text.normal import Folded
from .text.parts import Clause, Sentence
from .text.reading import read as read_reading
from .text.sentences import clauses
from .what.cue import Hit
from .what.fields import Fields, fields_by_order, is_field_line, is_support_line
from .what.history import just_passed
from .what.model import Model, default_model
from .what.orders import Candidate, has_topic, hits_in, may_order, segments_in, weigh
from .what.piece import Found
from .what.regimes import moved, regimes_of
from .what.signs import TELLING
from .what.surroundings import surroundings
from .what.tables import columns_of
from .when import TooMany, Workdays, held_on, times_one_by_one
from .when.value import TimeValue
from .who.inheritance import Trail
from .who.mention import Mention
from .who.names import NOBODY, Registry, mentions
from .who.roles import Parties, assign
from .who.scan import Scanner

# A candidate less likely than this is no candidate: drafting thousands of hopeless ones would take most of the time.
LEAST = 0.05
# Nobody reviews more; a text of a million characters without a breath between its orders has some twenty-five thousand.
MOST = 26_000
# The same text has some twenty thousand times, and thirty thousand readings are tried for them; words that run on make more of each.
MOST_TIMES = 40_000
MOST_READINGS = 40_000
# A speech announces a handful.
MOST_REGIMES = 1_000
_TOO_MANY = "文中可能的事项过多，后面的没有列出，请把讲话分开录入。"
_TOO_MANY_TIMES = "文中的时间过多，后面的没有读取，请把讲话分开录入。"
# A local season and its first and last day: 汛期 → 6月1日 to 9月30日.
Seasons = Mapping[str, tuple[dt.date, dt.date]]


@dataclass(frozen=True, slots=True)
class Work:
    """All that is known of a text so far. The first block is given by the caller; each stage fills fields of its own.

    `times`, `mentions` and `clauses` are one tuple a sentence, in the order of `sentences`; `masks` are each one's cues as a sum of bits.
    `searched` is how many of them were searched for names; what stands behind gives no candidates.
    """

    document: Document
    on: dt.date | None = None
    today: dt.date | None = None
    registry: Any = None
    workdays: Workdays | None = None
    seasons: Seasons | None = None
    model: Model | None = None

    folded: Folded = Folded("", 0, (), ())
    speeches: tuple[SpeechPart, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    clauses: tuple[tuple[Clause, ...], ...] = ()
    date: dt.date | None = None
    date_source: str = ""
    date_reason: str = ""
    times: tuple[tuple[TimeValue, ...], ...] = ()
    mentions: tuple[tuple[Mention, ...], ...] = ()
    inherited: tuple[tuple[Mention, ...], ...] = ()
    searched: int = 0
    hits: tuple[list[Hit], ...] = ()
    masks: tuple[int, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    drafts: tuple[Draft, ...] = ()
    regimes: tuple[RegimeDraft, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: its name, the Work fields it reads, those it fills, and the function that returns them by name."""

    name: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[Work], dict[str, Any]]


def _read_text(work: Work) -> dict[str, Any]:
    reading = read_reading(work.document)
    return {
        "folded": reading.folded,
        "speeches": reading.speeches,
        "sentences": reading.sentences,
        "clauses": tuple(clauses(sentence) for sentence in reading.sentences),
        "notes": reading.notes,
    }


def _find_date(work: Work) -> dict[str, Any]:
    if work.on:
        return {"date": work.on, "date_source": "argument", "date_reason": "由使用者给出"}
    day, reason = held_on(work.document.text, work.document.properties)
    if day:
        return {"date": day, "date_source": "text", "date_reason": reason}
    if work.today:
        return {"date": work.today, "date_source": "today", "date_reason": "文中没有讲话日期，以今天为准"}
    raise ValueError("文中没有讲话日期，请用 --date YYYY-MM-DD 给出。")


def _find_times(work: Work) -> dict[str, Any]:
    """The whole text is read in one call, which costs half of a call for each sentence; no time reaches over a sentence's end."""
    assert work.date
    shared: list[list[TimeValue]] = [[] for _ in work.sentences]
    number = 0
    read = times_one_by_one(work.folded.text, work.date, work.workdays, work.seasons, MOST_READINGS)
    try:
        for one in islice(read, MOST_TIMES):
            one = one._replace(limit=False, past=True) if just_passed(one, work.date) else one
            while number < len(shared) and work.sentences[number].end <= one.start:
                number += 1
            if (
                number < len(shared)
                and work.sentences[number].start <= one.start
                and one.end <= work.sentences[number].end
            ):
                shared[number].append(one)
        is_whole = next(read, None) is None
    except TooMany:
        is_whole = False
    notes = work.notes if is_whole else (*work.notes, _TOO_MANY_TIMES)
    return {"times": tuple(map(tuple, shared)), "notes": notes}


def _find_mentions(work: Work) -> dict[str, Any]:
    """Mentions with their roles, and who would inherit; sentences that the cues already rule out are not searched for names.

    Ends with the sentence behind the last of the MOST that may order.
    """
    registry, scanner = work.registry or NOBODY, Scanner(work.folded.text, work.sentences)
    trail = Trail(lambda heading: mentions(heading, seen=scanner.seen(heading)))
    found: list[tuple[Mention, ...]] = []
    inherited: list[tuple[Mention, ...]] = []
    left = MOST
    for number, sentence in enumerate(work.sentences):
        if not left:
            break
        inherited.append(trail.doer(sentence, work.times[number]))
        if not may_order(work.masks[number], work.times[number]):
            if work.masks[number] & TELLING:
                trail.enter(sentence, ())
            else:
                trail.skip(sentence, partial(_parties, sentence, work.clauses[number], registry, scanner))
            found.append(())
            continue
        left -= 1
        parties = _parties(sentence, work.clauses[number], registry, scanner)
        trail.enter(sentence, parties)
        found.append(_with_roles(parties))
    rest = ((),) * (len(work.sentences) - len(found))
    return {"mentions": (*found, *rest), "inherited": (*inherited, *rest), "searched": len(found)}


def _parties(
    sentence: Sentence, clauses: Sequence[Clause], registry: Registry, scanner: Scanner
) -> Sequence[Parties]:
    """Who plays which part in a sentence."""
    named = mentions(sentence, registry, scanner.seen(sentence))
    return assign(sentence, clauses, named) if named else ()


def _with_roles(parties: Sequence[Parties]) -> tuple[Mention, ...]:
    """The mentions that play a part, in order of place; a lead carried over from an earlier clause stands there already."""
    roled = [
        mention
        for party in parties
        for mention in (*(() if party.carried else party.lead), *party.support, *party.report_to)
    ]
    if len(roled) < 2:
        return tuple(roled)
    return tuple(sorted(dict.fromkeys(roled), key=attrgetter("start")))


def _find_cues(work: Work) -> dict[str, Any]:
    hits, masks = hits_in(work.folded.text, work.sentences)
    return {"hits": tuple(hits), "masks": tuple(masks)}


def _weigh_candidates(work: Work) -> dict[str, Any]:
    candidates: list[Candidate] = []
    around = surroundings(work.sentences, work.masks, work.times)
    filled = fields_by_order(work.sentences, work.times, work.mentions)
    columns = columns_of(work.sentences)
    for number, sentence in enumerate(work.sentences[: work.searched]):
        if len(candidates) >= MOST:
            break
        if is_field_line(sentence) and number:
            continue
        if is_support_line(sentence) and _joins_order(candidates, sentence, work.mentions[number]):
            continue
        doers, is_far = work.inherited[number], True
        found = Found(
            work.clauses[number],
            work.hits[number],
            work.times[number],
            work.mentions[number],
            work.masks[number],
        )
        for segment in segments_in(sentence, found, filled.get(number), columns.get(number)):
            own = segment.doers
            # Within a sentence the doer of one stretch goes on into the next: 各乡镇要…,6月底前完成…
            if own:
                # Who supports goes on too where only the parts are told so far: 由甲局牵头,乙局配合,6月底前拆完.
                doers = (*own, *(() if segment.is_firm else segment.helpers))
            else:
                doers = segment.before or doers
            is_far = is_far and not own and not segment.before
            # 垫资比例不得超过15% is told to nobody named a sentence before, 年底前收回60% to the doer of its own sentence.
            taken = () if own or (is_far and (segment.chained or has_topic(segment))) else doers
            candidates.append(weigh(segment, taken, around[number], work.model))
    return {"candidates": tuple(candidates)}


def _joins_order(candidates: Sequence[Candidate], sentence: Sentence, mentions: Sequence[Mention]) -> bool:
    """Give those whom a sentence only names as support to the orders of the sentence before it; False where there is none."""
    orders = [one.segment for one in candidates[-4:] if one.segment.sentence.index == sentence.index - 1]
    orders = [
        segment for segment in orders if segment.sentence.paragraph == sentence.paragraph and segment.doers
    ]
    helpers = tuple(mention.playing("support") for mention in mentions)
    for segment in orders:
        before = segment.fields or Fields()
        segment.fields = Fields(before.times, (*before.mentions, *helpers))
    return bool(orders and helpers)


def _assemble(work: Work) -> dict[str, Any]:
    original = work.document.text
    assert work.date is not None
    written = _written(work.folded, original)
    assembler = Assembler(work.folded.text, written, original, work.folded.origin, work.date)
    likely = [candidate for candidate in work.candidates if candidate.confidence >= LEAST]
    return {"drafts": tuple([assembler.draft(candidate) for candidate in likely])}


def _written(folded: Folded, original: str) -> str:
    """The folded text with the characters of the original: as long as `folded.text`, its marks as wide as in the file."""
    ends = (*folded.runs[1:], len(folded.text))
    stretches = zip(folded.origins, folded.runs, ends, strict=True)
    return "".join(original[origin : origin + end - start] for origin, start, end in stretches)


def _find_regimes(work: Work) -> dict[str, Any]:
    found = islice(regimes_of(work.sentences, work.times, work.mentions), MOST_REGIMES)
    return {"regimes": tuple([moved(regime, work.folded.span) for regime in found])}


STAGES: tuple[Stage, ...] = (
    Stage("text", ("document",), ("folded", "speeches", "sentences", "clauses", "notes"), _read_text),
    Stage("date", ("document", "on", "today"), ("date", "date_source", "date_reason"), _find_date),
    Stage(
        "when",
        ("folded", "sentences", "date", "workdays", "seasons", "notes"),
        ("times", "notes"),
        _find_times,
    ),
    Stage("cues", ("folded", "sentences"), ("hits", "masks"), _find_cues),
    Stage(
        "who",
        ("folded", "sentences", "clauses", "masks", "times", "registry"),
        ("mentions", "inherited", "searched"),
        _find_mentions,
    ),
    Stage(
        "what",
        ("sentences", "clauses", "hits", "masks", "times", "mentions", "inherited", "searched"),
        ("candidates",),
        _weigh_candidates,
    ),
    Stage("assembly", ("document", "folded", "candidates"), ("drafts",), _assemble),
    Stage("regimes", ("sentences", "times", "mentions", "folded"), ("regimes",), _find_regimes),
)
GIVEN = ("document", "on", "today", "registry", "workdays", "seasons", "model")


def unmet(stages: Sequence[Stage], given: Sequence[str] = GIVEN) -> list[str]:
    """What a stage needs and nothing before it gives, as "stage: field"; [] for a sound pipeline."""
    known, missing = set(given), list[str]()
    for stage in stages:
        missing.extend(f"{stage.name}: {need}" for need in stage.needs if need not in known)
        known.update(stage.gives)
    return missing


def run(
    work: Work, stages: Sequence[Stage] = STAGES, on_stage: Callable[[str, int, int], None] | None = None
) -> Work:
    """The work after all stages; `on_stage(name, index, of)` is told before each. Raises ValueError with a Chinese sentence where the speech's day is not known at all."""
    for index, stage in enumerate(stages):
        if on_stage is not None:
            on_stage(stage.name, index, len(stages))
        work = replace(work, **stage.run(work))
    return work


def result(work: Work) -> Extraction:
    """What leaves the engine: drafts at or above the model's threshold as items, all drafts as candidates."""
    assert work.date
    threshold = (work.model or default_model()).threshold
    chosen = [place for place, draft in enumerate(work.drafts) if draft.confidence >= threshold]
    items = linked([work.drafts[place] for place in chosen])
    candidates = list(work.drafts)
    for place, item in zip(chosen, items, strict=True):
        if item.same_as is not None:
            candidates[place] = item._replace(same_as=chosen[item.same_as])
    is_cut = len(work.candidates) >= MOST or work.searched < len(work.sentences)
    return Extraction(
        text=work.document.text,
        date=work.date,
        date_source=work.date_source,
        date_reason=work.date_reason,
        speeches=work.speeches,
        items=tuple(items),
        candidates=tuple(candidates),
        regimes=work.regimes,
        notes=(*work.notes, _TOO_MANY) if is_cut else work.notes,
    )
