"""The editor of a scoring scheme: its rules by event and role, its bounds and terms, and what it would have given last period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.org.queries import all_unit_names
from tracker.regimes.models import ScoringScheme
from tracker.regimes.scoring import queries, schemes
from tracker.regimes.scoring.entries import Rule
from tracker.regimes.scoring.gathering import rules_of, terms_of
from tracker.regimes.scoring.kinds import KINDS
from tracker.regimes.scoring.periods import after, period_of, words_of
from tracker.regimes.scoring.schemes import SchemeText
from tracker.regimes.scoring.standings import Terms


def number(label: str, **given: Any) -> forms.DecimalField:
    """A field of points."""
    wrong = f"{label}应是最多两位小数的数。"
    return forms.DecimalField(
        label=label,
        error_messages=dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
        )
        | {"required": f"请填写{label}。"},
        max_digits=6,
        decimal_places=2,
        **given,
    )


def whole(label: str, least: int, most: int) -> forms.IntegerField:
    """A field of days or units."""
    wrong = f"{label}应是 {least} 到 {most} 的整数。"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class TermsForm(forms.Form):
    """What stands above the rules."""

    name = forms.CharField(
        label="名称", max_length=100, error_messages={"required": "请填写考评办法的名称。"}
    )
    cadence = forms.ChoiceField(label="考评周期", choices=ScoringScheme.Cadence.choices)
    base, floor, ceiling = number("基础分"), number("最低分"), number("最高分")
    is_weighed = forms.BooleanField(required=False)
    by_kind = forms.BooleanField(required=False)
    few = whole("参加排名的最少事项数", 1, 100)
    talk_last = whole("可提请约谈的末位单位数", 0, 50)
    appeal_days, decide_days = whole("申诉期限", 1, 60), whole("答复期限", 1, 60)
    early_days = whole("提前办结的天数", 1, 365)
    starts_on = forms.DateField(required=False, error_messages={"invalid": "起始日期不正确。"})
    reason = forms.CharField(label="修订理由", max_length=200, required=False)
    revision = forms.IntegerField(required=False)


class RuleForm(forms.Form):
    """One kind of event. Empty points are none."""

    lead, support = number("牵头单位的分值", required=False), number("配合单位的分值", required=False)
    cap = number("每期上限", required=False)


@require_http_methods(["GET", "POST"])
@needs(Act.RUN_SCORING)
def scheme_new(request: ViewerRequest) -> HttpResponse:
    """A new scheme, off; it begins with the suggested rules."""
    text = SchemeText("督查考评办法", "month", rules=schemes.suggested())
    return edited(request, text, None, timezone.localdate())


@require_http_methods(["GET", "POST"])
@needs(Act.RUN_SCORING)
def scheme_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """A new version of a scheme from the first day of a period on."""
    scheme = queries.get_scheme(pk)
    last = queries.last_version(scheme)
    if last is None:
        raise Http404("没有这个考评办法。")
    text = SchemeText(
        scheme.name,
        scheme.cadence,
        terms_of(last),
        last.talk_last,
        last.appeal_days,
        last.decide_days,
        last.early_days,
        rules_of(last),
    )
    following = after(period_of(timezone.localdate(), scheme.cadence), scheme.cadence)
    return edited(request, text, scheme, following.first)


def edited(
    request: ViewerRequest, text: SchemeText, scheme: ScoringScheme | None, starts_on: dt.date
) -> HttpResponse:
    """The form; tries the rules where that is asked for, else writes them."""
    if request.method == "GET":
        return page(request, head_of(text, scheme, starts_on), rule_forms(text.rules), scheme)
    head, rows = TermsForm(request.POST), rule_forms({}, request.POST)
    # Every row is read, so that every mistake is told at once.
    if [form for form in (head, *(row for _, row in rows)) if not form.is_valid()]:
        return page(request, head, rows, scheme, status=422)
    given = text_of(head, rows)
    try:
        if "try" in request.POST:
            return page(request, head, rows, scheme, trial=schemes.trial(given, by=request.viewer, at=timezone.now()))  # fmt: skip
        if scheme is None:
            schemes.create(given, by=request.viewer, at=timezone.now())
            messages.success(request, f"已制定“{given.name}”，尚未启用。")
        else:
            starts = head.cleaned_data["starts_on"] or starts_on
            seen = head.cleaned_data["revision"] or 0
            schemes.revise(scheme.pk, given, starts_on=starts, seen_revision=seen, by=request.viewer, at=timezone.now())  # fmt: skip
            messages.success(request, f"新的版本从{starts:%Y年%-m月%-d日}起执行，以前各期不变。")
        return redirect("console:scores")
    except (Refused, Stale) as error:
        head.add_error(None, str(error))
        return page(request, head, rows, scheme, status=422)


def head_of(text: SchemeText, scheme: ScoringScheme | None, starts_on: dt.date) -> TermsForm:
    """The head as it stands."""
    terms = text.terms
    return TermsForm(
        initial={
            "name": text.name, "cadence": text.cadence, "base": terms.base, "floor": terms.floor, "ceiling": terms.ceiling,
            "is_weighed": terms.is_weighed, "by_kind": terms.by_kind, "few": terms.few, "talk_last": text.talk_last,
            "appeal_days": text.appeal_days, "decide_days": text.decide_days, "early_days": text.early_days,
            "starts_on": starts_on, "revision": scheme.revision if scheme else None,
        }
    )  # fmt: skip


def rule_forms(rules: Any, data: Any = None) -> list[tuple[Any, RuleForm]]:
    """(kind, its form) for every kind of event."""
    found = []
    for key, kind in KINDS.items():
        rule = rules.get(key, Rule(Decimal(0), Decimal(0)))
        initial = {"lead": rule.lead or None, "support": rule.support or None, "cap": rule.cap}
        found.append((kind, RuleForm(data, prefix=key, initial=initial)))
    return found


def text_of(head: TermsForm, rows: list[tuple[Any, RuleForm]]) -> SchemeText:
    """What the office wants, from valid forms."""
    given = head.cleaned_data
    terms = Terms(**{name: given[name] for name in ("base", "floor", "ceiling", "is_weighed", "few", "by_kind")})  # fmt: skip
    rules = {
        kind.key: Rule(
            row.cleaned_data["lead"] or Decimal(0),
            row.cleaned_data["support"] or Decimal(0),
            row.cleaned_data["cap"],
        )
        for kind, row in rows
    }
    days = {name: given[name] for name in ("talk_last", "appeal_days", "decide_days", "early_days", "reason")}
    return SchemeText(given["name"], given["cadence"], terms, rules=rules, **days)


def page(
    request: ViewerRequest,
    head: TermsForm,
    rows: list[tuple[Any, RuleForm]],
    scheme: ScoringScheme | None,
    *,
    trial: schemes.Trial | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor, with what was tried."""
    names = all_unit_names() if trial else {}
    context = {
        "head": head,
        "rows": rows,
        "scheme": scheme,
        "trial": trial,
        "trial_words": words_of(trial.period.key) if trial else "",
        "trial_lines": [queries.ResultLine(one.unit, names.get(one.unit, ""), one) for one in trial.results] if trial else [],
        "section": "console:scores",
    }  # fmt: skip
    return render(request, "console/score_scheme.html", context, status=status)
