"""Writes on speeches: confirm the details, parse. Parsing is claimed with a lease, so a killed worker loses nothing.

How they come in: intake.py. Drafts: decisions.py.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F, Q
from django_q.tasks import async_task

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Forbidden, Refused
from tracker.org.queries import active_units, calendar_overrides, groups_with_members, local_seasons

from . import bridge, weights
from .collectives import members_by_group, with_members
from .models import Draft, RegimeDraft, Speech

log = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3
# Of an hour's speech some 150 are read. A desk of 2,000 opens in 2.5 s, one of 18,000 did not in two minutes.
MOST_DRAFTS = 5000
# A queue message is only a hint: a speech that waits longer than this is announced again.
UNHEARD = dt.timedelta(minutes=2)


def require(by: Viewer, act: Act, message: str) -> None:
    """Raises Forbidden unless the policy grants `act` to `by`."""
    if not by.may(act):
        raise Forbidden(message)


def submit(
    speech_id: int, *, title: str, speaker: str, occasion: str, held_on: dt.date, by: Viewer, level: str = ""
) -> Speech:
    """Confirms what the speech is and queues it for parsing. The second of two clicks finds it queued and changes nothing."""
    require(by, Act.UPLOAD_SPEECH, "只有督查专员可以录入讲话。")
    if not title.strip():
        raise Refused("请填写讲话标题。")
    before = Speech.objects.filter(pk=speech_id).first()
    if before is None:
        raise Refused("这篇讲话刚刚被放弃，没有解析。")
    source = before.held_on_source if held_on == before.held_on else Speech.DateSource.ARGUMENT
    changes = {
        "title": title.strip(),
        "speaker": speaker.strip(),
        "occasion": occasion.strip(),
        "level": level,
        "held_on": held_on,
    }
    with transaction.atomic():
        waiting = Speech.objects.filter(pk=speech_id, state__in=(Speech.State.RECEIVED, Speech.State.FAILED))
        if waiting.update(
            state=Speech.State.QUEUED, held_on_source=source, progress=0, attempts=0, error="", lease_until=None,
            revision=F("revision") + 1, **changes,
        ):  # fmt: skip
            transaction.on_commit(lambda: announce(speech_id))
    return Speech.objects.filter(pk=speech_id).first() or before


def announce(speech_id: int) -> None:
    """Tells a worker that a speech waits. A hint only: the sweep finds what no message announced."""
    async_task("tracker.meetings.tasks.parse", speech_id)


def parse(speech_id: int, *, at: dt.datetime) -> bool:
    """Parses a queued speech into drafts; False when another worker has it or it no longer waits."""
    free = Q(state=Speech.State.QUEUED) | Q(state=Speech.State.PARSING, lease_until__lt=at)
    claimed = Speech.objects.filter(free, pk=speech_id).update(
        state=Speech.State.PARSING, lease_until=at + LEASE, attempts=F("attempts") + 1, progress=5
    )
    if not claimed:
        return False
    speech = Speech.objects.get(pk=speech_id)
    try:
        extraction = bridge.parse(
            speech.text,
            on=speech.held_on,
            known=bridge.registry(list(active_units(day_at(at))), groups_with_members(day_at(at))),
            days=calendar_overrides(),
            seasons=local_seasons(speech.held_on.year),
            weights=weights.now(),
            on_stage=lambda _name, index, of: show_progress(speech_id, 10 + 80 * index // of),
        )
        if len(extraction.candidates) > MOST_DRAFTS:
            refuse(
                speech,
                f"这份文稿读出{len(extraction.candidates)}条可能的要求，一次最多审核{MOST_DRAFTS}条。请按章节拆成几份，分别录入。",
            )
        else:
            save_drafts(speech, extraction, on=day_at(at))
    except Exception as error:
        log.exception("speech %s could not be parsed", speech_id)
        give_up_or_wait(speech, error)
        raise
    return True


def show_progress(speech_id: int, percent: int) -> None:
    """How far a worker is, for the progress bar."""
    Speech.objects.filter(pk=speech_id, state=Speech.State.PARSING).update(progress=percent)


def give_up_or_wait(speech: Speech, error: Exception) -> None:
    """After a failure: queued again, or failed with a sentence once the attempts are used up."""
    state = Speech.State.FAILED if speech.attempts >= MAX_ATTEMPTS else Speech.State.QUEUED
    leave(speech, state, f"解析时出错（{type(error).__name__}），请把原文件交给管理员查看。")


def refuse(speech: Speech, why: str) -> None:
    """Fails at once, with a sentence: another attempt would end the same way. The text stays."""
    leave(speech, Speech.State.FAILED, why)


def leave(speech: Speech, state: str, why: str) -> None:
    """Ends this worker's claim without drafts; nothing where another has taken over."""
    mine = Speech.objects.filter(pk=speech.pk, state=Speech.State.PARSING, attempts=speech.attempts)
    mine.update(state=state, lease_until=None, error=why)


@transaction.atomic
def save_drafts(speech: Speech, extraction: bridge.Extraction, *, on: dt.date) -> None:
    """Puts candidates and regimes in place of earlier ones. Does nothing when another worker finished first."""
    mine = Speech.objects.filter(pk=speech.pk, state=Speech.State.PARSING, attempts=speech.attempts)
    if not mine.update(
        state=Speech.State.PARSED, progress=100, lease_until=None, error="", revision=F("revision") + 1,
        outline=bridge.outline(speech.text),
    ):  # fmt: skip
        return
    Draft.objects.filter(speech=speech).delete()
    RegimeDraft.objects.filter(speech=speech).delete()
    proposed = {(item.start, item.end, item.action) for item in extraction.items}
    members = members_by_group(on)
    columns = (
        bridge.draft_columns(read, n, proposed=(read.start, read.end, read.action) in proposed)
        for n, read in enumerate(extraction.candidates, start=1)
    )
    Draft.objects.bulk_create(Draft(speech=speech, **with_members(row, members)) for row in columns)
    saved = list(Draft.objects.filter(speech=speech).order_by("ordinal"))
    for row, read in zip(saved, extraction.candidates, strict=True):
        if read.same_as is not None:
            row.same_as = saved[read.same_as]
    Draft.objects.bulk_update([row for row in saved if row.same_as_id], ["same_as"])
    RegimeDraft.objects.bulk_create(
        RegimeDraft(speech=speech, **bridge.regime_columns(regime)) for regime in extraction.regimes
    )


def reap_parsing(at: dt.datetime) -> int:
    """Finds speeches whose worker died or whose announcement got lost, and announces them again; how many."""
    dead = Speech.objects.filter(state=Speech.State.PARSING, lease_until__lt=at)
    dead.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Speech.State.FAILED, lease_until=None, error="多次解析都中断了，请把原文件交给管理员查看。"
    )
    dead.update(state=Speech.State.QUEUED, lease_until=None)
    unheard = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    waiting = Speech.objects.filter(unheard, state=Speech.State.QUEUED, uploaded_at__lt=at - UNHEARD)
    ids = list(waiting.values_list("pk", flat=True)[:100])
    # The lease of a queued speech keeps the sweep from announcing it every minute while all workers are busy.
    Speech.objects.filter(pk__in=ids, state=Speech.State.QUEUED).update(lease_until=at + UNHEARD)
    for speech_id in ids:
        announce(speech_id)
    return len(ids)
