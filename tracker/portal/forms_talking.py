"""What is filled in to say something about a duty. Forms only read: the rules are the operations'."""

from __future__ import annotations

from typing import Any

from django import forms

from tracker.items.instructions import Words
from tracker.items.models import UnitAssignment

A_DAY = "日期应写作 2026-06-10 的样子。"


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


class InstructionForm(forms.Form):
    """批示: the words, to which units, by when an answer is wanted; an officer also says whose, of which day and number."""

    text = forms.CharField(label="批示内容", max_length=2000, error_messages={"required": "请填写批示内容。"})
    leader_name = forms.CharField(label="批示领导", max_length=60, required=False)
    given_on = forms.DateField(label="批示日期", required=False, error_messages={"invalid": A_DAY})
    paper_no = forms.CharField(label="文号", max_length=60, required=False)
    answer_by = forms.DateField(label="要求反馈", required=False, error_messages={"invalid": A_DAY})
    to = forms.TypedMultipleChoiceField(
        label="送达单位", coerce=int, error_messages={"required": "请选择要送达的单位。"}
    )
    token = forms.RegexField(r"^[0-9a-f]{32}$")

    def __init__(
        self,
        data: Any,
        *,
        parts: list[UnitAssignment],
        enters: bool,
        initial: dict[str, Any],
        corrects: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        if corrects:
            self.fields["reason"] = forms.CharField(
                label="更正理由", max_length=500, error_messages={"required": "请填写更正的理由。"}
            )
        self.fields["to"].choices = [(part.pk, str(part.unit)) for part in parts]  # type: ignore[attr-defined]
        if not enters:
            for name in ("leader_name", "given_on", "paper_no"):
                del self.fields[name]

    @property
    def words(self) -> Words:
        """What was written; the form is valid."""
        names = ("text", "answer_by", "leader_name", "given_on", "paper_no")
        return Words(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class AnswerInstructionForm(forms.Form):
    """A unit's answer to an instruction."""

    text = forms.CharField(max_length=2000, error_messages={"required": "请填写反馈内容。"})
