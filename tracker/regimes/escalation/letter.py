"""What an instrument says as a paper: plain frozen words, the same for the preview, the .docx and what is kept for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from tracker.common.dates import day_at
from tracker.items.charge import leaders_on
from tracker.items.models import UnitAssignment
from tracker.org.models import Office
from tracker.regimes.models import Escalation, EscalationLevel, Instrument

from .drafting import completed
from .telling import cause_of, short, written

To = EscalationLevel.Addressee
# Papers to whoever decides about a penalty: the unit is not written to, and nobody is told before that (DOMAIN c1 art. 21).
TO_DECIDERS = (To.LEADER, To.UPPER)


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper in letter format: `doc_no` with a gap while it has none, one paragraph a line of the body."""

    kind: str
    mark: str
    doc_no: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    issuer: str
    date: str


def number_words(prefix: str, kind: str, year: int, number: int | None) -> str:
    """The document number: 督警〔2026〕3号; without a number the place for it stays open."""
    return f"{prefix}{Instrument.MARKS[kind]}〔{year}〕{number if number is not None else '　'}号"


def letter_of(
    row: Escalation, part: UnitAssignment, office: Office, *, on: dt.date, number: int | None = None
) -> Letter:
    """The paper as it reads on the day `on`; `part` with item and unit."""
    cause = cause_of(row.level, row.occurrence, on)
    body = completed(row.body, cause=cause, explanation=explained(row, on))
    return Letter(
        kind=row.kind,
        mark=office.name,
        doc_no=number_words(office.number_prefix, row.kind, on.year, number),
        title=row.title,
        addressee=addressee_of(row.level.addressee, part, office, on),
        paragraphs=tuple(line.strip() for line in body.splitlines() if line.strip()),
        issuer=office.name,
        date=written(on),
    )


def explained(row: Escalation, on: dt.date) -> str:
    """The unit's explanation as a sentence of the paper; that none came in by its day is said, too. "" where none was asked."""
    if row.explanation and row.explained_at:
        return f"单位于{short(day_at(row.explained_at))}说明：{' '.join(row.explanation.split())}"
    if row.explain_by:
        missing = "，未收到" if on > row.explain_by else ""
        return f"已要求单位于{short(row.explain_by)}前作出说明{missing}。"
    return ""


def addressee_of(addressee: str, part: UnitAssignment, office: Office, on: dt.date) -> str:
    """To whom it is addressed, in words."""
    if addressee == To.UPPER:
        return f"{office.region}人民政府" if office.region else "上级机关"
    if addressee == To.LEADER:
        named = [str(one) for one in leaders_of(part, on)]
        return f"{'、'.join(named)}同志" if named else "分管领导"
    return f"{part.unit.name}主要负责同志" if addressee == To.HEAD else part.unit.name


def leaders_of(part: UnitAssignment, on: dt.date) -> list[Any]:
    """The leader in charge of a duty: whom the item names, else whoever has the unit in charge; [] for nobody."""
    if part.item.leader_in_charge:
        return [part.item.leader_in_charge]
    found = leaders_on(on).by_unit.get(part.unit_id)
    return [found] if found else []


def to_json(letter: Letter) -> dict[str, Any]:
    """The letter as JSON data."""
    return asdict(letter)


def from_json(data: dict[str, Any]) -> Letter:
    """The letter that to_json wrote."""
    return Letter(**{**data, "paragraphs": tuple(data["paragraphs"])})
