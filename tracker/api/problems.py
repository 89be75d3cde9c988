"""Answers to what cannot be done: application/problem+json with a code for programs and a Chinese sentence for people."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tracker.common.errors import Forbidden, Refused, Stale
from tracker.meetings.bridge import Unreadable
from tracker.meetings.intake import Classified, Duplicate

from .idempotency import OtherRequest
from .rows import present_state

log = logging.getLogger(__name__)

TITLES = {
    400: "请求格式有误", 401: "未通过身份验证", 403: "没有权限", 404: "没有找到", 405: "不支持的方法", 409: "内容已变化",
    413: "内容过大", 415: "内容类型不对", 422: "不能办理", 429: "请求过于频繁", 500: "系统出错",
}  # fmt: skip
# pydantic's kind of error → what is wrong, for people. What is not here is told as a value of the wrong kind.
WORDS = {
    "missing": "必须填写。",
    "extra_forbidden": "没有这个字段。",
    "string_too_long": "不能超过{max_length}个字符。",
    "string_too_short": "不能少于{min_length}个字符。",
    "string_type": "应是文字。",
    "string_pattern_mismatch": "只能用可见的英文字符，不含空格。",
    "int_parsing": "应是整数。",
    "int_type": "应是整数。",
    "int_from_float": "应是整数。",
    "bool_parsing": "应是 true 或 false。",
    "greater_than_equal": "不能小于{ge}。",
    "less_than_equal": "不能大于{le}。",
    "literal_error": "只能是：{expected}。",
    "enum": "只能是：{expected}。",
    "decimal_max_places": "小数不能超过{decimal_places}位。",
    "model_attributes_type": "应是一个 JSON 对象。",
    "model_type": "应是一个 JSON 对象。",
    "dict_type": "应是一个 JSON 对象。",
}
DATE_WORDS = "日期应写作 2026-06-10 的样子。"


class TooMany(Exception):
    """The client, or an address that guesses tokens, asks too often."""


class BadCursor(Exception):
    """The place to go on from is none that this list gave."""


class TooLarge(Exception):
    """More than may come at once; the message says how much that is."""


class OutOfScope(Exception):
    """The token is not for this; the message says which scope it would need."""


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """One problem: problem(422, "refused", "请填写理由。")."""
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    answer = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="luoshi"'
    if status == 429:
        answer["Retry-After"] = "60"
    return answer


# Exception → (status, code, sentence; "" for its own words). The first that fits; a subclass stands before its base.
PLAIN: tuple[tuple[type[Exception], int, str, str], ...] = (
    (TooMany, 429, "too_many", "请求过于频繁，请一分钟后再试。"),
    (AuthenticationError, 401, "unauthenticated", "令牌无效、已过期或已吊销，请在请求头 Authorization 中给出 Bearer 令牌。"),
    (OutOfScope, 403, "out_of_scope", ""),
    (Forbidden, 403, "forbidden", ""),
    (PermissionDenied, 403, "forbidden", ""),
    (Http404, 404, "not_found", ""),
    (BadCursor, 422, "bad_cursor", "after 只能填上一页答复中的 next。"),
    (OtherRequest, 422, "key_used", "这个幂等键已用于另一个请求，请为新的请求换一个键。"),
    (Classified, 422, "classified", ""),
    (Duplicate, 422, "duplicate", ""),
    (Unreadable, 422, "unreadable", ""),
    (TooLarge, 413, "too_large", ""),
    (RequestDataTooBig, 413, "too_large", "请求内容过大，请拆分后再提交。"),
    (RawPostDataException, 415, "media_type", "这个地址只收 application/json。"),
)  # fmt: skip


def handle_on(api: NinjaAPI) -> None:
    """Makes every answer of the interface that is no success a problem."""
    for kind, status, code, words in PLAIN:
        api.add_exception_handler(kind, plain(status, code, words))
    handlers: dict[type[Exception], Any] = {
        Refused: lambda request, error: moved(request, error, 422, "refused"),
        Stale: lambda request, error: moved(request, error, 409, "stale"),
        ValidationError: invalid,
        HttpError: malformed,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def plain(status: int, code: str, words: str) -> Any:
    """The handler of one row of PLAIN."""
    return lambda request, error: problem(status, code, words or str(error) or TITLES[status])


def moved(request: HttpRequest, error: Exception, status: int, code: str) -> HttpResponse:
    """A refusal or a lost race, with the assignment as it is now where the request was about one."""
    present = present_state(request)
    return problem(status, code, str(error), **({"present": present} if present else {}))


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not fit: each field by name with what is wrong with it."""
    wrong = [{"field": field_of(one["loc"]), "message": words_of(one)} for one in error.errors]
    first = wrong[0]
    return problem(422, "invalid", f"{first['field']}：{first['message']}", errors=wrong)


def field_of(loc: Any) -> str:
    """The name of a field as it was sent: ("body", "body", "percent") → "percent"."""
    names = [str(part) for part in loc]
    return names[-1] if len(names) > 1 else ".".join(names)


def words_of(one: dict[str, Any]) -> str:
    """What is wrong, in Chinese."""
    kind = one["type"]
    if kind.startswith("date"):
        return DATE_WORDS
    if kind == "value_error":
        return str(one["msg"]).removeprefix("Value error, ")
    return WORDS.get(kind, "内容不符合要求。").format(**one.get("ctx", {}))


def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, or too large to be read."""
    if isinstance(error.__cause__, RequestDataTooBig):
        return problem(413, "too_large", "请求内容过大，请拆分后再提交。")
    return problem(400, "malformed", "请求内容不是有效的 JSON。")


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own fault: logged, and told without details."""
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500, "broken", "系统出错，请稍后再试；反复出现请联系管理员。")
