"""考评: the ranking with its export, freezing a period, turning scoring on and off, talks with the lowest, and citations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.sheets import Column, write
from tracker.items.queries import get_assignment
from tracker.regimes.models import ScorePeriod
from tracker.regimes.scoring import citing, freezing, queries, schemes, talks
from tracker.regimes.scoring.periods import words_of

COLUMNS = (
    Column("名次", 8), Column("单位", 18), Column("得分", 10), Column("加分", 10), Column("扣分", 10), Column("事项数", 10),
    Column("折算系数", 10), Column("比上期", 12), Column("说明", 20),
)  # fmt: skip


class PeriodForm(forms.Form):
    """Which period; a question that makes no sense asks for the newest."""

    period = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class SwitchForm(forms.Form):
    """On or off, and why."""

    is_on = forms.TypedChoiceField(choices=[("1", "启用"), ("0", "停用")], coerce=lambda value: value == "1")
    reason = forms.CharField(max_length=200, error_messages={"required": "请写明依据和理由。"})
    revision = forms.IntegerField()


class ProposeForm(forms.Form):
    """With whom to talk, why, and who approves it."""

    unit = forms.IntegerField(error_messages={"required": "请选择单位。"})
    approver = forms.IntegerField(error_messages={"required": "请选择批准人。"})
    reason = forms.CharField(max_length=200, error_messages={"required": "请填写提请理由。"})


class AnswerForm(forms.Form):
    """What the approver says."""

    approved = forms.TypedChoiceField(
        choices=[("1", "同意"), ("0", "不同意")], coerce=lambda value: value == "1"
    )
    answer = forms.CharField(required=False, max_length=200)


class HoldForm(forms.Form):
    """When the talk was held, and what was said."""

    held_on = forms.DateField(error_messages={"required": "请填写约谈日期。", "invalid": "约谈日期不正确。"})
    note = forms.CharField(max_length=500, error_messages={"required": "请填写约谈情况。"})


class CiteForm(forms.Form):
    """A citation in a bulletin."""

    tone = forms.ChoiceField(
        choices=[(citing.CRITICISE, "通报批评"), (citing.COMMEND, "通报表扬")],
        error_messages={"required": "请选择表扬或者批评。"},
    )
    words = forms.CharField(max_length=200, error_messages={"required": "请填写通报内容。"})
    paper = forms.CharField(max_length=200, error_messages={"required": "请填写通报的文号或期号。"})
    approver = forms.CharField(max_length=60, error_messages={"required": "请填写批准人。"})


def asked_period(request: ViewerRequest) -> ScorePeriod | None:
    """The period in the address."""
    form = PeriodForm(request.GET)
    return queries.get_period(form.cleaned_data["period"] if form.is_valid() else None)


class Tried(NamedTuple):
    """A form of the page that could not be taken: which kind of act, about which thing, with what was typed and what is wrong."""

    kind: str
    about: int
    form: forms.Form


@require_GET
@needs(Act.DECIDE_TALK)
def scores(request: ViewerRequest) -> HttpResponse:
    """The ranking of one period, the state of scoring, and what waits."""
    return render(request, "console/scores.html", page_of(request, asked_period(request)))


def page_of(request: ViewerRequest, period: ScorePeriod | None) -> dict[str, Any]:
    """The context of the page."""
    viewer, at = request.viewer, timezone.now()
    every = queries.schemes()
    may_run = viewer.may(Act.RUN_SCORING)
    lowest = talks.lowest(period, at=at) if period and may_run else []
    spoken = queries.talks(viewer, period) if period else []
    taken = {talk.unit_id for talk in spoken}
    return {
        "period": period,
        "words": words_of(period.key) if period else "",
        "periods": [(one.pk, words_of(one.key), one.frozen_at) for one in queries.periods()],
        "lines": queries.ranking(viewer, period, at=at) if period else [],
        "schemes": every,
        "running": next((one for one in every if one.is_on), None),
        "may_run": may_run,
        "is_over": bool(period and timezone.localdate() > period.last),
        "lowest": [one.unit for one in lowest if one.unit not in taken],
        "approvers": [one for one in talks.approvers(at.date()).values() if one.pk != viewer.person_id] if lowest else [],
        "talks": spoken,
        "waiting": queries.appeals(viewer).filter(state="asked").count(),
        "switches": queries.switches() if may_run else [],
        "today": timezone.localdate(),
    }  # fmt: skip


@require_GET
@needs(Act.DECIDE_TALK)
def scores_export(request: ViewerRequest) -> HttpResponse | FileResponse:
    """The ranking as .xlsx."""
    period = asked_period(request)
    if period is None:
        messages.info(request, "还没有考评结果可以导出。")
        return redirect("console:scores")
    lines = queries.ranking(request.viewer, period, at=timezone.now())
    words = words_of(period.key)
    data = write(f"{words}考评", COLUMNS, (cells(line, period) for line in lines))
    state = "定分" if period.frozen_at else "暂计"
    return download(data, f"考评{period.key}{state}.xlsx")


def cells(line: queries.ResultLine, period: ScorePeriod) -> tuple[Any, ...]:
    """One row of the sheet."""
    one = line.result
    words = "" if one.rank else f"事项少于{period.version.few}件，不参加排名"
    if one.is_tied:
        words = "并列"
    return (one.rank or "", line.unit, one.total, one.plus, one.minus, one.parts, one.factor, line.move_words, words)  # fmt: skip


def attempt(
    request: ViewerRequest, period: ScorePeriod | None, tried: Tried, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Does what a form of the page asks for, by an act that says what it did; a mistake comes back at that form, with what was typed."""
    address = reverse("console:scores")
    done = redirect(f"{address}?period={period.pk}#talks" if period else address)
    if tried.form.is_valid():
        try:
            messages.success(request, act(tried.form.cleaned_data))
            return done
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except Stale as error:
            # Somebody else was first: the form is gone.
            messages.error(request, str(error))
            return done
        except Refused as error:
            tried.form.add_error(None, str(error))
    context = {**page_of(request, period), "tried": tried, "section": "console:scores"}
    return render(request, "console/scores.html", context, status=422)


