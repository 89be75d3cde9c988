"""The form of a ladder: its head and its levels, one card a level. It reads and checks what was typed, and decides nothing."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django import forms

from tracker.regimes.escalation.ladders import MOST_LEVELS, LadderText, LevelText
from tracker.regimes.models import EscalationLevel

SPARE = 2


class LadderForm(forms.Form):
    """What stands above the levels; `preset` names what it began from, `seen` the version it changes."""

    name = forms.CharField(
        label="名称",
        max_length=60,
        error_messages={"required": "请填写阶梯名称。", "max_length": "名称最多60字。"},
    )
    starts_on = forms.DateField(
        label="起", error_messages={"required": "请填写起始日期。", "invalid": "起始日期不正确。"}
    )
    is_stepwise = forms.BooleanField(required=False)
    needs_other = forms.BooleanField(required=False)
    ends_on_report = forms.BooleanField(required=False)
    is_general = forms.BooleanField(required=False)
    preset = forms.CharField(required=False, max_length=20)
    seen = forms.IntegerField(required=False)


class LevelForm(forms.Form):
    """One level; a card without an instrument is no level."""

    instrument = forms.ChoiceField(required=False)
    colour = forms.ChoiceField(choices=EscalationLevel.Colour.choices)
    overdue_days = forms.IntegerField(required=False, min_value=1, max_value=365)
    is_workdays = forms.ChoiceField(choices=[("1", "个工作日"), ("", "天")], required=False)
    missed_reports = forms.IntegerField(required=False, min_value=1, max_value=365)
    late_reports = forms.IntegerField(required=False, min_value=1, max_value=365)
    red_times = forms.IntegerField(required=False, min_value=1, max_value=365)
    red_within = forms.IntegerField(required=False, min_value=1, max_value=365)
    on_failed_look = forms.BooleanField(required=False)
    after_days = forms.IntegerField(required=False, min_value=1, max_value=365)
    addressee = forms.ChoiceField(choices=EscalationLevel.Addressee.choices)
    approver = forms.ChoiceField(choices=EscalationLevel.Approver.choices)
    approver_person_id = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *given: Any, names: list[str], people: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["instrument"].choices = [("", "（不设）"), *((name, name) for name in names)]  # type: ignore[attr-defined]
        self.fields["approver_person_id"].choices = [("", "—"), *((str(pk), name) for pk, name in people)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            for key in ("invalid", "min_value", "max_value"):
                field.error_messages[key] = "请填1至365的数。"

    @property
    def text(self) -> LevelText:
        """The level; the form is valid. Who is not asked for is not named."""
        cleaned = dict(self.cleaned_data)
        cleaned["red_within"] = cleaned["red_within"] or 90
        cleaned["is_workdays"] = bool(cleaned["is_workdays"])
        if cleaned["approver"] != EscalationLevel.Approver.PERSON:
            cleaned["approver_person_id"] = None
        return LevelText(**cleaned)


def level_forms(
    levels: tuple[LevelText, ...], data: Any = None, *, names: list[str], people: list[tuple[int, str]]
) -> list[LevelForm]:
    """The cards: those typed, or the levels and a few empty ones."""
    if data is not None:
        count = min(sum(1 for key in data if re.fullmatch(r"l\d+-colour", key)), MOST_LEVELS + SPARE)
        return [LevelForm(data, prefix=f"l{number}", names=names, people=people) for number in range(count)]
    filled: list[dict[str, Any]] = [
        {**asdict(level), "is_workdays": "1" if level.is_workdays else ""} for level in levels
    ]
    empty = {
        "colour": "red",
        "is_workdays": "1",
        "red_within": 90,
        "addressee": "unit",
        "approver": "officer",
    }
    rows = [*filled, *[empty] * SPARE][:MOST_LEVELS]
    return [
        LevelForm(prefix=f"l{number}", initial=row, names=names, people=people)
        for number, row in enumerate(rows)
    ]


def text_of(head: LadderForm, rows: list[LevelForm], set_id: int) -> LadderText:
    """What the office wants, from valid forms."""
    cleaned = head.cleaned_data
    levels = tuple(row.text for row in rows if row.cleaned_data.get("instrument"))
    return LadderText(
        cleaned["name"],
        set_id,
        cleaned["starts_on"],
        levels,
        cleaned["is_stepwise"],
        cleaned["needs_other"],
        cleaned["ends_on_report"],
    )
