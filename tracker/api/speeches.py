"""Speeches: the list, one with its text, and handing in by the same operation as on the page. What carries a secrecy mark is refused
and not kept.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Refused
from tracker.meetings import intake
from tracker.meetings.choices import Choice, choices_of
from tracker.meetings.models import Source
from tracker.meetings.queries import get_source, get_speech, speech_list, visible_speeches

from .auth import ApiRequest
from .idempotency import Answer, once, resumable
from .problems import BadCursor, TooLarge
from .rows import speech_out
from .schemas import ChoiceOut, KeepIn, SourceOut, SpeechesAsked, SpeechesOut, SpeechIn, SpeechTextOut
from .writing import KEY, answered, sent

router = Router(tags=["讲话"])


@router.get("/speeches", response=SpeechesOut, url_name="speeches", summary="讲话列表")
def speeches(request: ApiRequest, asked: Query[SpeechesAsked]) -> SpeechesOut:
    """新的在前，不含全文。"""
    see_speeches(request)
    rows = speech_list(request.viewer, words=asked.q, state=asked.state)
    if asked.after:
        day, pk = read_speech_cursor(asked.after)
        rows = rows.filter(Q(held_on__lt=day) | Q(held_on=day, pk__lt=pk))
    found = list(rows.defer("text", "outline", "details")[: asked.limit + 1])
    more, found = len(found) > asked.limit, found[: asked.limit]
    following = f"{found[-1].held_on}.{found[-1].pk}" if more else None
    return SpeechesOut(speeches=[speech_out(speech) for speech in found], next=following)


@router.get("/speeches/{int:pk}", response=SpeechTextOut, url_name="speech", summary="一篇讲话")
def speech(request: ApiRequest, pk: int) -> SpeechTextOut:
    """连同全文。"""
    see_speeches(request)
    found = get_speech(request.viewer, pk)
    return SpeechTextOut(**speech_out(found).model_dump(), text=found.text)


@router.post("/speeches", response={201: SourceOut}, url_name="speeches", summary="录入讲话（文字）")
def speech_text(request: ApiRequest, body: SpeechIn, key: str = KEY) -> HttpResponse:
    """严禁录入涉密内容：带密级标志的拒收，不保存任何内容。录入后由督查专员在页面上核对信息、解析。"""
    return received(request, key, body.text, body.name, request.body)


@router.post(
    "/speeches/files", response={201: SourceOut}, url_name="speech_files", summary="录入讲话（文件）"
)
def speech_file(request: ApiRequest, file: UploadedFile = File(...), key: str = KEY) -> HttpResponse:  # noqa: B008
    """multipart/form-data，字段名 file；txt、docx、pdf、html、md。其余同上。"""
    data = file.read()
    if len(data) != file.size:
        raise TooLarge(f"文件超过{settings.UPLOAD_MAX_BYTES // 2**20}兆，请删去图片或拆分后再交。")
    return received(request, key, data, file.name or "", (file.name or "").encode(errors="replace"), data)


def received(request: ApiRequest, key: str, data: bytes | str, name: str, *parts: bytes) -> HttpResponse:
    """Takes a speech in, once, and says what became of it. Raises Forbidden before it looks at anything."""
    viewer, at, asked = request.viewer, timezone.now(), sent(request, key, *parts)
    intake.require(viewer)

    def perform() -> Answer:
        source = intake.receive(
            data,
            name=intake.plain_name(name),
            max_bytes=settings.UPLOAD_MAX_BYTES,
            by=viewer,
            at=at,
            batch=asked.batch,
        )
        return 201, source_out(viewer, source).model_dump(mode="json")

    return answered(*resumable(asked, perform, at=at))


@router.get("/sources/{int:pk}", response=SourceOut, url_name="source", summary="一份来稿")
def source(request: ApiRequest, pk: int) -> SourceOut:
    """录入之后怎样了；有多篇或与已录入的几乎相同时，各篇列在 choices。"""
    return source_out(request.viewer, get_source(request.viewer, pk))


@router.post("/sources/{int:pk}/keep", response=SourceOut, url_name="keep", summary="保留来稿中的若干篇")
def keep(request: ApiRequest, pk: int, body: KeepIn, key: str = KEY) -> HttpResponse:
    """其余的不录入。"""
    get_source(request.viewer, pk)

    def perform() -> Answer:
        intake.keep(pk, body.numbers, by=request.viewer)
        return 200, source_out(request.viewer, get_source(request.viewer, pk)).model_dump(mode="json")

    return answered(*once(sent(request, key), perform, at=timezone.now()))


@router.post("/sources/{int:pk}/discard", response={204: None}, url_name="discard", summary="放弃一份来稿")
def discard(request: ApiRequest, pk: int, key: str = KEY) -> HttpResponse:
    """全部不要，文件随之删除；已有保留的，不能放弃。"""
    intake.require(request.viewer)

    # Looked up inside: once it is gone, a repetition is to get the first answer, not 404.
    def perform() -> Answer:
        if get_source(request.viewer, pk).state != Source.State.WAITING:
            raise Refused("这份来稿已经录入，不能放弃；多余的讲话请在页面上删除。")
        intake.discard(pk, by=request.viewer)
        return 204, None

    return answered(*once(sent(request, key), perform, at=timezone.now()))


def source_out(viewer: Viewer, source: Source) -> SourceOut:
    """What was handed in, with the speeches made of it, or those to choose from."""
    made = visible_speeches(viewer).filter(source=source).order_by("source_start")
    waits = source.state == Source.State.WAITING
    return SourceOut(
        id=source.pk,
        name=str(source),
        state=source.state,
        parts=len(source.parts),
        choices=[choice_out(one) for one in choices_of(viewer, source)] if waits else [],
        speeches=[speech_out(speech) for speech in made],
        words="其中有多篇讲话，或与已录入的几乎相同，请选择要保留的（keep），或全部放弃（discard）。"
        if waits
        else "请督查专员在页面上核对信息后解析。",
    )


def choice_out(choice: Choice) -> ChoiceOut:
    """One speech to choose; the speech it is like is named only where it may be seen."""
    near = choice.near
    return ChoiceOut(
        number=choice.number,
        title=choice.title,
        speaker=choice.speaker,
        held_on=choice.held_on,
        length=choice.length,
        opening=choice.opening,
        is_here=choice.is_here,
        twin=choice.twin,
        like_speech_id=near.speech.pk if near and near.speech else None,
        percent=near.percent if near else None,
    )


def see_speeches(request: ApiRequest) -> None:
    """Speeches are seen whole or not at all."""
    if not request.viewer.may(Act.SEE_SPEECHES):
        raise PermissionDenied("这个客户端代表的人员的岗位不能查看讲话。")


def read_speech_cursor(text: str) -> tuple[dt.date, int]:
    """ "2026-03-02.17" → (day, id). Raises BadCursor."""
    day, _, pk = text.partition(".")
    try:
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 16):
            raise ValueError
        return dt.date.fromisoformat(day), int(pk)
    except ValueError as error:
        raise BadCursor from error
