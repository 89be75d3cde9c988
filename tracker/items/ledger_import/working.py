"""The worker's part of a ledger: check it, write it, take it back. Claimed with a lease, so that a killed worker loses nothing.

Every transaction is conditional on the claim: what a slower worker does afterwards changes nothing. Long ones are done a run at a time,
each with a claim of its own.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import lru_cache

from django.db import transaction
from django.db.models import F, Q

from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused
from tracker.common.sheets import BadSheet
from tracker.items.models import ImportRow, LedgerImport, ResponsibilityItem
from tracker.items.registration import names_on
from tracker.meetings import bridge
from tracker.org.queries import calendar_overrides, known_names, local_seasons

from .operations import announce
from .reading import read_ledger
from .rows import Around, Planned, plan_rows
from .undoing import undo
from .writing import Lost, clear, hold, items_of, write

log = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3
UNHEARD = dt.timedelta(minutes=2)
# How many rows of a plan are kept in one transaction.
ROWS = 500
State = LedgerImport.State
# What waits → what it is while it is worked on, and where it falls back to when it cannot be done.
STAGES = {
    State.TO_CHECK: (State.CHECKING, State.MAPPING),
    State.TO_APPLY: (State.APPLYING, State.CHECKED),
    State.TO_UNDO: (State.UNDOING, State.APPLIED),
    State.TO_CLEAR: (State.CLEARING, State.CHECKED),
}


def work(import_id: int, *, at: dt.datetime) -> bool:
    """Does what a ledger waits for, or a run of it; False when it waits for nothing or another worker has it."""
    row = claimed(import_id, at)
    if row is None:
        return False
    jobs: dict[str, Callable[[LedgerImport, dt.datetime], bool]] = {
        State.CHECKING: check,
        State.APPLYING: write,
        State.UNDOING: undo,
        State.CLEARING: tidy,
    }
    try:
        if not jobs[row.state](row, at):
            hand_on(row)
    except Lost:
        log.warning("ledger %s was taken over by another worker", import_id)
    except (Refused, BadSheet) as error:
        fall_back(row, str(error))
    except Exception as error:
        log.exception("ledger %s could not be worked on", import_id)
        if row.attempts >= MAX_ATTEMPTS:
            fall_back(row, f"后台出错（{type(error).__name__}），请把原文件交给管理员查看。")
        raise
    return True


def claimed(import_id: int, at: dt.datetime) -> LedgerImport | None:
    """The ledger with its claim taken, or None."""
    for waiting, (running, _) in STAGES.items():
        free = Q(state=waiting) | Q(state=running, lease_until__lt=at)
        if LedgerImport.objects.filter(free, pk=import_id).update(
            state=running, lease_until=at + LEASE, attempts=F("attempts") + 1, claims=F("claims") + 1
        ):
            return LedgerImport.objects.get(pk=import_id)
    return None


def waiting_for(running: str) -> str:
    """The state in which a ledger waits for what is now under way."""
    return next(waiting for waiting, (state, _) in STAGES.items() if state == running)


def hand_on(row: LedgerImport) -> None:
    """After a run: the turn of the next worker, who has all its attempts before it."""
    with transaction.atomic():
        mine = LedgerImport.objects.filter(pk=row.pk, state=row.state, claims=row.claims)
        if mine.update(state=waiting_for(row.state), attempts=0, lease_until=None):
            transaction.on_commit(lambda: announce(row.pk))


def fall_back(row: LedgerImport, why: str) -> None:
    """Back to where a person decides, with the reason; first what was written and cannot be shown goes."""
    back = next(back for running, back in STAGES.values() if running == row.state)
    is_left = row.state == State.APPLYING and items_of(row).exists()
    with transaction.atomic():
        mine = LedgerImport.objects.filter(pk=row.pk, state=row.state, claims=row.claims)
        columns = {"attempts": 0} if is_left else {"batch_year": None, "batch_no": None, "hidden_after": None}
        if row.state != State.APPLYING:
            columns = {}
        mine.update(state=State.TO_CLEAR if is_left else back, lease_until=None, error=why[:300], **columns)
        if is_left:
            transaction.on_commit(lambda: announce(row.pk))


def tidy(row: LedgerImport, at: dt.datetime) -> bool:
    """Removes what was written of a ledger that could not be shown; the reason stays."""
    if not clear(row, at):
        return False
    hold(row, state=State.CHECKED, progress=100, lease_until=None)
    return True


def show_progress(row: LedgerImport, percent: int) -> None:
    """How far the worker is, for the progress bar."""
    LedgerImport.objects.filter(pk=row.pk, state=row.state, claims=row.claims).update(progress=percent)


def check(row: LedgerImport, at: dt.datetime) -> bool:
    """Reads every row and keeps what it would become, with what is wrong. Writes no item; False after a run that removed some.

    What a writing left that was given up would keep the rows from being read anew, so it goes first.
    """
    if row.batch_no is not None and not clear(row, at):
        return False
    with row.file.open("rb") as opened:
        table = read_ledger(opened.read())
    show_progress(row, 15)
    total = len(table.rows)
    step = max(1, total // 20)

    def tell(done: int) -> None:
        if done % step == 0:
            show_progress(row, 15 + 70 * done // total)

    planned = plan_rows(table.rows, around(row, table.titles, at), tell)
    show_progress(row, 90)
    save_plan(row, planned, total)
    return True


def around(row: LedgerImport, titles: tuple[str, ...], at: dt.datetime) -> Around:
    """What planning needs to know, read once; time words are read by the engine, each kind of words once."""
    today = at.astimezone(SHANGHAI).date()
    days = calendar_overrides()

    @lru_cache(maxsize=20_000)
    def limit(words: str, on: dt.date) -> tuple[bool, dt.date | None]:
        found = bridge.limit_words(words[:120], on=on, days=days, seasons=seasons(on.year))
        return found is not None, found.on if found else None

    @lru_cache(maxsize=200)
    def seasons(year: int) -> dict[str, tuple[dt.date, dt.date]]:
        return local_seasons(year)

    @lru_cache(maxsize=2000)
    def rhythm(words: str) -> str:
        rules = {one.rrule for one in bridge.rhythm_words(words, on=today)}
        return rules.pop() if len(rules) == 1 else ""

    taken = ResponsibilityItem.objects.filter(withdrawn_at=None).exclude(source_no="")
    return Around(
        mapping=row.mapping,
        titles=titles,
        options=row.options,
        names=names_on(today),
        known=tuple(known_names(today)),
        limit=limit,
        rhythm=rhythm,
        taken=dict(taken.values_list("source_no", "item_no")),
        today=today,
    )


def save_plan(row: LedgerImport, planned: list[Planned], total: int) -> None:
    """Puts the plan in place of an earlier one, some rows at a time; nobody is shown any while the check runs. Raises Lost."""
    unknown = sorted({name for one in planned for name in one.unknown})
    strange = sorted({word for one in planned for word in one.strange})
    good = sum(not one.problems for one in planned)
    counts = {
        "rows": total, "items": len(planned), "good": good, "bad": len(planned) - good,
        "parts": sum(len(one.plan["parts"]) for one in planned if not one.problems),
        "unknown": unknown[:200], "strange": strange[:50],
    }  # fmt: skip
    earlier = list(ImportRow.objects.filter(ledger=row).values_list("pk", flat=True))
    for at in range(0, len(earlier), ROWS):
        with transaction.atomic():
            hold(row, progress=90)
            ImportRow.objects.filter(pk__in=earlier[at : at + ROWS]).delete()
    for at in range(0, len(planned), ROWS):
        made = [row_of(row, one) for one in planned[at : at + ROWS]]
        with transaction.atomic():
            hold(row, progress=90 + 9 * at // len(planned))
            ImportRow.objects.bulk_create(made)
    hold(row, state=State.CHECKED, progress=100, lease_until=None, error="", counts=counts)


def row_of(ledger: LedgerImport, one: Planned) -> ImportRow:
    """One item of the plan as it is kept."""
    return ImportRow(
        ledger=ledger,
        number=one.number,
        source_no=one.plan["source_no"][:80],
        task=one.plan["task"][:200],
        plan=one.plan,
        problems=[[bad.row, bad.column, bad.text] for bad in one.problems],
        notes=one.notes,
        is_good=not one.problems,
    )


def reap(at: dt.datetime) -> int:
    """Finds ledgers whose worker died or whose announcement got lost, and announces them again; how many."""
    for waiting, (running, _) in STAGES.items():
        dead = LedgerImport.objects.filter(state=running, lease_until__lt=at)
        for row in dead.filter(attempts__gte=MAX_ATTEMPTS):
            fall_back(row, "后台多次中断，请把原文件交给管理员查看。")
        dead.update(state=waiting, lease_until=None)
    unheard = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    ids = list(LedgerImport.objects.filter(unheard, state__in=list(STAGES)).values_list("pk", flat=True)[:20])
    # The lease of a waiting one keeps the sweep from announcing it every minute while all workers are busy.
    LedgerImport.objects.filter(pk__in=ids, state__in=list(STAGES)).update(lease_until=at + UNHEARD)
    for import_id in ids:
        announce(import_id)
    return len(ids)
