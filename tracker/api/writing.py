"""How every write is answered: on what its client sees, once for its idempotency key, with the row as it is afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Header

from tracker.items.clock import clock_at
from tracker.items.models import ProgressReport, UnitAssignment
from tracker.items.queries import get_assignment, visible_assignments

from .auth import ApiRequest
from .idempotency import KEY_LENGTH, Answer, Sent, fingerprint, once
from .rows import assignment_now, assignments_out, report_out
from .schemas import AssignmentsOut, ReportedOut

KEY: Any = Header(
    ...,
    alias="Idempotency-Key",
    min_length=8,
    max_length=KEY_LENGTH,
    pattern=r"^[!-~]+$",
    description="每个新请求一个新键；重发同一请求用同一键，24 小时内只生效一次，答复相同",
)


def acted(request: ApiRequest, pk: int, key: str, do: Callable[..., object]) -> HttpResponse:
    """Does an act on a part that is seen, once, and answers with the part as it is then. Raises what the operation raises."""
    get_assignment(request.viewer, pk)
    at = timezone.now()

    def perform() -> Answer:
        do(at)
        return 200, assignment_now(request.viewer, pk, at=at).model_dump(mode="json")

    return answered(*once(sent(request, key), perform, at=at))


def reported(
    request: ApiRequest, pk: int, key: str, do: Callable[..., ProgressReport], *parts: bytes
) -> HttpResponse:
    """As acted(), answering with the report, too. `parts`: what came, where that is not simply the body."""
    get_assignment(request.viewer, pk)
    at = timezone.now()

    def perform() -> Answer:
        report = report_out(do(at))
        answer = ReportedOut(report=report, assignment=assignment_now(request.viewer, pk, at=at))
        return 201, answer.model_dump(mode="json")

    return answered(*once(sent(request, key, *parts), perform, at=at))


def divided(
    request: ApiRequest, pk: int, key: str, do: Callable[..., Iterable[UnitAssignment]]
) -> HttpResponse:
    """As acted(), answering with the parts that the act made, those that are seen."""
    get_assignment(request.viewer, pk)
    at = timezone.now()

    def perform() -> Answer:
        made = [part.pk for part in do(at)]
        seen = visible_assignments(request.viewer).filter(pk__in=made).order_by("pk")
        answer = AssignmentsOut(assignments=assignments_out(seen, request.viewer, clock_at(at)), next=None)
        return 201, answer.model_dump(mode="json")

    return answered(*once(sent(request, key), perform, at=at))


def sent(request: HttpRequest, key: str, *parts: bytes) -> Sent:
    """The request as its key is held against; `parts` are what it brings where that is not simply its body."""
    about = (request.method or "").encode(), request.path.encode()
    return Sent(request.auth, key, fingerprint(*about, *(parts or (request.body,))))  # type: ignore[attr-defined]


def answered(answer: Answer, is_kept: bool) -> HttpResponse:
    """The answer, marked where it is one from before."""
    status, body = answer
    if body is None:
        made = HttpResponse(status=status)
    else:
        made = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if is_kept:
        made["Idempotent-Replayed"] = "true"
    return made
