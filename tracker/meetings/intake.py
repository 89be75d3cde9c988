"""How speeches come in: a file or pasted text is received, speeches already here are recognised, and a person chooses.

What is plain becomes a speech at once; a file with several speeches, or one that is nearly an earlier one, waits as a Source until an
officer says which to keep (`keep`) or that none is wanted (`discard`). Nothing of a classified text may be stored here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Forbidden, Refused

from . import bridge
from .models import ShingleHash, Source, Speech

NO_DATE = "文中没有写明讲话日期，暂用今天，请核对。"
SUFFIXES = (".txt", ".docx", ".docm", ".dotx", ".pdf", ".html", ".htm", ".md")
# How many of the likeliest earlier speeches get a close look.
LOOKED_AT = 3


class Duplicate(Refused):
    """The same text is already here; `speech_id` is the earlier one."""

    def __init__(self, speech: Speech) -> None:
        day = timezone.localtime(speech.uploaded_at)
        super().__init__(f"这篇讲话已于{day:%Y年%m月%d日}录入：《{speech.title}》。")
        self.speech_id = speech.pk


class Classified(Refused):
    """The text carries a secrecy mark; nothing of it was stored."""


def require(by: Viewer) -> None:
    """Raises Forbidden for anybody who may not hand in speeches."""
    if not by.may(Act.UPLOAD_SPEECH):
        raise Forbidden("只有督查专员可以录入讲话。")


def receive(
    source: bytes | str,
    *,
    name: str,
    max_bytes: int,
    by: Viewer,
    at: dt.datetime,
    batch: uuid.UUID | None = None,
) -> Source:
    """Takes in a file or pasted text; its speeches' details still wait for the officer's check.

    One plain speech is created at once; otherwise the source is WAITING and no speech is created. The same text in the same `batch`
    is the same form sent twice and gives the same source. Raises Unreadable, Classified, Duplicate (the text, or every
    speech in it, is here already), Forbidden.
    """
    require(by)
    try:
        received = bridge.receive(source, name=name, max_bytes=max_bytes)
    except bridge.Classified as mark:
        raise Classified(str(mark)) from None
    row = Source(
        batch=batch or uuid.uuid4(), name=name[:200], text=received.text, sha256=digest(received.text),
        parts=list(received.parts), uploaded_by_id=by.actor_id, uploaded_at=at,
    )  # fmt: skip
    earlier = same_text(row)
    if earlier is not None:
        return again(earlier, row)
    try:
        refuse_known(row)
        alone = len(row.parts) == 1
        row.state = Source.State.TAKEN if alone and nearest(row.text) is None else Source.State.WAITING
        return stored(row, source if isinstance(source, bytes) else None)
    except (IntegrityError, Duplicate):
        # Of two at once the second meets the first only here: in the look for its speeches, or in its own writing.
        earlier = same_text(row)
        if earlier is None:
            raise
        return again(earlier, row)


def same_text(row: Source) -> Source | None:
    """The source that is here with the very text of this one."""
    return Source.objects.filter(sha256=row.sha256).first()


def again(earlier: Source, now: Source) -> Source:
    """What the second hand-in of a text gets: the same answer within one batch, else a source that still has something to choose."""
    refuse = earlier.batch != now.batch and earlier.state == Source.State.TAKEN
    if refuse:
        refuse_known(earlier)
    return earlier


def refuse_known(source: Source) -> None:
    """Raises Duplicate when every speech of the source is here already, word for word."""
    hashes = {digest(text) for text in texts_of(source)}
    known = list(Speech.objects.filter(sha256__in=hashes).order_by("pk"))
    if known and len(known) == len(hashes):
        raise Duplicate(known[0])


def stored(row: Source, data: bytes | None) -> Source:
    """Writes the source, its file and, when it is TAKEN, its only speech, in one transaction. Raises IntegrityError, Duplicate: not the first."""
    if data is not None:
        row.file.save(f"{row.sha256[:16]}{suffix_of(row.name)}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if row.state == Source.State.TAKEN and not create(row, [0]):
                refuse_known(row)
    except (IntegrityError, Duplicate):
        if row.file:
            row.file.delete(save=False)
        raise
    return row


def keep(source_id: int, numbers: Iterable[int], *, by: Viewer) -> list[Speech]:
    """Makes speeches of the chosen parts of a source (numbers from 0), all or none; those that are here already stay as they are.

    Returns all speeches of the source, so that a second click gets the answer of the first. Raises Refused when nothing was chosen.
    """
    require(by)
    with transaction.atomic():
        source = Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()
        if source is None:
            raise Refused("这份来稿刚刚被放弃，没有录入。")
        wanted = sorted({number for number in numbers if 0 <= number < len(source.parts)})
        if not wanted:
            raise Refused("请至少保留一篇；都不需要时，请点“全部不要”。")
        create(source, wanted)
        Source.objects.filter(pk=source_id).update(state=Source.State.TAKEN)
    return list(source.speeches.order_by("source_start"))


def create(source: Source, numbers: Iterable[int]) -> int:
    """Inserts the speeches of these parts, each once; how many. What another source brought in word for word is left out."""
    texts, made = texts_of(source), 0
    for number in numbers:
        speech = speech_of(source, number, texts[number])
        try:
            with transaction.atomic():
                speech.save(force_insert=True)
        except IntegrityError:
            continue
        made += 1
        values = bridge.signature(speech.text)
        ShingleHash.objects.bulk_create(ShingleHash(speech=speech, value=value) for value in values)
    return made


def speech_of(source: Source, number: int, text: str) -> Speech:
    """A part of a source as a speech that is not saved yet, its columns filled with what was proposed."""
    part = source.parts[number]
    value = {field: found["value"] for field, found in part["details"].items()}
    held_on = dt.date.fromisoformat(value["held_on"]) if value["held_on"] else None
    name = source.name.rsplit(".", 1)[0]
    return Speech(
        title=(value["title"] or name or "未命名讲话")[:200],
        speaker=value["speaker"][:60],
        occasion=value["occasion"][:120],
        level=value["level"],
        details=part["details"],
        held_on=held_on or timezone.localdate(source.uploaded_at),
        held_on_source=Speech.DateSource.TEXT if held_on else Speech.DateSource.TODAY,
        held_on_reason=(part["details"]["held_on"]["reason"] if held_on else NO_DATE)[:200],
        source=source,
        source_start=part["start"],
        text=text,
        sha256=digest(text),
        state=Speech.State.RECEIVED,
        uploaded_by_id=source.uploaded_by_id,
        uploaded_at=source.uploaded_at,
    )


def discard(source_id: int, *, by: Viewer) -> None:
    """Throws a waiting source away, file and all. A second click finds nothing; one that has speeches stays."""
    require(by)
    with transaction.atomic():
        source = Source.objects.select_for_update().filter(pk=source_id, state=Source.State.WAITING).first()
        if source is not None and not source.speeches.exists():
            remove(source)


def discard_speech(speech_id: int, *, by: Viewer) -> bool:
    """Throws away a speech whose details were never confirmed; False when it is on its way already and stays.

    A source without any speech left goes with it.
    """
    require(by)
    with transaction.atomic():
        speech = Speech.objects.filter(pk=speech_id).select_related("source").first()
        gone, _ = Speech.objects.filter(pk=speech_id, state=Speech.State.RECEIVED).delete()
        if gone and speech is not None and speech.source and not speech.source.speeches.exists():
            remove(speech.source)
    return bool(gone)


def remove(source: Source) -> None:
    """Deletes a source, and its file once that is certain."""
    storage, path = source.file.storage, source.file.name
    Source.objects.filter(pk=source.pk).delete()
    if path:
        transaction.on_commit(lambda: storage.delete(path))


def nearest(text: str, *, besides: Iterable[int] = ()) -> tuple[Speech, float] | None:
    """The earlier speech that shares most with a text and how much, from bridge.ALIKE on; None where there is none.

    Cheap with many speeches: an index over signatures finds the likely ones, at most LOOKED_AT are compared word for word.
    """
    values = bridge.signature(text)
    if not values:
        return None
    agreeing = (
        ShingleHash.objects.filter(value__in=values)
        .exclude(speech__in=list(besides))
        .values_list("speech")
        .annotate(common=Count("pk"))
        .filter(common__gte=max(1, int(bridge.LIKELY * len(values))))
        .order_by("-common", "speech")
    )
    ids = [speech_id for speech_id, _ in agreeing[:LOOKED_AT]]
    found = [
        (bridge.share(text, speech.text), -speech.pk, speech) for speech in Speech.objects.filter(pk__in=ids)
    ]
    best = max(found, default=None)
    return (best[2], best[0]) if best and best[0] >= bridge.ALIKE else None


def texts_of(source: Source) -> list[str]:
    """The texts of a source's speeches, in order."""
    return [source.text[part["start"] : part["end"]] for part in source.parts]


def digest(text: str) -> str:
    """What recognises a text again, word for word."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def suffix_of(name: str) -> str:
    """The file's ending, only where it is a harmless one: suffix_of("讲话.docx") == ".docx"."""
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending if ending in SUFFIXES else ".bin"


def plain_name(name: str) -> str:
    """A file's name as it can be shown: without folders, control characters and marks that turn the reading direction."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[:200]


def sources_of(batch: Any) -> list[Source]:
    """What one form handed in, in order, without the texts."""
    return list(Source.objects.filter(batch=batch).defer("text").order_by("pk"))
