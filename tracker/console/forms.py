"""Forms of the overseers' pages: they read and check what was typed, and decide nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from tracker.common.dates import sensible
from tracker.meetings.models import Speech

from .handing_in import Handed

# From which confidence on drafts can be accepted in bulk, in percent.
SURENESS = (95, 90, 80, 70)
# Speeches out of the archive are handed in as well, but none older, in years.
OLDEST = 30


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
    upload.seek(0)
    data: bytes = upload.read()
    return data if len(data) == upload.size else None


class DetailsForm(forms.ModelForm):
    """What the speech is: proposed from the text, checked by the officer."""

    class Meta:
        model = Speech
        fields = ["title", "held_on", "level", "speaker", "occasion"]
        widgets = {
            "held_on": forms.DateInput(
                attrs={"type": "date", "class": "form-control", "aria-describedby": "why-held_on"},
                format="%Y-%m-%d",
            )
        }

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


class AcceptAllForm(forms.Form):
    """How sure the reading must be for drafts to be accepted without a look at each."""

    above = forms.TypedChoiceField(choices=[(percent, percent) for percent in SURENESS], coerce=int)


class RegisterForm(forms.Form):
    """Basis and approver of a registration (DOMAIN c1 art. 11)."""

    basis = forms.CharField(label="立项依据", max_length=200)
    approver = forms.CharField(label="批准人", max_length=60)
    issue_now = forms.BooleanField(label="立项后立即交办", required=False)
