"""批量操作: prepared with a preview, confirmed once, carried out part by part or as a whole, by a worker where there are many.

Once and not lost, as with the reading of speeches: the form's key makes one plan of it, confirming is a conditional update, a worker
holds the plan by a lease, and each part's row changes in the transaction of the act on the part (docs/concurrency.md).
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django_q.tasks import async_task

from tracker.access.policy import Act, Viewer
from tracker.access.viewers import viewer_of
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale

from .bulk_kinds import KINDS, Given
from .models import BulkAct, BulkRow, UnitAssignment
from .queries import visible_assignments

log = logging.getLogger(__name__)
# How many parts one plan takes; how many stand or fall together (SQLite lets nobody else write meanwhile).
MOST, MOST_TOGETHER = 5000, 300
# A plan of up to so many parts is carried out in the request; a worker carries out so many at a time.
AT_ONCE, BATCH = 30, 250
LEASE = dt.timedelta(minutes=10)
UNHEARD = dt.timedelta(minutes=2)
FORGOTTEN = dt.timedelta(days=7)
# Claims a plan may need: one a batch, and some that were killed.
MAX_ATTEMPTS = MOST // BATCH + 5
Bulk, Row = BulkAct.State, BulkRow.State


def demand(by: Viewer) -> None:
    """Raises Forbidden for whoever may not act on many parts at once."""
    if not by.may(Act.ACT_IN_BULK):
        raise Forbidden("只有督查专员可以批量操作。")


@transaction.atomic
def plan(
    kind: str,
    part_ids: Sequence[int],
    *,
    key: uuid.UUID,
    by: Viewer,
    at: dt.datetime,
    given: Given | None = None,
) -> BulkAct:
    """Prepares an act on the parts; nothing happens to them yet. The same key again gives the same plan.

    Raises Forbidden, Refused (no such act, no part or too many chosen).
    """
    demand(by)
    if kind not in KINDS:
        raise Refused("请选择要做的操作。")
    if not part_ids:
        raise Refused("请先勾选事项，或选择“全部结果”。")
    if len(part_ids) > MOST:
        raise Refused(f"一次最多处理{MOST}项单位任务，现在选了{len(part_ids)}项，请先缩小范围。")
    made, is_new = BulkAct.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "arguments": (given or Given()).as_json(),
            "made_by_id": by.actor_id,
            "made_at": at,
        },
    )
    if is_new:
        rows = (BulkRow(bulk=made, assignment_id=pk, ordinal=n) for n, pk in enumerate(part_ids, start=1))
        BulkRow.objects.bulk_create(rows, batch_size=1000)
    return made


def get_bulk(viewer: Viewer, pk: int) -> BulkAct:
    """The plan, or Http404 when there is none the viewer may see."""
    found = plans(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次批量操作。")
    return found


def plans(viewer: Viewer) -> QuerySet[BulkAct]:
    """The office's bulk acts, newest first, with `total`, `done` and `refused` parts; none for whoever may not act in bulk."""
    if not viewer.may(Act.ACT_IN_BULK):
        return BulkAct.objects.none()
    counts = {state.value: Count("rows", filter=Q(rows__state=state)) for state in (Row.DONE, Row.REFUSED)}
    rows = BulkAct.objects.select_related("made_by").annotate(total=Count("rows"), **counts)
    return rows.order_by("-made_at", "-pk")


def parts_of(viewer: Viewer, bulk: BulkAct) -> list[UnitAssignment]:
    """The parts of a plan in its order; one query."""
    rows = visible_assignments(viewer).filter(bulk_rows__bulk=bulk)
    return list(rows.order_by("bulk_rows__ordinal"))


def rows_of(viewer: Viewer, bulk: BulkAct, state: str, limit: int = 500) -> list[BulkRow]:
    """What came of the parts, those in `state`; one query."""
    rows = BulkRow.objects.filter(
        bulk=bulk, state=state, assignment__in=visible_assignments(viewer).order_by().values("pk")
    )
    return list(rows.select_related("assignment__item", "assignment__unit").order_by("ordinal")[:limit])


