"""What people fill in on the portal's pages. A form only reads: the rules are the operations'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tracker.common.errors import Refused
from tracker.items.clock import COLOURS
from tracker.items.evidence import check
from tracker.items.filters import STATE_SETS, Wanted
from tracker.items.models import UnitAssignment, Verification
from tracker.items.pace import Amount
from tracker.items.paging import SORTS
from tracker.items.states import State

Choices = list[tuple[Any, str]]


class SignInForm(AuthenticationForm):
    """Name and password. Django bounds only the box of the name, and a longer one broke the column of the log-in lock."""

    username = UsernameField(label="用户名", max_length=150)


class LongSelect(forms.Select):
    """A select of hundreds of options, written without a template for each: those took a third of the time of the item list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)["widget"]
        options = [option for _, group, _ in context["optgroups"] for option in group]
        lines = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (one["value"], mark_safe(" selected") if one["selected"] else "", one["label"])
                for one in options
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(context["attrs"]), lines)


class ItemsForm(forms.Form):
    """The filter of the item list; `wanted` is what it asks, with fields that make no sense left out."""

    q = forms.CharField(label="关键词", required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label="责任单位", required=False, coerce=int, empty_value=None, widget=LongSelect
    )
    role = forms.ChoiceField(label="分工", required=False)
    state = forms.ChoiceField(label="状态", required=False)
    light = forms.ChoiceField(label="亮灯", required=False)
    speech = forms.TypedChoiceField(
        label="来源讲话", required=False, coerce=int, empty_value=None, widget=LongSelect
    )
    due_from = forms.DateField(label="时限起", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    due_to = forms.DateField(label="时限止", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    unsettled = forms.BooleanField(label="只看单位未确定的", required=False)
    sort = forms.ChoiceField(
        required=False, choices=[(mark + name, name) for name in SORTS for mark in ("", "-")]
    )

    def __init__(self, data: Any, *, units: Choices, speeches: Choices) -> None:
        super().__init__(data)
        offered = {
            "unit": units,
            "role": list(UnitAssignment.Role.choices),
            "state": [*((name, words) for name, (words, _) in STATE_SETS.items()), *State.choices],
            "light": list(COLOURS.items()),
            "speech": speeches,
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", "全部"), *choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = "form-check-input" if name == "unsettled" else kind

    @property
    def wanted(self) -> Wanted:
        """What is asked; a field with an error asks nothing and shows its error beside it."""
        self.is_valid()
        read = self.cleaned_data
        return Wanted(
            words=read.get("q", ""),
            unit=read.get("unit"),
            role=read.get("role", ""),
            state=read.get("state", ""),
            light=read.get("light", ""),
            speech=read.get("speech"),
            due_from=read.get("due_from"),
            due_to=read.get("due_to"),
            unsettled=read.get("unsettled", False),
            sort=read.get("sort") or "due",
        )


class ReviewForm(forms.Form):
    """The decision on a contested one, with its words."""

    changed = forms.TypedChoiceField(
        choices=[("no", "维持原决定"), ("yes", "改变原决定：撤销它，并恢复到作出前的状态和时限")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "请选择复核决定。", "invalid_choice": "请选择复核决定。"},
    )
    answer = forms.CharField(
        max_length=1000,
        error_messages={"required": "请填写复核意见。", "max_length": "复核意见最多 1000 个字。"},
    )


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; `cleaned_data` holds a list. What may come is what the operation takes."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        try:
            check(files, max_bytes=settings.UPLOAD_MAX_BYTES)
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
        return files


class ReportForm(forms.Form):
    """进展反馈. Where the target is one number the unit gives the amount done, else a percentage."""

    content = forms.CharField(
        label="进展情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": "请填写进展情况。"},
    )
    problems = forms.CharField(
        label="存在问题",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    next_steps = forms.CharField(
        label="下步措施",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    percent = forms.IntegerField(
        label="完成比例",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    amount = forms.DecimalField(
        label="完成数量",
        min_value=0,
        max_digits=14,
        decimal_places=4,
        required=False,
        error_messages={"invalid": "完成数量应是一个数。", "min_value": "完成数量不能小于 0。"},
    )
    evidence = ManyFilesField(label="佐证材料", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    # The last report of one's own when the form was opened; what is kept of an older form came too late.
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, target: Amount | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.target = target
        del self.fields["percent" if target else "amount"]


class ReasonForm(forms.Form):
    """The reason of an act that takes something back."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": "请填写理由。"},
    )


class NewDateForm(forms.Form):
    """Another deadline, with the reason for it."""

    new_due_on = forms.DateField(
        label="新的时限",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
        error_messages={"required": "请填写新的时限。", "invalid": "日期应写作 2026-06-10 的样子。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": "请填写理由。"},
    )


class HandOverForm(forms.Form):
    """Which unit goes on with a part, until when, and why."""

    unit_id = forms.TypedChoiceField(
        label="接办单位",
        coerce=int,
        error_messages={"required": "请选择接办单位。", "invalid_choice": "请选择接办单位。"},
    )
    new_due_on = forms.DateField(
        label="完成时限",
        required=False,
        error_messages={"invalid": "日期应写作 2026-06-10 的样子。"},
    )
    reason = forms.CharField(label="理由", max_length=500, error_messages={"required": "请填写理由。"})

    def __init__(self, data: Any, *, units: Choices) -> None:
        super().__init__(data)
        self.fields["unit_id"].choices = [("", "选择单位"), *units]  # type: ignore[attr-defined]


class HandDownForm(forms.Form):
    """To which units below a part is handed, in which words, until when. `offered`: (id, name, has a part already)."""

    every = forms.BooleanField(required=False)
    unit_ids = forms.TypedMultipleChoiceField(
        label="下级单位",
        coerce=int,
        required=False,
        error_messages={"invalid_choice": "所选单位不是下级单位，或已有任务，请重新选择。"},
    )
    task = forms.CharField(
        label="承办内容", max_length=500, error_messages={"required": "请写明下级单位要做什么。"}
    )
    due_on = forms.DateField(
        label="完成时限", required=False, error_messages={"invalid": "日期应写作 2026-06-10 的样子。"}
    )

    def __init__(self, data: Any, *, initial: Any, offered: list[tuple[int, str, bool]]) -> None:
        super().__init__(data, initial=initial)
        self.free = [(pk, name) for pk, name, taken in offered if not taken]
        self.fields["unit_ids"].choices = self.free  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        if read.get("every"):
            read["unit_ids"] = [pk for pk, _ in self.free]
        if "unit_ids" in read and not read["unit_ids"]:
            self.add_error("unit_ids", "请选择下级单位。" if self.free else "下级单位都已经有任务了。")
        return read


class LeaderForm(forms.Form):
    """Who is in charge of an item from now on, and why."""

    leader = forms.CharField(
        label="分管领导", max_length=60, error_messages={"required": "请填写分管领导；不设分管领导时填“无”。"}
    )
    reason = forms.CharField(label="理由", max_length=500, error_messages={"required": "请填写理由。"})


class ChaseForm(forms.Form):
    """A few words that go with a 催办."""

    words = forms.CharField(
        label="附言",
        max_length=200,
        required=False,
        error_messages={"max_length": "附言不能超过200个字。"},
    )


class AnswerForm(forms.Form):
    """The answer to a request for a later date; a refusal needs words."""

    granted = forms.TypedChoiceField(
        choices=[("yes", "同意"), ("no", "不同意")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "请选择同意或不同意。", "invalid_choice": "请选择同意或不同意。"},
    )
    answer = forms.CharField(
        required=False, max_length=500, error_messages={"max_length": "答复意见最多500字。"}
    )

    def clean_answer(self) -> str:
        """The words, which a refusal must have."""
        words: str = self.cleaned_data["answer"]
        if self.cleaned_data.get("granted") is False and not words:
            raise forms.ValidationError("不同意延期，请填写理由。")
        return words


class PlanCheckForm(forms.Form):
    """How and when to look."""

    kind = forms.ChoiceField(label="方式", choices=Verification.Kind.choices)
    planned_on = forms.DateField(
        label="日期", error_messages={"required": "请填写日期。", "invalid": "日期应写作 2026-06-10 的样子。"}
    )


class FindingForm(forms.Form):
    """What was found."""

    result = forms.ChoiceField(
        label="结果",
        choices=Verification.Result.choices,
        error_messages={"required": "请选择结果。", "invalid_choice": "请选择结果。"},
    )
    percent = forms.IntegerField(
        label="核实比例",
        min_value=0,
        max_value=100,
        required=False,
        error_messages={"invalid": "核实比例应是 0 到 100 的整数。"},
    )
    finding = forms.CharField(
        label="核查情况", max_length=2000, error_messages={"required": "请填写核查情况。"}
    )


class SettleForm(forms.Form):
    """Which unit an unknown name means."""

    written = forms.CharField(widget=forms.HiddenInput, max_length=120)
    unit = forms.TypedChoiceField(coerce=int)

    def __init__(self, data: Any, *, units: Choices) -> None:
        super().__init__(data)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class BulkForm(forms.Form):
    """What a person adds to an act on many parts; only the fields of its kind."""

    new_due_on = forms.DateField(
        label="新的时限",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期应写作 2026-06-10 的样子。"},
    )
    days = forms.IntegerField(
        label="或者各自顺延（天）",
        required=False,
        min_value=1,
        max_value=366,
        error_messages={
            "invalid": "天数应是整数。",
            "min_value": "天数应在 1 到 366 之间。",
            "max_value": "天数应在 1 到 366 之间。",
        },
    )
    unit_id = forms.TypedChoiceField(
        label="接办单位",
        coerce=int,
        error_messages={"required": "请选择接办单位。", "invalid_choice": "请选择一个在用的单位。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写理由。", "max_length": "理由最多 500 个字。"},
    )
    words = forms.CharField(
        label="附言（可不填）",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "附言最多 200 个字。"},
    )

    def __init__(self, *args: Any, fields: tuple[str, ...], units: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in [name for name in self.fields if name not in fields]:
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "unit_id" else "form-control"
        if "unit_id" in self.fields:
            self.fields["unit_id"].choices = [("", "选择单位"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        said = [name for name in ("new_due_on", "days") if read.get(name)]
        if "days" in self.fields and not {"new_due_on", "days"} & set(self.errors) and len(said) != 1:
            self.add_error("new_due_on", "请填写新的时限，或填写顺延的天数，只填一项。")
        return read
