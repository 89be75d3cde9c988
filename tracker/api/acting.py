"""POST on assignments: the operations of the pages, each once for its idempotency key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Header, Router

from tracker.items import operations
from tracker.items.extensions import ask_extension as ask
from tracker.items.progress import Told, report_progress, report_unchanged
from tracker.items.queries import get_assignment
from tracker.items.states import MOVES

from .auth import ApiRequest
from .idempotency import KEY_LENGTH, Answer, Sent, fingerprint, once
from .rows import assignment_now, report_out
from .schemas import ActIn, AssignmentOut, ExtensionIn, ReasonIn, ReportedOut, ReportIn

router = Router(tags=["办理"])
KEY: Any = Header(
    ...,
    alias="Idempotency-Key",
    min_length=8,
    max_length=KEY_LENGTH,
    pattern=r"^[!-~]+$",
    description="每个新请求一个新键；重发同一请求用同一键，24 小时内只生效一次，答复相同",
)

PLAIN: dict[str, Callable[..., object]] = {
    "acknowledge": operations.acknowledge,
    "request_close": operations.request_close,
    "issue": operations.issue,
    "verify": operations.verify,
    "close": operations.close,
}
REASONED: dict[str, Callable[..., object]] = {
    "return": operations.return_for_rework,
    "suspend": operations.suspend,
    "resume": operations.resume,
    "cancel": operations.cancel,
    "reopen": operations.reopen,
}


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


@router.post(
    "/assignments/{int:pk}/ask-extension",
    response=AssignmentOut,
    url_name="ask_extension",
    summary="申请延期",
)
def ask_extension(request: ApiRequest, pk: int, body: ExtensionIn, key: str = KEY) -> HttpResponse:
    """在时限之前提出，由督查专员答复。"""
    return acted(
        request,
        pk,
        key,
        lambda at: ask(pk, new_due_on=body.new_due_on, reason=body.reason, by=request.viewer, at=at),
    )


def acted(request: ApiRequest, pk: int, key: str, do: Callable[..., object]) -> HttpResponse:
    """Does an act on a part that is seen, once, and answers with the part as it is then. Raises what the operation raises."""
    get_assignment(request.viewer, pk)
    at = timezone.now()

    def perform() -> Answer:
        do(at)
        return 200, assignment_now(request.viewer, pk, at=at).model_dump(mode="json")

    return answered(*once(sent(request, key), perform, at=at))


def reported(request: ApiRequest, pk: int, key: str, do: Callable[..., Any]) -> HttpResponse:
    """As acted(), answering with the report, too."""
    get_assignment(request.viewer, pk)
    at = timezone.now()

    def perform() -> Answer:
        report = report_out(do(at))
        answer = ReportedOut(report=report, assignment=assignment_now(request.viewer, pk, at=at))
        return 201, answer.model_dump(mode="json")

    return answered(*once(sent(request, key), perform, at=at))


def sent(request: HttpRequest, key: str, *parts: bytes) -> Sent:
    """The request as its key is held against; `parts` are what it brings where that is not simply its body."""
    about = (request.method or "").encode(), request.path.encode()
    return Sent(request.auth, key, fingerprint(*about, *(parts or (request.body,))))  # type: ignore[attr-defined]


def answered(answer: Answer, is_kept: bool) -> HttpResponse:
    """The answer, marked where it is one from before."""
    status, body = answer
    made = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if is_kept:
        made["Idempotent-Replayed"] = "true"
    return made
