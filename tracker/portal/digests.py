"""每日摘要: everybody sets their own, sees what it would say, and may have one at once; a link in the mail ends it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.common.errors import Forbidden, Refused
from tracker.org.models import Person
from tracker.reminders import digesting
from tracker.reminders.digests.timing import WORKDAYS

WEEKDAYS = tuple((str(number), f"周{name}") for number, name in enumerate("一二三四五六日", start=1))


class PlanForm(forms.Form):
    """When a digest comes."""

    is_on = forms.BooleanField(required=False)
    time = forms.TimeField(error_messages={"required": "请填写时刻。", "invalid": "时刻写作 08:30 的样子。"})
    every = forms.ChoiceField(choices=[("workdays", ""), ("some", "")], required=False)
    days = forms.MultipleChoiceField(choices=WEEKDAYS, required=False)
    takes_reminders = forms.BooleanField(required=False)
    group = forms.CharField(required=False, max_length=40)

    @property
    def wanted(self) -> dict[str, Any]:
        """The arguments of digesting.change."""
        asked = self.cleaned_data
        days = "".join(asked["days"]) if asked["every"] == "some" else WORKDAYS
        return {
            "is_on": asked["is_on"],
            "time": asked["time"],
            "weekdays": days,
            "takes_reminders": asked["takes_reminders"],
        }


@require_GET
def digests(request: ViewerRequest) -> HttpResponse:
    """The settings, each with what it would say now."""
    return page(request)


@require_POST
def digest_change(request: ViewerRequest, kind: str) -> HttpResponse:
    """Saves one setting."""
    form = PlanForm(request.POST)
    try:
        digesting.own(kind, request.viewer)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    if form.is_valid():
        try:
            digesting.change(kind, by=request.viewer, at=timezone.now(), **form.wanted)
            digesting.choose_group(kind, form.cleaned_data["group"], by=request.viewer)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("portal:digests")
    return page(request, tried=kind, form=form, status=422)


@require_POST
def digest_now(request: ViewerRequest, kind: str) -> HttpResponse:
    """立即发一份."""
    try:
        sent = digesting.send_now(kind, to=person_of(request), by=request.viewer, at=timezone.now())
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    if sent:
        messages.success(request, "已发出，请到“消息”或邮箱查看。")
    else:
        messages.info(request, "现在没有可发的内容，或者刚刚发过。")
    return redirect("portal:digests")


@require_POST
def digest_group(request: ViewerRequest, kind: str) -> HttpResponse:
    """发一条测试 to the group that was chosen."""
    try:
        sent = digesting.try_group(kind, person=person_of(request), by=request.viewer, at=timezone.now())
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if sent:
            messages.success(request, "测试消息一分钟内发到群里；没有收到时，请在“运行状态”查看原因。")
        else:
            messages.info(request, "一分钟内已经发过测试。")
    return redirect("portal:digests")


def page(
    request: ViewerRequest, tried: str = "", form: PlanForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of whoever is signed in."""
    at = timezone.now()
    found = digesting.settings_of(person_of(request), request.viewer, at=at)
    context = {
        "found": found,
        "weekdays": WEEKDAYS,
        "tried": tried,
        "form": form,
        "section": "portal:inbox",
    }
    return render(request, "portal/digests.html", context, status=status)


def person_of(request: ViewerRequest) -> Person:
    """Whoever is signed in; the middleware lets nobody else come here."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("请先登录。")
    return request.user


# A mail program posts here by itself, without a session (RFC 8058); the signature in the address is the proof.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def digest_off(request: HttpRequest, token: str) -> HttpResponse:
    """停收: a look asks, only the button (or the mail program) ends it."""
    found = digesting.unsubscribed(token)
    if found is None:
        raise Http404("这个链接不完整或已失效。")
    is_done = request.method == "POST"
    if is_done:
        digesting.switch_off(*found)
    return render(request, "portal/digest_off.html", {"is_done": is_done})
