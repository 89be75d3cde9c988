"""What officers have typed into the small forms of the desk and not sent: a new unit, the members of a collective, a regime's days, the registration.

As with drafts (unsaved.py) it is never a decision: only the form it came from reads it. Sending or leaving the form drops it, the
reaper what was forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Value

from tracker.access.policy import Act, Viewer
from tracker.common.unsaved import old, put

from .decisions import MAY_NOT
from .models import UnsavedAddition, UnsavedForm
from .operations import require

# A list has at most as many entries as an office has units, a field no more characters than any of these forms takes.
MOST, LONGEST = 2000, 200


@dataclass(frozen=True, slots=True)
class Form:
    """A small form: who may send it, and which of its fields are kept."""

    acts: tuple[Act, ...]
    fields: tuple[str, ...]


UNIT, MEMBERS, REGIME, REGISTER = "unit", "members", "regime", "register"
FORMS = {
    UNIT: Form(
        (Act.DECIDE_DRAFT, Act.MANAGE_UNITS),
        ("name", "short_name", "kind", "parent", "ends_on", "liaison", "always"),
    ),
    MEMBERS: Form((Act.DECIDE_DRAFT,), ("stay", "reason")),
    REGIME: Form((Act.ADOPT_REGIME,), ("starts_on", "ends_on", "reason")),
    REGISTER: Form((Act.REGISTER,), ("basis", "approver", "issue_now")),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which form it is: one of FORMS, of which draft, regime or speech, about which name ("" where there is only one)."""

    form: str
    about: int
    part: str = ""


def keep_form(
    place: Place, typed: Mapping[str, Sequence[str]], *, speech_id: int, by: Viewer, at: dt.datetime
) -> bool:
    """Keeps the form as it is now in place of what was kept before; False where nothing is filled in. Raises Forbidden."""
    known = FORMS[place.form]
    for act in known.acts:
        require(by, act, MAY_NOT)
    fields = {name: [one[:LONGEST] for one in typed[name][:MOST]] for name in known.fields if name in typed}
    filled = fields if any(one.strip() for values in fields.values() for one in values) else {}
    return put(UnsavedForm, filled, at=at, beside={"speech_id": speech_id}, **whose(place, by))


def kept_form(place: Place, by: Viewer) -> UnsavedForm | None:
    """What the officer typed into the form and did not send; one query."""
    return UnsavedForm.objects.filter(**whose(place, by)).first()


def forget_form(place: Place, *, by: Viewer) -> None:
    """Drops what was typed into the form: it has been sent, or left."""
    UnsavedForm.objects.filter(**whose(place, by)).delete()


def whose(place: Place, by: Viewer) -> dict[str, object]:
    """The columns that tell one kept form from another."""
    return {"officer_id": by.actor_id, "form": place.form, "about": place.about, "part": place.part[:100]}


def first(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The kept fields of a form whose fields have one value each."""
    return {name: values[0] for name, values in fields.items() if values}


def left_on_desk(speech_id: int, by: Viewer) -> tuple[UnsavedAddition | None, UnsavedForm | None]:
    """What stands on the desk from the start: the addition and the registration that were not sent. One query for both."""
    columns = ("start", "end", "fields", "kept_at")
    added = UnsavedAddition.objects.filter(speech=speech_id, officer=by.actor_id)
    register = UnsavedForm.objects.filter(**whose(Place(REGISTER, speech_id), by))
    register = register.annotate(start=Value(-1), end=Value(-1))
    addition = registration = None
    for start, end, fields, kept_at in added.values_list(*columns).union(
        register.values_list(*columns), all=True
    ):
        if start < 0:
            registration = UnsavedForm(fields=fields, kept_at=kept_at)
        else:
            addition = UnsavedAddition(start=start, end=end, fields=fields, kept_at=kept_at)
    return addition, registration


def forgotten_forms(at: dt.datetime) -> QuerySet[UnsavedForm]:
    """What nobody came back for."""
    return old(UnsavedForm, at)