@require_POST
@needs(Act.RUN_SCORING)
def score_switch(request: ViewerRequest, pk: int) -> HttpResponse:
    """启用、停用."""
    queries.get_scheme(pk)

    def act(given: dict[str, Any]) -> str:
        done = schemes.switch(
            pk, is_on=given["is_on"], reason=given["reason"], seen_revision=given["revision"],
            by=request.viewer, at=timezone.now(),
        )  # fmt: skip
        return f"“{done.name}”已{'启用，从现在起记分' if done.is_on else '停用'}。"

    return attempt(request, asked_period(request), Tried("switch", pk, SwitchForm(request.POST)), act)


@require_POST
@needs(Act.RUN_SCORING)
def score_freeze(request: ViewerRequest, pk: int) -> HttpResponse:
    """定分."""

    def act(given: dict[str, Any]) -> str:
        done = freezing.freeze(pk, by=request.viewer, at=timezone.now())
        return f"{words_of(done.key)}已定分，并已告知各单位。"

    return attempt(request, queries.get_period(pk), Tried("freeze", pk, forms.Form(request.POST)), act)


@require_POST
@needs(Act.RUN_SCORING)
def score_talk_propose(request: ViewerRequest, pk: int) -> HttpResponse:
    """提请约谈."""

    def act(given: dict[str, Any]) -> str:
        made = talks.propose(
            pk, given["unit"], approver_id=given["approver"], reason=given["reason"], by=request.viewer, at=timezone.now()
        )  # fmt: skip
        return f"已提请{made.approver}批准约谈{made.unit}。"

    form = ProposeForm(request.POST)
    form.full_clean()
    return attempt(
        request, queries.get_period(pk), Tried("propose", form.cleaned_data.get("unit", 0), form), act
    )


@require_POST
@needs(Act.DECIDE_TALK)
def score_talk_decide(request: ViewerRequest, pk: int) -> HttpResponse:
    """批示: approve or decline."""
    talk = queries.get_talk(request.viewer, pk)

    def act(given: dict[str, Any]) -> str:
        done = talks.decide(pk, by=request.viewer, at=timezone.now(), **given)
        return f"{talk.unit}：{done.get_state_display()}。"

    return attempt(
        request, queries.get_period(talk.period_id), Tried("decide", pk, AnswerForm(request.POST)), act
    )


@require_POST
@needs(Act.RUN_SCORING)
def score_talk_hold(request: ViewerRequest, pk: int) -> HttpResponse:
    """已约谈."""
    talk = queries.get_talk(request.viewer, pk)

    def act(given: dict[str, Any]) -> str:
        talks.hold(pk, by=request.viewer, at=timezone.now(), **given)
        return f"已登记约谈{talk.unit}。"

    return attempt(
        request, queries.get_period(talk.period_id), Tried("hold", pk, HoldForm(request.POST)), act
    )


@require_http_methods(["GET", "POST"])
@needs(Act.CITE)
def score_cite(request: ViewerRequest, pk: int) -> HttpResponse:
    """登记通报 of one part."""
    part = get_assignment(request.viewer, pk)
    form = CiteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            citing.cite(pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"已记入{part.unit}这项任务的办理记录。")
            return redirect("portal:item", pk=part.item_id)
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context = {"form": form, "part": part, "item": part.item, "section": "console:scores"}
    return render(request, "console/score_cite.html", context, status=422 if form.is_bound else 200)
