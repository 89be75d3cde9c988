"""The forms behind links in mails: as small as an answer on a phone. They only read: the rules are the operations'."""

from __future__ import annotations

from typing import Any

from django import forms

from tracker.items.pace import Amount

from .forms import NewDateForm, ReportForm


class PressForm(forms.Form):
    """Nothing to fill in: the press is all."""


class ShortReportForm(ReportForm):
    """反馈进展 in short: what was done and how much."""

    def __init__(self, *args: Any, target: Amount | None = None, **rest: Any) -> None:
        super().__init__(*args, target=target, **rest)
        for name in ("problems", "next_steps", "evidence", "revision", "after"):
            del self.fields[name]


def form_of(act: str, data: Any, *, target: Amount | None) -> forms.Form:
    """The form of a link's act."""
    if act == "report":
        return ShortReportForm(data, target=target)
    return NewDateForm(data) if act == "ask_extension" else PressForm(data)
