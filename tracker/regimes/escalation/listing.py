"""Reads about ladders and instruments for the pages where officers look after them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from tracker.access.policy import Act, Viewer
from tracker.org.queries import holders_of, people_by_id
from tracker.regimes.models import EscalationLadder, EscalationLevel, Instrument, InstrumentSet, LadderVersion

from .ladders import LadderText, LevelText


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level for people: `triggers` are sentences of which any is enough."""

    number: int
    name: str
    colour: str
    colour_word: str
    triggers: tuple[str, ...]
    addressee: str
    approver: str


@dataclass(frozen=True, slots=True)
class LadderLine:
    """A ladder with the version that holds, or the next one; `stage` is "running", "ahead" or "over" on the day asked for."""

    pk: int
    name: str
    is_general: bool
    stage: str
    version: int
    starts_on: dt.date
    ends_on: dt.date | None
    is_stepwise: bool
    needs_other: bool
    ends_on_report: bool
    set: str
    levels: tuple[LevelLine, ...]
    regimes: tuple[str, ...]
    versions: tuple[LadderVersion, ...]


def ladder_lines(viewer: Viewer, *, on: dt.date) -> list[LadderLine]:
    """The office's ladders, the general one first; empty for whoever does not manage them. Five queries."""
    if not viewer.may(Act.MANAGE_LADDERS):
        return []
    rows = EscalationLadder.objects.prefetch_related(
        "versions__levels__instrument",
        "versions__levels__approver_person",
        "versions__instruments",
        "regimes",
    )
    return [ladder_line(ladder, on) for ladder in rows]


def ladder_line(ladder: EscalationLadder, on: dt.date) -> LadderLine:
    """One ladder for people."""
    versions = [version for version in ladder.versions.all() if not version.is_withdrawn]
    begun = [version for version in versions if version.starts_on <= on]
    shown = begun[-1] if begun else versions[0]
    last = versions[-1]
    over = last.ends_on is not None and last.ends_on < on
    regimes = [
        one
        for one in ladder.regimes.all()
        if not one.is_withdrawn and (one.ends_on is None or one.ends_on >= on)
    ]
    return LadderLine(
        pk=ladder.pk,
        name=ladder.name,
        is_general=ladder.is_general,
        stage="over" if over else "running" if begun else "ahead",
        version=shown.number,
        starts_on=shown.starts_on,
        ends_on=last.ends_on,
        is_stepwise=shown.is_stepwise,
        needs_other=shown.needs_other,
        ends_on_report=shown.ends_on_report,
        set=shown.instruments.name,
        levels=tuple(level_line(level) for level in shown.levels.all()),
        regimes=tuple(one.name for one in regimes),
        versions=tuple(versions),
    )


def level_line(level: EscalationLevel) -> LevelLine:
    """One level for people."""
    return LevelLine(
        number=level.number,
        name=level.instrument.name,
        colour=level.colour,
        colour_word=level.get_colour_display(),
        triggers=tuple(triggers_of(level)),
        addressee=level.get_addressee_display(),
        approver="自动发出"
        if level.instrument.kind == Instrument.Kind.CHASE
        else str(level.approver_person or level.get_approver_display()),
    )


def triggers_of(level: EscalationLevel) -> list[str]:
    """What reaches a level, in words."""
    words = []
    if level.overdue_days:
        words.append(f"逾期{level.overdue_days}{'个工作日' if level.is_workdays else '天'}")
    if level.missed_reports:
        words.append(f"连续漏报{level.missed_reports}期")
    if level.late_reports:
        words.append(f"累计迟报{level.late_reports}期")
    if level.red_times:
        words.append(f"单位{level.red_within}天内{level.red_times}次红灯")
    if level.on_failed_look:
        words.append("回头看不属实")
    if level.after_days:
        words.append(f"上一级后{level.after_days}个工作日仍未解决")
    return words


def ladder_names() -> list[tuple[int, str]]:
    """(id, name) of the ladders, for a choice; one query."""
    return list(EscalationLadder.objects.values_list("pk", "name"))


def signers(on: dt.date) -> list[tuple[int, str]]:
    """(id, name) of who can be named as approver: officers and leaders of the day; two queries."""
    found = people_by_id({person for person, _ in holders_of(("officer", "leader"), on)})
    return sorted(found.items())


def text_of(viewer: Viewer, pk: int) -> tuple[LadderVersion, LadderText]:
    """The last version of a ladder as its form shows it; Http404 where there is none or the viewer does not manage ladders."""
    rows = LadderVersion.objects.filter(ladder=pk).select_related("ladder", "instruments")
    version = rows.order_by("-number").first() if viewer.may(Act.MANAGE_LADDERS) else None
    if version is None:
        raise Http404("没有这个督办阶梯。")
    levels = tuple(
        LevelText(
            instrument=level.instrument.name,
            colour=level.colour,
            overdue_days=level.overdue_days,
            is_workdays=level.is_workdays,
            missed_reports=level.missed_reports,
            late_reports=level.late_reports,
            red_times=level.red_times,
            red_within=level.red_within,
            on_failed_look=level.on_failed_look,
            after_days=level.after_days,
            addressee=level.addressee,
            approver=level.approver,
            approver_person_id=level.approver_person_id,
        )
        for level in version.levels.select_related("instrument")
    )
    text = LadderText(
        version.ladder.name,
        version.instruments_id,
        version.starts_on,
        levels,
        version.is_stepwise,
        version.needs_other,
        version.ends_on_report,
    )
    return version, text


def instrument_names(set_id: int) -> list[str]:
    """What the instruments of a set are called; one query."""
    return list(Instrument.objects.filter(set=set_id).values_list("name", flat=True))


def instrument_sets(viewer: Viewer) -> list[InstrumentSet]:
    """The sets with their instruments; empty for whoever does not manage them. Two queries."""
    if not viewer.may(Act.MANAGE_LADDERS):
        return []
    return list(InstrumentSet.objects.prefetch_related("instruments"))


def get_instrument(viewer: Viewer, pk: int) -> Instrument:
    """The instrument with its set, or Http404."""
    rows = Instrument.objects.select_related("set")
    found = rows.filter(pk=pk).first() if viewer.may(Act.MANAGE_LADDERS) else None
    if found is None:
        raise Http404("没有这种文书。")
    return found


def get_set(viewer: Viewer, pk: int) -> InstrumentSet:
    """The set, or Http404."""
    found = InstrumentSet.objects.filter(pk=pk).first() if viewer.may(Act.MANAGE_LADDERS) else None
    if found is None:
        raise Http404("没有这套督办手段。")
    return found


def instrument_kinds() -> list[tuple[str, str]]:
    """The kinds an instrument can be of: (value, label)."""
    return [(kind.value, str(kind.label)) for kind in Instrument.Kind]
