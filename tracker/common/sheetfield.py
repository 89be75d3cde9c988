"""The field of a form that takes a spreadsheet: told at the field where none was chosen, it is empty or too large."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings


class SheetField(forms.FileField):
    """An .xlsx file of at most UPLOAD_MAX_BYTES; what is in it is for the operation to read."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
            widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_MAX_BYTES // 2**20}MB。")
        return upload
