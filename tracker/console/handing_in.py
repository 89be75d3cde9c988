"""View data of handing in: the answer to each file, and the text with the words that were read out of its head."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.common.errors import Refused
from tracker.meetings import intake, queries
from tracker.meetings.bridge import Unreadable
from tracker.meetings.models import Source, Speech

PASTED = "粘贴的文字"
# How much of a text is shown beside the form; the rest follows on the desk.
SHOWN = 4000


@dataclass(frozen=True, slots=True)
class Handed:
    """One file or text of a form. `data` is None for a file too large to be read."""

    name: str
    data: bytes | str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file. `kind`: taken, choose, duplicate, classified or refused; `link` is where it goes on, "" nowhere."""

    name: str
    kind: str
    words: str
    link: str = ""
    link_words: str = ""

    @property
    def is_in(self) -> bool:
        """Whether the file was taken in and its next step waits."""
        return self.kind in ("taken", "choose")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a shown text; `begins` are the details whose words begin here, `is_said` tells that it is such a word."""

    words: str
    begins: tuple[str, ...]
    is_said: bool


def answer_to(handed: Handed, *, batch: uuid.UUID | None, by: Viewer, at: dt.datetime) -> Answer:
    """Takes one file in and says what became of it; one bad file is one bad answer and stops nothing else."""
    name = intake.plain_name(handed.name) or PASTED
    if handed.data is None:
        most = settings.UPLOAD_MAX_BYTES // 2**20
        return refused(name, f"文件超过{most}兆，或几个文件合计过大，请删去图片、拆分或分几次再交。")
    try:
        source = intake.receive(
            handed.data, name="" if name == PASTED else name, max_bytes=settings.UPLOAD_MAX_BYTES, by=by, at=at,
            batch=batch,
        )  # fmt: skip
    except intake.Classified as mark:
        return Answer(
            name,
            "classified",
            f"“{name}”被拒收：{mark}本系统没有保存其中任何内容，请改在涉密计算机上办理；确属误标的，请先按规定更正标志再交。",
        )
    except intake.Duplicate as again:
        return duplicate(name, again, by)
    except (Unreadable, Refused) as error:
        return refused(name, str(error))
    return taken_in(name, source)


def refused(name: str, why: str) -> Answer:
    """The answer to a file that could not be taken in."""
    return Answer(name, "refused", f"“{name}”没有录入：{why}")


def duplicate(name: str, again: intake.Duplicate, by: Viewer) -> Answer:
    """The answer to a text that is here already; the earlier speech is named only to whom may see it."""
    if not queries.visible_speeches(by).filter(pk=again.speech_id).exists():
        return Answer(name, "duplicate", f"“{name}”没有再次录入：这篇讲话已经录入过。")
    link = reverse("console:speech", args=[again.speech_id])
    return Answer(name, "duplicate", f"“{name}”没有再次录入：{again}", link, "打开已录入的")


def taken_in(name: str, source: Source) -> Answer:
    """The answer to a source that was taken in: to be checked, or to be chosen from."""
    if source.state == Source.State.TAKEN and len(source.parts) == 1:
        speech = source.speeches.get()
        link = reverse("console:speech", args=[speech.pk])
        words = f"“{name}”已收下：《{speech.title}》，{len(source.text)}字。"
        return Answer(name, "taken", words, link, "核对信息")
    link = reverse("console:source", args=[source.pk])
    if len(source.parts) > 1:
        return Answer(
            name, "choose", f"“{name}”里有{len(source.parts)}篇讲话，请选择要录入的。", link, "选择讲话"
        )
    words = f"“{name}”与已录入的一篇讲话几乎相同，尚未录入，请比较后决定。"
    return Answer(name, "choose", words, link, "比较后决定")


def stretches(text: str, details: dict[str, dict[str, Any]]) -> list[Stretch]:
    """The first SHOWN characters of a text, cut where the words of a detail begin or end."""
    shown = text[:SHOWN]
    spans = {
        field: (found["start"], found["end"])
        for field, found in details.items()
        if found["start"] < found["end"] <= len(shown)
    }
    cuts = sorted({0, len(shown), *(at for span in spans.values() for at in span)})
    return [
        Stretch(
            shown[first:last],
            tuple(field for field, span in spans.items() if span[0] == first),
            any(span[0] <= first and last <= span[1] for span in spans.values()),
        )
        for first, last in zip(cuts, cuts[1:], strict=False)
    ]


def reasons(speech: Speech) -> dict[str, dict[str, Any]]:
    """Why each detail was proposed or left blank, and whether its words are in the shown part, by the detail's name."""
    made = {
        field: {
            "reason": found["reason"],
            "is_found": bool(found["value"]),
            "is_shown": found["start"] < found["end"] <= SHOWN,
        }
        for field, found in speech.details.items()
    }
    if speech.held_on_source == Speech.DateSource.TODAY and "held_on" in made:
        made["held_on"] = {"reason": intake.NO_DATE, "is_found": False, "is_shown": False}
    return made
