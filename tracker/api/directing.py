"""POST on assignments beside the moves: dates, urging, who carries a part. The operations of the pages."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from ninja import Router

from tracker.items import extensions
from tracker.items.chasing import chase as urge
from tracker.items.models import UnitAssignment
from tracker.items.reassigning import change_role as turn
from tracker.items.reassigning import hand_over as give
from tracker.items.subtree import Below
from tracker.items.subtree import hand_down as divide

from .auth import ApiRequest
from .schemas import (
    AnswerIn,
    AssignmentOut,
    AssignmentsOut,
    ChaseIn,
    HandDownIn,
    HandOverIn,
    NewDateIn,
    WhyIn,
)
from .writing import KEY, acted, divided

router = Router(tags=["时限与分工"])


@router.post(
    "/assignments/{int:pk}/ask-extension",
    response=AssignmentOut,
    url_name="ask_extension",
    summary="申请延期",
)
def ask_extension(request: ApiRequest, pk: int, body: NewDateIn, key: str = KEY) -> HttpResponse:
    """在时限之前提出，由交办的一方答复。"""
    told = body.model_dump()
    return acted(request, pk, key, lambda at: extensions.ask_extension(pk, **told, by=request.viewer, at=at))


@router.post(
    "/assignments/{int:pk}/answer-extension",
    response=AssignmentOut,
    url_name="answer_extension",
    summary="答复延期申请",
)
def answer_extension(request: ApiRequest, pk: int, body: AnswerIn, key: str = KEY) -> HttpResponse:
    """答复正在等待的那一份申请；不同意的须说明理由。"""

    told = body.model_dump()
    return acted(request, pk, key, lambda at: extensions.decide_waiting(pk, **told, by=request.viewer, at=at))


@router.post(
    "/assignments/{int:pk}/reschedule", response=AssignmentOut, url_name="reschedule", summary="调整时限"
)
def reschedule(request: ApiRequest, pk: int, body: NewDateIn, key: str = KEY) -> HttpResponse:
    """由交办的一方直接定一个新的时限。"""
    told = body.model_dump()
    return acted(request, pk, key, lambda at: extensions.reschedule(pk, **told, by=request.viewer, at=at))


@router.post("/assignments/{int:pk}/chase", response=AssignmentOut, url_name="chase", summary="催办")
def chase(request: ApiRequest, pk: int, body: ChaseIn, key: str = KEY) -> HttpResponse:
    """同一项任务一天只催一次；只在工作时间。"""
    return acted(request, pk, key, lambda at: urge(pk, words=body.words, by=request.viewer, at=at))


@router.post(
    "/assignments/{int:pk}/change-role", response=AssignmentOut, url_name="change_role", summary="调整分工"
)
def change_role(request: ApiRequest, pk: int, body: WhyIn, key: str = KEY) -> HttpResponse:
    """牵头改为配合，或配合改为牵头。"""
    return acted(request, pk, key, lambda at: turn(pk, reason=body.reason, by=request.viewer, at=at))


@router.post(
    "/assignments/{int:pk}/hand-over", response={201: AssignmentsOut}, url_name="hand_over", summary="改派"
)
def hand_over(request: ApiRequest, pk: int, body: HandOverIn, key: str = KEY) -> HttpResponse:
    """交由另一个单位办理，答复中是新的单位任务。"""
    told = body.model_dump()

    def perform(at: dt.datetime) -> list[UnitAssignment]:
        return [give(pk, **told, by=request.viewer, at=at)]

    return divided(request, pk, key, perform)


@router.post(
    "/assignments/{int:pk}/hand-down", response={201: AssignmentsOut}, url_name="hand_down", summary="分解"
)
def hand_down(request: ApiRequest, pk: int, body: HandDownIn, key: str = KEY) -> HttpResponse:
    """分给下级单位并即时交办，答复中是各下级单位的任务。"""
    below = Below(body.unit_ids, body.task, body.due_on)
    return divided(request, pk, key, lambda at: divide(pk, below, by=request.viewer, at=at))
