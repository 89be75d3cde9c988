"""POST on assignments: the operations of the pages, each once for its idempotency key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router

from tracker.items.moves import PLAIN, REASONED
from tracker.items.progress import Told, report_progress, report_unchanged
from tracker.items.states import MOVES

from .auth import ApiRequest
from .schemas import ActIn, AssignmentOut, ReasonIn, ReportedOut, ReportIn
from .writing import KEY, acted, reported

router = Router(tags=["办理"])


def plain(act: str) -> Callable[..., HttpResponse]:
    """The operation of an act without words."""

    def perform(request: ApiRequest, pk: int, body: ActIn, key: str = KEY) -> HttpResponse:
        def do(at: Any) -> None:
            PLAIN[act](pk, by=request.viewer, at=at, seen_revision=body.revision)

        return acted(request, pk, key, do)

    return perform


def reasoned(act: str) -> Callable[..., HttpResponse]:
    """The operation of an act that needs a reason."""

    def perform(request: ApiRequest, pk: int, body: ReasonIn, key: str = KEY) -> HttpResponse:
        def do(at: Any) -> None:
            REASONED[act](pk, reason=body.reason, by=request.viewer, at=at, seen_revision=body.revision)

        return acted(request, pk, key, do)

    return perform


for name, made in [*((act, plain(act)) for act in PLAIN), *((act, reasoned(act)) for act in REASONED)]:
    router.post(
        f"/assignments/{{int:pk}}/{name.replace('_', '-')}",
        response=AssignmentOut,
        url_name=name,
        summary=MOVES[name].label,
    )(made)


@router.post(
    "/assignments/{int:pk}/reports", response={201: ReportedOut}, url_name="reports", summary="反馈进展"
)
def reports(request: ApiRequest, pk: int, body: ReportIn, key: str = KEY) -> HttpResponse:
    """目标要求是一个数量（如 4785 户）时填 amount，否则填 percent。"""
    given = body.model_dump()
    seen = given.pop("revision")
    return reported(
        request,
        pk,
        key,
        lambda at: report_progress(pk, Told(**given), seen_revision=seen, by=request.viewer, at=at),
    )


@router.post(
    "/assignments/{int:pk}/unchanged", response={201: ReportedOut}, url_name="unchanged", summary="报“无变化”"
)
def unchanged(request: ApiRequest, pk: int, body: ActIn, key: str = KEY) -> HttpResponse:
    """沿用上次反馈的数字。"""
    return reported(
        request,
        pk,
        key,
        lambda at: report_unchanged(pk, seen_revision=body.revision, by=request.viewer, at=at),
    )
