"""The form of a regime: its head and its steps, one row a step. It reads and checks what was typed, and decides nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from tracker.common.errors import Refused
from tracker.meetings.announced import spoken
from tracker.meetings.typed import read_rhythm
from tracker.regimes.escalation.listing import ladder_names
from tracker.regimes.escalation.presets import PRESETS
from tracker.regimes.models import Regime, RegimeStep
from tracker.regimes.operations import RegimeText, StepText

# Empty rows below the steps there are.
SPARE = 3
MOST_STEPS = 20
COMMA = re.compile(r"[\s,，、;；]+")
IRREGULAR = "IRREGULAR"


class HeadForm(forms.Form):
    """What stands above the steps."""

    name = forms.CharField(
        label="名称",
        max_length=200,
        error_messages={"required": "请填写制度名称。", "max_length": "名称最多200字。"},
    )
    starts_on = forms.DateField(
        label="起", error_messages={"required": "请填写起始日期。", "invalid": "起始日期不正确。"}
    )
    ends_on = forms.DateField(label="止", required=False, error_messages={"invalid": "截止日期不正确。"})
    reason = forms.CharField(
        label="设立理由", required=False, max_length=200, error_messages={"max_length": "设立理由最多200字。"}
    )
    scope = forms.ChoiceField(label="适用范围", choices=Regime.Scope.choices)
    item_nos = forms.CharField(label="事项编号", required=False, max_length=4000)
    version = forms.IntegerField(required=False)
    # The id of a ladder, "new:four" for one to be made from a preset, "" for the office's general one.
    ladder = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "请从列出的督办阶梯里选一个。"}
    )

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        there = ladder_names()
        names = {name for _, name in there}
        made = [(str(pk), name) for pk, name in there]
        presets = [
            (f"new:{one.key}", f"{one.name}（按常见做法新设）") for one in PRESETS if one.name not in names
        ]
        self.fields["ladder"].choices = [("", "全办通用的阶梯"), *made, *presets]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step; a row without words is no step. `rhythm` is how often, in words; `said` what it said when the page was made."""

    what = forms.ChoiceField(choices=RegimeStep.What.choices)
    words = forms.CharField(required=False, max_length=120, error_messages={"max_length": "内容最多120字。"})
    rhythm = forms.CharField(required=False, max_length=60)
    said = forms.CharField(required=False, max_length=60)
    rrule = forms.CharField(required=False, max_length=120)
    time = forms.TimeField(required=False, error_messages={"invalid": "时刻写作 17:00 的样子。"})
    doer = forms.ChoiceField(choices=RegimeStep.Doer.choices)
    roll = forms.ChoiceField(choices=RegimeStep.Roll.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("words") or not cleaned.get("rhythm"):
            cleaned["rrule"] = ""
        elif not cleaned.get("rrule") or cleaned["rhythm"] != cleaned.get("said"):
            self.read(cleaned)
        return cleaned

    def read(self, cleaned: dict[str, Any]) -> None:
        """The rule that the words mean."""
        try:
            found = read_rhythm(cleaned["rhythm"], on=self.initial["today"])
        except Refused as error:
            self.add_error("rhythm", str(error))
            return
        cleaned["rrule"] = "" if found.rrule == IRREGULAR else found.rrule
        cleaned["time"] = cleaned.get("time") or found.time


def step_forms(steps: tuple[StepText, ...], data: Any = None, *, today: dt.date) -> list[StepForm]:
    """The rows: those typed, or the steps and a few empty ones."""
    if data is not None:
        count = min(sum(1 for key in data if re.fullmatch(r"s\d+-what", key)), MOST_STEPS)
        return [StepForm(data, prefix=f"s{number}", initial={"today": today}) for number in range(count)]
    filled = [initial(step) for step in steps]
    spare = [
        {"what": RegimeStep.What.REPORT, "doer": RegimeStep.Doer.LEADS, "roll": RegimeStep.Roll.BACK}
    ] * SPARE
    rows = [*filled, *spare][:MOST_STEPS]
    return [StepForm(prefix=f"s{number}", initial={**row, "today": today}) for number, row in enumerate(rows)]


def initial(step: StepText) -> dict[str, Any]:
    """A step as its row shows it."""
    rhythm = spoken(step.rrule)
    return {
        "what": step.what, "words": step.words, "rhythm": rhythm, "said": rhythm, "rrule": step.rrule,
        "time": step.time, "doer": step.doer, "roll": step.roll,
    }  # fmt: skip


def text_of(head: HeadForm, rows: list[StepForm]) -> RegimeText:
    """What the office wants, from valid forms."""
    cleaned = head.cleaned_data
    steps = tuple(
        StepText(
            what=row.cleaned_data["what"],
            words=row.cleaned_data["words"],
            rrule=row.cleaned_data["rrule"],
            time=row.cleaned_data["time"],
            doer=row.cleaned_data["doer"],
            roll=row.cleaned_data["roll"],
        )
        for row in rows
        if row.cleaned_data.get("words")
    )
    return RegimeText(
        name=cleaned["name"],
        starts_on=cleaned["starts_on"],
        ends_on=cleaned["ends_on"],
        reason=cleaned["reason"],
        scope=cleaned["scope"],
        steps=steps,
        item_nos=tuple(dict.fromkeys(one for one in COMMA.split(cleaned["item_nos"]) if one)),
    )
