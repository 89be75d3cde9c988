"""Reads about returned sheets: whoever handed one in sees it, and so does whoever enters sheets for every unit."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404

from tracker.access.policy import Act, Relation, Viewer
from tracker.items.models import ReturnedSheet


def visible_sheets(viewer: Viewer) -> QuerySet[ReturnedSheet]:
    """The sheets, newest first, with how many rows of each were entered (`entered`)."""
    rows = ReturnedSheet.objects.select_related("uploaded_by").annotate(entered=Count("taken"))
    rows = rows.order_by("-uploaded_at", "-pk")
    if Relation.ANY in viewer.relations_granting(Act.ENTER_SHEET):
        return rows
    return rows.filter(uploaded_by=viewer.person_id)


def get_sheet(viewer: Viewer, pk: int) -> ReturnedSheet:
    """The sheet, or Http404 when there is none that `viewer` may see."""
    found = visible_sheets(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份反馈表。")
    return found
