"""What is filled in to say something about a duty. Forms only read: the rules are the operations'."""

from __future__ import annotations

from typing import Any

from django import forms


def whole(text: str) -> int:
    """The number a field holds; 0 where it holds none."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0


class CommentForm(forms.Form):
    """A comment: on what, and the words; `token` keeps a second click from being a second comment."""

    about = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    text = forms.CharField(max_length=2000, error_messages={"required": "请填写留言。"})
    token = forms.RegexField(r"^[0-9a-f]{32}$")

    def __init__(self, data: Any = None, *, places: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["about"].choices = places  # type: ignore[attr-defined]
