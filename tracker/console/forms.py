"""Forms of the overseers' pages: they read and check what was typed, and decide nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from tracker.common.dates import sensible
from tracker.meetings.models import Draft, Speech

from .handing_in import Handed
from .review import FREQUENCIES

# From which confidence on drafts can be accepted in bulk, in percent.
SURENESS = (95, 90, 80, 70)
# Speeches out of the archive are handed in as well, but none older, in years.
OLDEST = 30
# Of one field, in characters: what is kept unchecked must be bounded.
LONGEST_TYPED = 4000
SPLIT = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、", "\n": "、"})


class HandInForm(forms.Form):
    """Files, or pasted text, or both. `batch` is the form's own mark: the same form sent twice is recognised by it."""

    batch = forms.UUIDField(required=False)
    text = forms.CharField(required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.handed():
            raise forms.ValidationError("请选择文件，或粘贴讲话全文。")
        return cleaned

    def handed(self) -> list[Handed]:
        """What was handed in, files first."""
        uploads = self.files.getlist("file") if self.files else []
        files = [Handed(upload.name or "", whole(upload)) for upload in uploads]
        text = self.cleaned_data.get("text") or ""
        return [*files, Handed("", text)] if text.strip() else files


def whole(upload: UploadedFile) -> bytes | None:
    """A file's bytes; None of one that was too large to be kept (common/uploads.py)."""
    data: bytes = upload.read()
    return data if len(data) == upload.size else None


class DetailsForm(forms.ModelForm):
    """What the speech is: proposed from the text, checked by the officer."""

    class Meta:
        model = Speech
        fields = ["title", "held_on", "level", "speaker", "occasion"]
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        """What was typed, without marks that turn the reading direction or cannot be seen."""
        cleaned = super().clean() or {}
        for name in ("title", "speaker", "occasion"):
            if name in cleaned:
                cleaned[name] = "".join(char for char in cleaned[name] if char.isprintable()).strip()
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", "请填写讲话标题。")
        return cleaned

    def clean_held_on(self) -> dt.date:
        """The day, unless it is a slip: dates in the text are counted from it."""
        held_on: dt.date = self.cleaned_data["held_on"]
        if not sensible(held_on, timezone.localdate(self.instance.uploaded_at), back=OLDEST, ahead=1):
            raise forms.ValidationError(f"讲话日期应在录入之前{OLDEST}年至之后1年之内，请核对年份。")
        return held_on


def joined(names: list[dict[str, Any]]) -> str:
    """Names of a draft as one line: 县财政局、审计部门."""
    return "、".join(name["text"] for name in names)


class DraftForm(forms.Form):
    """The fields of a draft that a thin confirm page lets the officer change."""

    action = forms.CharField(label="工作任务", widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.CharField(label="牵头单位", required=False, help_text="多个单位用顿号隔开")
    support = forms.CharField(label="配合单位", required=False)
    report_to = forms.CharField(label="报送对象", required=False)
    target = forms.CharField(label="目标要求", required=False, max_length=200)
    due_on = forms.DateField(
        label="完成时限", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_time = forms.TimeField(
        label="时刻", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    rrule = forms.ChoiceField(label="报送频次", required=False)

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        kwargs = {"initial": initial(draft), "auto_id": f"d{draft.pk}-%s", **kwargs}
        super().__init__(*args, **kwargs)
        self.draft = draft
        known = dict(FREQUENCIES)
        own = [] if draft.rrule in known else [(draft.rrule, draft.recurrence_text or draft.rrule)]
        self.fields["rrule"].choices = [*FREQUENCIES, *own]  # type: ignore[attr-defined]

    def clean_due_on(self) -> dt.date | None:
        """The deadline, unless it is a slip in the year. What the speech itself says may be as far off as it likes."""
        due_on: dt.date | None = self.cleaned_data["due_on"]
        if due_on in (None, self.draft.due_on) or sensible(due_on, self.draft.speech.held_on):
            return due_on
        raise forms.ValidationError("完成时限应在讲话之前1年至之后20年之内，请核对年份。")

    def columns(self) -> dict[str, Any]:
        """The columns of the draft that this form stands for; a name or date left as it was keeps its place in the text."""
        data = self.cleaned_data
        changed: dict[str, Any] = {"action": data["action"], "target": data["target"], "rrule": data["rrule"]}
        for field in ("lead", "support", "report_to"):
            changed[field] = names_of(data[field], getattr(self.draft, field))
        if data["rrule"] != self.draft.rrule:
            changed["recurrence_text"] = dict(FREQUENCIES).get(data["rrule"], "") if data["rrule"] else ""
        if (data["due_on"], data["due_time"]) != (self.draft.due_on, self.draft.due_time):
            changed |= {
                "due_on": data["due_on"],
                "due_time": data["due_time"],
                "due_kind": "by" if data["due_on"] else self.draft.due_kind,
                "due_trace": "督查专员填写" if data["due_on"] else "督查专员清除",
                "due_provisional": False,
            }
        return changed

    def unlike(self, now: Draft) -> list[tuple[str, str, str]]:
        """Where the draft as it is now differs from what was typed: (field, as it is now, as typed)."""
        rows = []
        for name, present in initial(now).items():
            typed, shown = self[name].value() or "", self.fields[name].prepare_value(present)
            there = str(shown if shown is not None else "")
            if name == "due_time":
                there, typed = there[:5], str(typed)[:5]
            if name == "rrule":
                rhythms = dict(self.fields[name].choices)  # type: ignore[attr-defined]
                there, typed = rhythms.get(there, there), rhythms.get(typed, typed)
            if there != str(typed):
                rows.append((str(self.fields[name].label), there or "无", str(typed) or "无"))
        return rows


def typed(form: DraftForm) -> dict[str, Any]:
    """What was typed into the fields that differ from the draft, unchecked and as the form would take it again."""
    made = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if value is not None and field.has_changed(form.initial.get(name), value):
            made[name] = value[:LONGEST_TYPED] if isinstance(value, str) else value
    return made


def initial(draft: Draft) -> dict[str, Any]:
    """The form's first values."""
    return {
        "action": draft.action,
        "lead": joined(draft.lead),
        "support": joined(draft.support),
        "report_to": joined(draft.report_to),
        "target": draft.target,
        "due_on": draft.due_on,
        "due_time": draft.due_time,
        "rrule": draft.rrule,
    }


def names_of(line: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names typed in one line; one that stood there before keeps its place in the text and what it was matched to."""
    known = {name["text"]: name for name in before}
    texts = dict.fromkeys(part.strip()[:80] for part in line.translate(SPLIT).split("、") if part.strip())
    return [
        known.get(text, {"text": text, "start": 0, "end": 0, "unit": None, "group": None}) for text in texts
    ]


class AcceptAllForm(forms.Form):
    """How sure the reading must be for drafts to be accepted without a look at each."""

    above = forms.TypedChoiceField(choices=[(percent, percent) for percent in SURENESS], coerce=int)


class RegisterForm(forms.Form):
    """Basis and approver of a registration (DOMAIN c1 art. 11)."""

    basis = forms.CharField(label="立项依据", max_length=200)
    approver = forms.CharField(label="批准人", max_length=60)
    issue_now = forms.BooleanField(label="立项后立即交办", required=False)