@transaction.atomic
def confirm(bulk_id: int, given: Given, *, mode: str, by: Viewer, at: dt.datetime) -> bool:
    """Lets the plan be carried out with what was given; False when that was done before (a second click changes nothing).

    Raises Forbidden, Refused (too many to stand or fall together, the plan is a colleague's).
    """
    demand(by)
    bulk = plans(by).get(pk=bulk_id)
    if bulk.made_by_id != by.actor_id:
        raise Refused(f"这次操作由{bulk.made_by}准备，请由本人确认，或自己重新选择。")
    if mode not in BulkAct.Mode.values:
        raise Refused("请选择执行方式。")
    if mode == BulkAct.Mode.ALL and bulk.total > MOST_TOGETHER:  # type: ignore[attr-defined]
        raise Refused(f"“全部成功才执行”一次最多{MOST_TOGETHER}项，请改为逐项执行，或缩小范围。")
    planned = BulkAct.objects.filter(pk=bulk_id, state=Bulk.PLANNED)
    if planned.update(state=Bulk.WAITING, mode=mode, arguments=given.as_json(), started_at=at) != 1:
        return False
    if bulk.total > AT_ONCE:  # type: ignore[attr-defined]
        transaction.on_commit(lambda: announce(bulk_id))
    return True


def announce(bulk_id: int) -> None:
    """Tells a worker that a plan waits. A hint only: the sweep finds what no message announced."""
    async_task("tracker.items.tasks.carry_out", bulk_id)


