"""GET: items, assignments, reports, events. The same queries as the pages, for the client's person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.utils import timezone
from ninja import Query, Router

from tracker.access.policy import Act, Relation
from tracker.items.clock import clock_at
from tracker.items.feed import events_after
from tracker.items.filters import Question, Wanted, ask
from tracker.items.paging import page_of, read_cursor
from tracker.items.queries import get_item, reports_of

from .auth import ApiRequest
from .problems import BadCursor
from .rows import (
    assignment_now,
    assignments_out,
    event_out,
    items_out,
    report_out,
)
from .schemas import (
    AssignmentOut,
    AssignmentsOut,
    EventsAsked,
    EventsOut,
    ItemOut,
    ItemsAsked,
    ItemsOut,
    ReportsOut,
)

router = Router()


@router.get("/items", response=ItemsOut, url_name="items", tags=["事项"], summary="责任事项列表")
def items(request: ApiRequest, asked: Query[ItemsAsked]) -> ItemsOut:
    """与“责任事项”页同样的筛选和排序。按游标翻页：把答复中的 next 作为 after 再取。"""
    question = question_of(request, asked)
    if asked.after and read_cursor(asked.after) is None:
        raise BadCursor
    page = page_of(question, after=asked.after, size=asked.limit)
    prefetch_related_objects(list(page.items), "leader_in_charge")
    return ItemsOut(items=items_out(page.items, request.viewer, question.clock), next=page.after or None)


@router.get("/items/{int:pk}", response=ItemOut, url_name="item", tags=["事项"], summary="一个责任事项")
def item(request: ApiRequest, pk: int) -> ItemOut:
    """连同能看到的各单位任务。"""
    found = get_item(request.viewer, pk)
    return items_out([found], request.viewer, clock_at(timezone.now()))[0]


@router.get(
    "/items/{int:pk}/reports", response=ReportsOut, url_name="item_reports", tags=["事项"], summary="进展反馈"
)
def item_reports(request: ApiRequest, pk: int) -> ReportsOut:
    """事项下能看到的各单位进展反馈，新的在前。"""
    found = get_item(request.viewer, pk)
    return ReportsOut(reports=[report_out(report) for report in reports_of(request.viewer, found)])


@router.get(
    "/assignments", response=AssignmentsOut, url_name="assignments", tags=["任务"], summary="单位任务列表"
)
def assignments(request: ApiRequest, asked: Query[ItemsAsked]) -> AssignmentsOut:
    """与事项列表同样的筛选，一行一个单位任务，按编号排序（sort 不起作用）。"""
    question = question_of(request, asked)
    if asked.after and not (asked.after.isascii() and asked.after.isdecimal() and len(asked.after) < 16):
        raise BadCursor
    parts = question.parts().filter(pk__gt=int(asked.after or 0)).order_by("pk")[: asked.limit + 1]
    found = assignments_out(parts, request.viewer, question.clock)
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return AssignmentsOut(assignments=found, next=str(found[-1].id) if more else None)


@router.get(
    "/assignments/{int:pk}",
    response=AssignmentOut,
    url_name="assignment",
    tags=["任务"],
    summary="一个单位任务",
)
def assignment(request: ApiRequest, pk: int) -> AssignmentOut:
    """状态、时限、亮灯，以及现在能办理什么（acts）。"""
    return assignment_now(request.viewer, pk, at=timezone.now())


@router.get("/events", response=EventsOut, url_name="events", tags=["办理记录"], summary="办理记录流")
def events(request: ApiRequest, asked: Query[EventsAsked]) -> EventsOut:
    """从 cursor 之后按先后取办理记录，只有能看到的。把答复中的 cursor 记下，下次从那里继续，不会漏也不会重。

    新交办给本单位的事项，此前的记录不会补发：请在收到“交办”后取一次该事项。
    """
    see(request)
    found = events_after(request.viewer, asked.cursor, size=asked.limit)
    return EventsOut(
        events=[event_out(event) for event in found.events], cursor=found.cursor, has_more=found.has_more
    )


def question_of(request: ApiRequest, asked: ItemsAsked) -> Question:
    """What is asked, put by the client's person now."""
    see(request)
    wanted = Wanted(
        words=asked.q,
        unit=asked.unit,
        role=asked.role,
        state=asked.state,
        light=asked.light,
        speech=asked.speech,
        due_from=asked.due_from,
        due_to=asked.due_to,
        unsettled=asked.unsettled,
        sort=asked.sort,
    )
    return ask(request.viewer, wanted, clock_at(timezone.now()))


def see(request: ApiRequest) -> None:
    """As the pages of rows: whoever can see nothing of the kind is refused, not shown an empty list."""
    if not request.viewer.may(Act.SEE, Relation):
        raise PermissionDenied("这个客户端代表的人员的岗位没有这项权限。")
