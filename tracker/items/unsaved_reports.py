"""What a person has typed into a report and not sent: kept as it is typed, offered again to them alone, dropped when it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.errors import Forbidden, Stale
from tracker.common.unsaved import old, put

from .models import ProgressReport, UnitAssignment, UnsavedReport
from .queries import relations

FIELDS = ("content", "problems", "next_steps", "percent", "amount")
LONGEST = 4000


@transaction.atomic
def keep_report(
    assignment: UnitAssignment, typed: Mapping[str, str], *, after: int, by: Viewer, at: dt.datetime
) -> bool:
    """Keeps what is typed so far in place of what was kept before; False where nothing is typed and nothing kept.

    `after` is the person's last own report when the form was opened: a call that arrives after a newer one is late, and
    older than what was sent. Raises Stale then, and Forbidden for whoever cannot report.
    """
    if not by.may(Act.REPORT, relations(by, assignment)):
        raise Forbidden("只有责任单位可以反馈进展。")
    # Waits for a report that is being sent: seen before it and kept after it, its words would be offered again as unsent.
    UnitAssignment.objects.select_for_update().only("pk").get(pk=assignment.pk)
    if last_own(assignment, by) != after:
        raise Stale("这项任务您已经提交了反馈。")
    fields = {name: typed[name][:LONGEST] for name in FIELDS if typed.get(name, "").strip()}
    return put(UnsavedReport, fields, at=at, assignment=assignment, person_id=by.actor_id)


def last_own(assignment: UnitAssignment, by: Viewer) -> int:
    """The person's own last report on the assignment; 0 for none."""
    own = ProgressReport.objects.filter(assignment=assignment, reported_by=by.actor_id)
    return own.order_by("-pk").values_list("pk", flat=True).first() or 0


def forget_report(assignment_id: int, *, by: Viewer) -> None:
    """Drops what the person has typed."""
    UnsavedReport.objects.filter(assignment=assignment_id, person=by.actor_id).delete()


def kept_report(assignment: UnitAssignment, by: Viewer) -> UnsavedReport | None:
    """What the person typed and did not send; None where there is nothing."""
    return UnsavedReport.objects.filter(assignment=assignment, person=by.actor_id).first()


def kept_by(viewer: Viewer) -> frozenset[int]:
    """The assignments for which the viewer has something kept; one query, none for whoever cannot report."""
    if Relation.OWN not in viewer.relations_granting(Act.REPORT):
        return frozenset()
    own = UnsavedReport.objects.filter(person=viewer.actor_id)
    return frozenset(own.values_list("assignment", flat=True))


def forgotten(at: dt.datetime) -> QuerySet[UnsavedReport]:
    """What nobody came back for."""
    return old(UnsavedReport, at)