def carry_out(bulk_id: int, *, at: dt.datetime) -> bool:
    """Carries out a confirmed plan, or its next BATCH parts; False when another worker has it or nothing waits."""
    free = Q(state=Bulk.WAITING) | Q(state=Bulk.RUNNING, lease_until__lt=at)
    claimed = BulkAct.objects.filter(free, pk=bulk_id).update(
        state=Bulk.RUNNING, lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    bulk = BulkAct.objects.select_related("made_by").get(pk=bulk_id)
    by = viewer_of(bulk.made_by, on=at.astimezone(SHANGHAI).date())
    if bulk.mode == BulkAct.Mode.ALL:
        together(bulk, by=by, at=at)
        return True
    waiting = BulkRow.objects.filter(bulk=bulk, state=Row.WAITING).order_by("ordinal")
    for row in waiting.select_related("assignment__item", "assignment__unit")[:BATCH]:
        one(bulk, row, by=by, at=at)
    hand_back(bulk, at=at)
    return True


def mine(bulk: BulkAct) -> QuerySet[BulkAct]:
    """The plan as long as this claim holds it."""
    return BulkAct.objects.filter(pk=bulk.pk, state=Bulk.RUNNING, attempts=bulk.attempts)


def one(bulk: BulkAct, row: BulkRow, *, by: Viewer, at: dt.datetime) -> None:
    """One part by itself: the act and the row's mark in one transaction, or the sentence why not."""
    try:
        with transaction.atomic():
            if BulkRow.objects.filter(pk=row.pk, state=Row.WAITING).update(state=Row.DONE) != 1:
                return
            KINDS[bulk.kind].perform(row.assignment, Given.of_json(bulk.arguments), by, at)
    except (Refused, Stale, Forbidden) as error:
        BulkRow.objects.filter(pk=row.pk, state=Row.WAITING).update(state=Row.REFUSED, note=str(error)[:300])
    except Exception:
        # One part that breaks must not keep the others waiting.
        log.exception("bulk act %s failed at part %s", bulk.pk, row.assignment_id)
        note = "执行时出错，请单独处理并告知管理员。"
        BulkRow.objects.filter(pk=row.pk, state=Row.WAITING).update(state=Row.REFUSED, note=note)


def hand_back(bulk: BulkAct, *, at: dt.datetime) -> None:
    """After a batch: the end, or the turn of the next worker."""
    if BulkRow.objects.filter(bulk=bulk, state=Row.WAITING).exists():
        with transaction.atomic():
            if mine(bulk).update(state=Bulk.WAITING, lease_until=at + UNHEARD):
                transaction.on_commit(lambda: announce(bulk.pk))
        return
    mine(bulk).update(state=Bulk.DONE, finished_at=at, lease_until=None)


class Withdrawn(Exception):
    """Takes back a transaction in which a part refused."""


def together(bulk: BulkAct, *, by: Viewer, at: dt.datetime) -> None:
    """All parts in one transaction: where one refuses nothing happens to any, and each refusal is written down."""
    rows = list(
        BulkRow.objects.filter(bulk=bulk)
        .select_related("assignment__item", "assignment__unit")
        .order_by("ordinal")
    )
    refused: dict[int, str] = {}
    given = Given.of_json(bulk.arguments)
    try:
        with transaction.atomic():
            # The claim first: a worker that took over waits here, and finds the plan done.
            if mine(bulk).update(state=Bulk.DONE, finished_at=at, lease_until=None) != 1:
                return
            for row in rows:
                try:
                    with transaction.atomic():
                        KINDS[bulk.kind].perform(row.assignment, given, by, at)
                except (Refused, Stale, Forbidden) as error:
                    refused[row.pk] = str(error)[:300]
            if refused:
                raise Withdrawn
            BulkRow.objects.filter(bulk=bulk).update(state=Row.DONE)
    except Withdrawn:
        with transaction.atomic():
            if mine(bulk).update(state=Bulk.UNDONE, finished_at=at, lease_until=None) == 1:
                for row in rows:
                    note = refused.get(row.pk, "")
                    BulkRow.objects.filter(pk=row.pk).update(
                        state=Row.REFUSED if note else Row.WAITING, note=note
                    )


def again(bulk_id: int, *, by: Viewer, at: dt.datetime) -> BulkAct:
    """A new plan for the parts that nothing happened to, with what was given before. The same one however often it is asked for."""
    demand(by)
    bulk = get_bulk(by, bulk_id)
    if bulk.state not in (Bulk.DONE, Bulk.UNDONE):
        raise Refused("这次操作还没有执行完。")
    left = BulkRow.objects.filter(bulk=bulk).exclude(state=Row.DONE).order_by("ordinal")
    ids = list(left.values_list("assignment_id", flat=True))
    key = uuid.uuid5(bulk.key, f"again by {by.actor_id}")
    return plan(bulk.kind, ids, key=key, by=by, at=at, given=Given.of_json(bulk.arguments))


def reap(at: dt.datetime) -> int:
    """Finds confirmed plans that nobody carries out, and announces them again; gives up after MAX_ATTEMPTS claims. How many."""
    dead = BulkAct.objects.filter(state=Bulk.RUNNING, lease_until__lt=at)
    for bulk in dead.filter(attempts__gte=MAX_ATTEMPTS):
        with transaction.atomic():
            if mine(bulk).update(state=Bulk.DONE, finished_at=at, lease_until=None):
                note = "多次执行都中断了，请单独处理并告知管理员。"
                BulkRow.objects.filter(bulk=bulk, state=Row.WAITING).update(state=Row.REFUSED, note=note)
    dead.update(state=Bulk.WAITING, lease_until=None)
    unheard = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    waiting = BulkAct.objects.filter(unheard, state=Bulk.WAITING, started_at__lt=at - UNHEARD)
    ids = list(waiting.values_list("pk", flat=True)[:100])
    BulkAct.objects.filter(pk__in=ids, state=Bulk.WAITING).update(lease_until=at + UNHEARD)
    for bulk_id in ids:
        announce(bulk_id)
    return len(ids)


def forgotten(at: dt.datetime) -> QuerySet[BulkAct]:
    """Plans that nobody confirmed for a week."""
    return BulkAct.objects.filter(state=Bulk.PLANNED, made_at__lt=at - FORGOTTEN)
