"""What an officer chooses between: the speeches of one source, each with what is known of it and whether it is here already."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.access.policy import Viewer

from . import bridge, intake
from .models import Source, Speech
from .queries import visible_speeches

OPENING = 160
PASSAGE_LIMIT = 500_000


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier speech that shares most of its words: `speech` None where the viewer may not see it, then without passages."""

    percent: int
    speech: Speech | None
    passages: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One speech of a source. `number` counts from 0; `same` is the speech it already is, `twin` the number it nearly repeats."""

    number: int
    title: str
    speaker: str
    level: str
    held_on: dt.date | None
    length: int
    opening: str
    same: Speech | None
    is_here: bool
    twin: int | None
    near: Near | None

    @property
    def is_wanted(self) -> bool:
        """Whether it is marked to be kept when the page opens: what is new."""
        return not self.is_here and self.twin is None and self.near is None


def choices_of(viewer: Viewer, source: Source) -> list[Choice]:
    """The speeches of a source in order; two queries, and one or two more for each that has a likeness to look up."""
    texts = intake.texts_of(source)
    hashes = [intake.digest(text) for text in texts]
    here = {
        speech.sha256: speech
        for speech in Speech.objects.filter(sha256__in=hashes).defer("text", "details", "outline")
    }
    seen = set(
        visible_speeches(viewer)
        .filter(pk__in=[speech.pk for speech in here.values()])
        .values_list("pk", flat=True)
    )
    made = []
    for number, (text, sha) in enumerate(zip(texts, hashes, strict=True)):
        twin = hashes.index(sha) if hashes.index(sha) < number else source.parts[number]["twin"]
        known = here.get(sha)
        near = None if known or twin is not None else near_of(viewer, text)
        made.append(
            choice(
                source,
                number,
                text,
                twin=twin,
                near=near,
                known=known,
                may_see=bool(known and known.pk in seen),
            )
        )
    return made


def choice(
    source: Source,
    number: int,
    text: str,
    *,
    twin: int | None,
    near: Near | None,
    known: Speech | None,
    may_see: bool,
) -> Choice:
    """The choice for one part."""
    details = {field: found["value"] for field, found in source.parts[number]["details"].items()}
    return Choice(
        number=number,
        title=details["title"] or "未命名讲话",
        speaker=details["speaker"],
        level=dict(Speech.Level.choices).get(details["level"], ""),
        held_on=dt.date.fromisoformat(details["held_on"]) if details["held_on"] else None,
        length=len(text),
        opening=opening_of(text, details["title"]),
        same=known if may_see else None,
        is_here=known is not None,
        twin=twin,
        near=near,
    )


def near_of(viewer: Viewer, text: str) -> Near | None:
    """The nearest earlier speech, with the first differing passages only for whom may see it."""
    found = intake.nearest(text)
    if found is None:
        return None
    speech, share = found
    # 100 is said only of what is the same words throughout.
    percent = 100 if share == 1 else min(99, round(share * 100))
    if not visible_speeches(viewer).filter(pk=speech.pk).exists():
        return Near(percent, None)
    looked_at = text[:PASSAGE_LIMIT], speech.text[:PASSAGE_LIMIT]
    return Near(percent, speech, tuple(bridge.differences(*looked_at)))


def opening_of(text: str, title: str) -> str:
    """The first lines after the title, on one line, cut."""
    lines = (" ".join(line.split()) for line in text[: OPENING * 10].splitlines())
    words = " ".join(line for line in lines if line and not (title and line.endswith(title)))
    shown = "".join(char for char in words if char.isprintable())
    return shown if len(shown) <= OPENING else shown[: OPENING - 1] + "…"
