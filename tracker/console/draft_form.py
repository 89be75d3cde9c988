"""The form of one draft: what an officer may change, read from words where words are typed. It checks, and decides nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy

from tracker.common.dates import sensible
from tracker.common.errors import Refused
from tracker.items.charge import NOBODY
from tracker.meetings.models import Draft
from tracker.meetings.typed import UNDATED, Limit, Rhythm, read_limit, read_rhythm, rhythm_text

SPLIT = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、", "\n": "、"})
# Draft.due_kind in words; the last three have no day.
KINDS = {
    "": "未定",
    "by": "之前（含当日）",
    "at": "当日",
    "around": "左右（约数）",
    "during": "期间",
    "event": "视其他事项",
    "asap": "尽快",
    "masked": "日期被隐去",
}
RHYTHMS = (
    "每天",
    "每周一",
    "每周五",
    "每旬",
    "每半月",
    "每月5日前",
    "每月底",
    "每季度",
    "每半年",
    "每年",
    "不定期",
)
# Of one field, in characters: what is kept unchecked must be bounded.
LONGEST_TYPED = 4000
BY_HAND, CLEARED = "督查专员填写", "督查专员清除"


def as_sent(value: Any) -> Any:
    """A first value as a browser would send it back."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else value


def joined(names: list[dict[str, Any]]) -> str:
    """Names of a draft as one line: 县财政局、审计部门."""
    return "、".join(name["text"] for name in names)


