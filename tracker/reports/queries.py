"""Reads about frozen papers. A frozen paper is a public text of the office: whoever may see papers sees it whole."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import Http404

from tracker.access.policy import Act, Viewer

from .document import Paper as Words
from .document import from_json
from .models import Paper
from .period import Period


def visible_papers(viewer: Viewer) -> QuerySet[Paper]:
    """All frozen papers, the newest number first, for whom the policy lets see papers; none for others."""
    if not viewer.may(Act.SEE_PAPERS):
        return Paper.objects.none()
    return Paper.objects.select_related("drafted_by")


def get_paper(viewer: Viewer, pk: int) -> Paper:
    """The paper, or Http404 when there is none that `viewer` may see."""
    paper = visible_papers(viewer).filter(pk=pk).first()
    if paper is None:
        raise Http404("没有这份文稿。")
    return paper


def papers_of(viewer: Viewer, kind: str, period: Period) -> list[Paper]:
    """The papers of one kind already frozen for exactly this period."""
    same = visible_papers(viewer).filter(kind=kind, period_from=period.start, period_to=period.last)
    return list(same)


def words_of(paper: Paper) -> Words:
    """What a frozen paper says."""
    return from_json(paper.figures["paper"])


def papers_naming(viewer: Viewer, part_ids: set[int], *, since: dt.datetime) -> list[Paper]:
    """The frozen papers from `since` on that name one of these parts as late or near due, oldest first; one query."""
    return [
        paper
        for paper in visible_papers(viewer).filter(drafted_at__gte=since).order_by("drafted_at", "pk")
        if part_ids & {*paper.figures.get("late", ()), *paper.figures.get("near", ())}
    ]
