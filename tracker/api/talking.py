"""留言: reading and writing remarks on an item or on one unit's part of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from tracker.items.comments import comments_of, subject_of, write_comment
from tracker.items.queries import get_item

from .auth import ApiRequest
from .idempotency import Answer, once
from .rows import comment_out
from .schemas import CommentIn, CommentOut, CommentsOut
from .writing import KEY, answered, sent

router = Router(tags=["留言"])
MOST = 200


@router.get("/items/{int:pk}/comments", response=CommentsOut, url_name="comments", summary="留言")
def comments(request: ApiRequest, pk: int) -> CommentsOut:
    """事项下能看到的留言，新的在前，至多 200 条；撤回的没有文字。"""
    item = get_item(request.viewer, pk)
    return CommentsOut(comments=[comment_out(one) for one in comments_of(request.viewer, item)[:MOST]])


@router.post("/items/{int:pk}/comments", response={201: CommentOut}, url_name="comments", summary="写留言")
def comment(request: ApiRequest, pk: int, body: CommentIn, key: str = KEY) -> HttpResponse:
    """可以 @ 人；不填 assignment_id 即对整个事项。"""
    about = subject_of(request.viewer, pk, body.assignment_id)
    at, asked = timezone.now(), sent(request, key)

    def perform() -> Answer:
        said = write_comment(about, body.text, token=asked.batch.hex, by=request.viewer, at=at)
        return 201, comment_out(said.comment).model_dump(mode="json")

    return answered(*once(asked, perform, at=at))