def names_of(line: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names typed in one line, in that order; one that stood there before keeps its place in the text and what it was matched to."""
    known = {name["text"]: name for name in before}
    texts = dict.fromkeys(part.strip()[:80] for part in line.translate(SPLIT).split("、") if part.strip())
    return [
        known.get(text, {"text": text, "start": 0, "end": 0, "unit": None, "group": None}) for text in texts
    ]


def named_input() -> forms.TextInput:
    """A line of names; names.js offers the office's units while one types."""
    return forms.TextInput(attrs={"data-names": reverse_lazy("console:names"), "autocomplete": "off"})


class DraftForm(forms.Form):
    """All fields of a draft. `proposal` is the leader who follows from the unit or the words while nobody wrote one."""

    action = forms.CharField(label="工作任务", widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.CharField(
        label="牵头单位", required=False, help_text="多个单位用顿号隔开", widget=named_input()
    )
    support = forms.CharField(label="配合单位", required=False, widget=named_input())
    due_text = forms.CharField(
        label="完成时限", required=False, max_length=120, help_text="可写文字，如“六月底前”"
    )
    due_on = forms.DateField(
        label="日期",
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "data-calendar": reverse_lazy("console:month")}, format="%Y-%m-%d"
        ),
    )
    due_time = forms.TimeField(
        label="时刻", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    due_kind = forms.ChoiceField(label="类型", required=False, choices=list(KINDS.items()))
    rhythm = forms.CharField(
        label="报送频次",
        required=False,
        max_length=120,
        help_text="如“每周一”“每月5日前”，空着为不报送",
        widget=forms.TextInput(attrs={"list": "rhythms", "autocomplete": "off"}),
    )
    leader = forms.CharField(
        label="分管领导",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "leaders", "autocomplete": "off"}),
    )
    report_to = forms.CharField(label="报送对象", required=False)
    target = forms.CharField(label="目标要求", required=False, max_length=200)

    def __init__(self, draft: Draft, *args: Any, proposal: str = "", **kwargs: Any) -> None:
        kwargs = {"initial": initial(draft, proposal), "auto_id": f"d{draft.pk}-%s", **kwargs}
        super().__init__(*args, **kwargs)
        if self.is_bound:
            # What was not sent is as it was: a page that knows fewer fields empties none.
            before = {name: as_sent(value) for name, value in self.initial.items()}
            self.data = before | dict(self.data.items())
        self.draft, self.proposal = draft, proposal
        self.limit: Limit | None = None
        self.new_rhythm: Rhythm | None = None
        for name in ("due_text", "rhythm"):
            self.fields[name].widget.attrs["data-reads"] = reverse_lazy(
                "console:reads", args=[draft.speech_id]
            )
        if draft.due_kind not in KINDS:
            self.fields["due_kind"].choices = [*KINDS.items(), (draft.due_kind, draft.due_kind)]  # type: ignore[attr-defined]

    def clean_due_on(self) -> dt.date | None:
        """The deadline, unless it is a slip in the year. What the speech itself says may be as far off as it likes."""
        due_on: dt.date | None = self.cleaned_data["due_on"]
        if due_on in (None, self.draft.due_on) or sensible(due_on, self.draft.speech.held_on):
            return due_on
        raise forms.ValidationError("完成时限应在讲话之前1年至之后20年之内，请核对年份。")

    def clean(self) -> dict[str, Any]:
        """Reads the words that were typed anew; what cannot be read is told at its field."""
        data = super().clean() or {}
        words, on = data.get("due_text", ""), self.draft.speech.held_on
        if words and words != self.draft.due_text:
            try:
                self.limit = read_limit(words, on=on)
            except Refused as error:
                # A day from the calendar, or "no day", stands by itself whatever the words beside it are.
                chosen = data.get("due_on") not in (None, self.draft.due_on)
                if not chosen and data.get("due_kind") not in UNDATED and "due_on" not in self.errors:
                    self.add_error("due_text", str(error))
        rhythm = data.get("rhythm", "")
        if rhythm and rhythm != self.initial["rhythm"]:
            try:
                self.new_rhythm = read_rhythm(rhythm, on=on)
            except Refused as error:
                self.add_error("rhythm", str(error))
        return data

    def columns(self) -> dict[str, Any]:
        """The columns of the draft that this form stands for; a name or date left as it was keeps its place in the text."""
        data = self.cleaned_data
        changed: dict[str, Any] = {"action": data["action"], "target": data["target"]}
        for field in ("lead", "support", "report_to"):
            changed[field] = names_of(data[field], getattr(self.draft, field))
        if data["leader"] != self.initial["leader"]:
            changed["leader_text"] = self.leader_text()
        return changed | self.due_columns() | self.rhythm_columns()

    def leader_text(self) -> str:
        """What to keep of the leader: nothing where it is the proposal again, 无 where one was emptied away."""
        leader: str = self.cleaned_data["leader"]
        if leader == self.proposal:
            return ""
        return leader or NOBODY

    def rhythm_columns(self) -> dict[str, Any]:
        """The frequency, where it was changed; an hour named with it is the hour of each report."""
        typed = self.cleaned_data["rhythm"]
        if typed == self.initial["rhythm"]:
            return {}
        if self.new_rhythm is None:
            return {"rrule": "", "recurrence_text": ""}
        made: dict[str, Any] = {"rrule": self.new_rhythm.rrule, "recurrence_text": self.new_rhythm.words}
        if self.new_rhythm.time and not self.cleaned_data["due_on"] and not self.limit:
            made["due_time"] = self.new_rhythm.time
        return made

    def due_columns(self) -> dict[str, Any]:
        """The deadline, where anything of it was changed."""
        data, draft = self.cleaned_data, self.draft
        typed = {name: data[name] for name in ("due_on", "due_time", "due_text")}
        kind = data["due_kind"]
        if all(value == getattr(draft, name) for name, value in typed.items()) and kind == draft.due_kind:
            return {}
        if self.limit is not None:
            return self.by_words(self.limit)
        # "No day" chosen beside the day that stood there means that the day goes.
        if kind in UNDATED and kind != draft.due_kind and typed["due_on"] == draft.due_on:
            typed["due_on"] = None
        return {**typed, **by_hand(typed["due_on"], kind, draft)}

    def by_words(self, limit: Limit) -> dict[str, Any]:
        """The deadline that the words mean; a day, hour or kind that was set by hand beside them goes before."""
        data, draft = self.cleaned_data, self.draft
        on = limit.on if data["due_on"] in (None, draft.due_on) else data["due_on"]
        time = limit.time if data["due_time"] in (None, draft.due_time) else data["due_time"]
        kind = limit.kind if data["due_kind"] == draft.due_kind else data["due_kind"]
        columns = {"due_text": limit.words, "due_on": on, "due_time": time}
        if on != limit.on:
            return {**columns, **by_hand(on, kind, draft)}
        return {
            **columns,
            "due_kind": kind if on is None or kind not in UNDATED else limit.kind,
            "due_trace": f"{BY_HAND}：{limit.trace}"[:300],
            "due_provisional": limit.is_provisional,
        }

    def unlike(self, now: Draft) -> list[tuple[str, str, str]]:
        """Where the draft as it is now differs from what was typed: (field, as it is now, as typed)."""
        rows = []
        for name, present in initial(now, self.proposal).items():
            typed, shown = self[name].value() or "", self.fields[name].prepare_value(present)
            there = str(shown if shown is not None else "")
            if name == "due_time":
                there, typed = there[:5], str(typed)[:5]
            if name == "due_kind":
                there, typed = KINDS.get(there, there), KINDS.get(str(typed), typed)
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


def by_hand(on: dt.date | None, kind: str, draft: Draft) -> dict[str, Any]:
    """Kind and grounds of a deadline that a person set: a day needs a kind that has days."""
    if on:
        kind = "by" if kind in UNDATED or not kind else kind
    return {
        "due_kind": kind,
        "due_trace": BY_HAND if on else CLEARED if draft.due_on else draft.due_trace,
        "due_provisional": False,
    }


def initial(draft: Draft, proposal: str = "") -> dict[str, Any]:
    """The form's first values."""
    leader = "" if draft.leader_text == NOBODY else draft.leader_text or proposal
    return {
        "action": draft.action,
        "lead": joined(draft.lead),
        "support": joined(draft.support),
        "due_text": draft.due_text,
        "due_on": draft.due_on,
        "due_time": draft.due_time,
        "due_kind": draft.due_kind,
        "rhythm": rhythm_text(draft.recurrence_text, draft.rrule),
        "leader": leader,
        "report_to": joined(draft.report_to),
        "target": draft.target,
    }
