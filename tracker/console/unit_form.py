"""The form of a unit made on the spot: what it is called, what it is, until when, who is its liaison."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy

from tracker.org.founding import NewUnit
from tracker.org.models import Unit

# What temporary bodies are called; the officer may say otherwise.
TEMPORARY = re.compile(r"(?:指挥部|专班|领导小组|工作组|攻坚组|协调组|筹备组|筹委会|组委会|临时党委|指挥所)")
KINDS = (
    (TEMPORARY, Unit.Kind.TEMPORARY),
    (re.compile(r"(?:镇|乡)(?:人民政府)?$"), Unit.Kind.TOWNSHIP),
    (re.compile(r"街道(?:办事处|办)?$"), Unit.Kind.STREET),
    (re.compile(r"(?:公司|集团|厂)$"), Unit.Kind.COMPANY),
    (re.compile(r"(?:委组织部|委宣传部|委统战部|纪委监委|委政法委|委编办|委办(?:公室)?)$"), Unit.Kind.PARTY),
    (re.compile(r"(?:学校|中学|小学|医院|中心|院)$"), Unit.Kind.INSTITUTION),
)


def kind_of(name: str) -> str:
    """What a unit of that name most likely is: 塘坝整治专班 is a temporary body."""
    return next((kind for pattern, kind in KINDS if pattern.search(name)), Unit.Kind.DEPARTMENT)


class NewUnitForm(forms.Form):
    """Reads what was typed; whether such a unit can be made is for the operation to say."""

    name = forms.CharField(label="单位名称", max_length=80)
    short_name = forms.CharField(label="简称", required=False, max_length=40, help_text="空着即同名称")
    kind = forms.ChoiceField(label="类别", choices=Unit.Kind.choices)
    parent = forms.TypedChoiceField(label="上级单位", required=False, coerce=int, empty_value=None)
    ends_on = forms.DateField(
        label="存续至",
        required=False,
        help_text="临时机构必填",
        widget=forms.DateInput(
            attrs={"type": "date", "data-calendar": reverse_lazy("console:month")}, format="%Y-%m-%d"
        ),
    )
    liaison = forms.CharField(
        label="联络员",
        required=False,
        max_length=150,
        help_text="不知道可先空着",
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )

    def __init__(self, units: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "无"), *units.items()]  # type: ignore[attr-defined]

    def wanted(self) -> NewUnit:
        """The unit asked for, of a valid form."""
        data = self.cleaned_data
        return NewUnit(
            name=data["name"],
            short_name=data["short_name"],
            kind=data["kind"],
            parent_id=data["parent"],
            ends_on=data["ends_on"],
            liaison=data["liaison"],
        )
