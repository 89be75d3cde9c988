"""The two steps of an import: a file that is read into rows, and the same rows handed back with the confirmation.

Between the steps nothing is kept on the server: the rows travel signed in the page, so that a preview needs no clean-up.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from tracker.common.sheets import BadSheet, Line, read

SALT = "org.import"
HOURS_VALID = 12


class UploadForm(forms.Form):
    """A table to look at; `lines` after is_valid()."""

    file = forms.FileField(
        label="Excel 文件（.xlsx）",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
    )
    lines: list[Line]

    def __init__(self, *args: Any, titles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles

    def clean_file(self) -> Any:
        """Reads the table; the form's error says in one sentence what is wrong with the file as a whole."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_MAX_BYTES // 1024 // 1024}MB。")
        try:
            self.lines = read(upload.read(), titles=self.titles)
        except BadSheet as error:
            raise forms.ValidationError(str(error)) from None
        if not self.lines:
            raise forms.ValidationError("表中没有数据。")
        return upload


class ConfirmForm(forms.Form):
    """The rows that were shown and the fingerprint of what they would change; `lines` after is_valid()."""

    rows = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    lines: list[Line]

    def __init__(self, *args: Any, titles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles

    def clean_rows(self) -> str:
        """Takes the signed rows back."""
        text: str = self.cleaned_data["rows"]
        try:
            rows = signing.loads(text, salt=salt_of(self.titles), max_age=HOURS_VALID * 3600)
        except signing.BadSignature:
            raise forms.ValidationError("预览已过期，请重新上传文件。") from None
        self.lines = [Line(number, dict(zip(self.titles, cells, strict=True))) for number, *cells in rows]
        return text


def signed(lines: list[Line], titles: tuple[str, ...]) -> str:
    """The rows for the hidden field."""
    rows = [[line.number, *(line.cells[title] for title in titles)] for line in lines]
    return signing.dumps(rows, salt=salt_of(titles), compress=True)


def salt_of(titles: tuple[str, ...]) -> str:
    """Rows signed for one table are not accepted for another."""
    return f"{SALT}:{'|'.join(titles)}"
