"""Writes on ladders and instruments: make one, change it from a day on, stop it, let it hold for the whole office, name an instrument anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at, sensible
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.escalating import escalating_parts
from tracker.org.numbering import locked_office
from tracker.regimes.models import EscalationLadder, EscalationLevel, Instrument, InstrumentSet, LadderVersion

from .drafting import checked as checked_template
from .plan import Triggers
from .proposing import watch_all

DAY = dt.timedelta(days=1)
MOST_LEVELS = 9
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class LevelText(Triggers):
    """One level as an officer writes it; `instrument` is its name in the set."""

    instrument: str
    colour: str
    addressee: str = EscalationLevel.Addressee.UNIT
    approver: str = EscalationLevel.Approver.OFFICER
    approver_person_id: int | None = None


TRIGGERS = ("overdue_days", "missed_reports", "late_reports", "red_times", "after_days")


@dataclass(frozen=True, slots=True)
class LadderText:
    """A version as an officer writes it; the levels in their order are numbered from 1."""

    name: str
    set: int
    starts_on: dt.date
    levels: tuple[LevelText, ...]
    is_stepwise: bool = True
    needs_other: bool = True
    ends_on_report: bool = False


def create(text: LadderText, *, is_general: bool, by: Viewer, at: dt.datetime) -> EscalationLadder:
    """A ladder with its first version. Raises Forbidden, and Refused as `checked` or where the name is taken."""
    text = checked(text, by=by, at=at)
    try:
        with transaction.atomic():
            ladder = EscalationLadder.objects.create(name=text.name, made_by_id=by.actor_id, made_at=at)
            write(ladder, text, 1, by=by, at=at)
            if is_general:
                hold_generally(ladder, at)
            return ladder
    except IntegrityError:
        raise Refused(f"已经有一个叫“{text.name}”的阶梯，请换个名称。") from None


def revise(ladder_id: int, text: LadderText, *, seen: int, by: Viewer, at: dt.datetime) -> LadderVersion:
    """修改: a new version from its own first day on, today or later; what the one before brought about stays.

    `seen` is the number of the version the officer had before them. Raises Forbidden, Refused as `checked`, Stale where
    somebody else has made a new version.
    """
    text = checked(text, by=by, at=at)
    ladder = EscalationLadder.objects.get(pk=ladder_id)
    last = LadderVersion.objects.filter(ladder=ladder).latest("number")
    if last.number != seen:
        raise Stale("这个阶梯刚被他人修改，请核对新版本后再改。")
    try:
        with transaction.atomic():
            end(last, text.starts_on - DAY)
            made = write(ladder, text, last.number + 1, by=by, at=at)
            if ladder.name != text.name:
                EscalationLadder.objects.filter(pk=ladder.pk).update(name=text.name)
            look_again(ladder, at)
            return made
    except IntegrityError:
        raise Stale("这个阶梯刚被他人修改，或者名称已被使用，请核对后再改。") from None


def stop(ladder_id: int, *, last: dt.date, by: Viewer, at: dt.datetime) -> None:
    """停用: `last`, today or later, is its last day; drafts that wait stay until they are decided. Raises Forbidden, Refused, Stale."""
    demand(by)
    if last < day_at(at):
        raise Refused("停用的日子不能早于今天，已经提出的不改。")
    version = LadderVersion.objects.filter(ladder=ladder_id).latest("number")
    if version.ends_on is not None and version.ends_on < last:
        raise Refused(f"这个阶梯到{version.ends_on.month}月{version.ends_on.day}日已经停用。")
    with transaction.atomic():
        end(version, last)
        look_again(version.ladder, at)


def make_general(ladder_id: int, *, by: Viewer, at: dt.datetime) -> EscalationLadder:
    """设为全办通用: it holds for every duty that no regime puts under another; counting begins now. Raises Forbidden."""
    demand(by)
    ladder = EscalationLadder.objects.get(pk=ladder_id)
    with transaction.atomic():
        hold_generally(ladder, at)
    return ladder


def hold_generally(ladder: EscalationLadder, at: dt.datetime) -> None:
    """Takes the place of the general ladder there is; nothing is counted before this moment. Inside the caller's transaction."""
    locked_office()
    if EscalationLadder.objects.filter(pk=ladder.pk, is_general=True).exists():
        return
    EscalationLadder.objects.filter(is_general=True).update(is_general=False, general_since=None)
    EscalationLadder.objects.filter(pk=ladder.pk).update(is_general=True, general_since=at)
    watch_all(escalating_parts(speech=None, items=(), everything=True), at)


def look_again(ladder: EscalationLadder, at: dt.datetime) -> None:
    """Has the duties under a ladder looked at: by its regimes, or all where it is the general one."""
    if ladder.is_general:
        watch_all(escalating_parts(speech=None, items=(), everything=True), at)
        return
    for regime in ladder.regimes.filter(is_withdrawn=False).prefetch_related("chosen"):
        everything = regime.scope == regime.Scope.ALL
        speech = regime.speech_id if regime.scope == regime.Scope.SPEECH else None
        items = [row.item_id for row in regime.chosen.all()]
        watch_all(escalating_parts(speech=speech, items=items, everything=everything), at)


def end(version: LadderVersion, last: dt.date) -> None:
    """Sets the last day of a version, unless another was faster; one that would end before it began never held."""
    rows = LadderVersion.objects.filter(pk=version.pk, ends_on=version.ends_on, is_withdrawn=False)
    columns = {"is_withdrawn": True} if last < version.starts_on else {"ends_on": last}
    if rows.update(**columns) != 1:
        raise Stale("这个阶梯刚被他人修改，请核对后再操作。")


def write(
    ladder: EscalationLadder, text: LadderText, number: int, *, by: Viewer, at: dt.datetime
) -> LadderVersion:
    """The rows of a version and its levels."""
    version = LadderVersion.objects.create(
        ladder=ladder,
        number=number,
        instruments_id=text.set,
        starts_on=text.starts_on,
        is_stepwise=text.is_stepwise,
        needs_other=text.needs_other,
        ends_on_report=text.ends_on_report,
        made_by_id=by.actor_id,
        made_at=at,
    )
    named = {one.name: one for one in Instrument.objects.filter(set=text.set)}
    EscalationLevel.objects.bulk_create(
        EscalationLevel(
            version=version, number=place, **{**asdict(level), "instrument": named[level.instrument]}
        )
        for place, level in enumerate(text.levels, start=1)
    )
    return version


def demand(by: Viewer) -> None:
    """Raises Forbidden for whoever may not manage ladders."""
    if not by.may(Act.MANAGE_LADDERS):
        raise Forbidden("只有督查专员可以设置督办阶梯。")


def checked(text: LadderText, *, by: Viewer, at: dt.datetime) -> LadderText:
    """The text with its blanks trimmed.

    Raises Forbidden, and Refused for a day gone by or far off, no name, no level or too many, an instrument the set does not
    have, a level nothing leads to, days out of range, the same days as the level below or fewer, and no named approver.
    """
    demand(by)
    today = day_at(at)
    if text.starts_on < today or not sensible(text.starts_on, today, ahead=3):
        raise Refused("起始日期应为今天至三年以内，已经过去的不改。")
    if not text.name.strip():
        raise Refused("请填写阶梯名称。")
    if not 1 <= len(text.levels) <= MOST_LEVELS:
        raise Refused(f"请写1至{MOST_LEVELS}个级次。")
    named = {one.name for one in Instrument.objects.filter(set=text.set)}
    for number, level in enumerate(text.levels, start=1):
        why = why_wrong(number, level, named)
        if why:
            raise Refused(f"第{number}级：{why}")
    refuse_disorder(text.levels)
    return replace(text, name=text.name.strip()[:60])


def why_wrong(number: int, level: LevelText, named: set[str]) -> str:
    """What is wrong with one level, as half a sentence; "" for nothing."""
    if level.instrument not in named:
        return f"这套督办手段里没有“{level.instrument}”。"
    given = [value for name in TRIGGERS if (value := getattr(level, name)) is not None]
    if not given and not level.on_failed_look:
        return "请至少写一个条件。"
    if any(not 1 <= value <= MOST_DAYS for value in (*given, level.red_within)):
        return f"天数和次数应为1至{MOST_DAYS}。"
    if number == 1 and level.after_days is not None:
        return "第一级前面没有上一级，不能写“上一级发出后”。"
    if (level.approver == EscalationLevel.Approver.PERSON) != (level.approver_person_id is not None):
        return "批准人为指定人员的，请选择是谁；其他的不选。"
    return ""


def refuse_disorder(levels: Sequence[LevelText]) -> None:
    """Raises Refused where a higher level would be reached no later than the one below by days overdue or reports missing."""
    for name, words in (("overdue_days", "逾期天数"), ("missed_reports", "漏报期数")):
        given = [(n, getattr(level, name)) for n, level in enumerate(levels, start=1) if getattr(level, name)]
        for (low, less), (high, more) in zip(given, given[1:], strict=False):
            if more <= less:
                raise Refused(f"第{high}级的{words}（{more}）应多于第{low}级（{less}）。")


def copy_set(
    name: str, instruments: Sequence[tuple[str, str, str]], *, note: str, by: Viewer
) -> InstrumentSet:
    """A set of instruments under the name, from (kind, name, template) each; the one there is where the name is taken.

    Raises Forbidden.
    """
    demand(by)
    with transaction.atomic():
        made, is_new = InstrumentSet.objects.get_or_create(name=name, defaults={"note": note})
        if is_new:
            Instrument.objects.bulk_create(
                Instrument(set=made, kind=kind, name=called, template=template)
                for kind, called, template in instruments
            )
    return made


def add_instrument(set_id: int, *, kind: str, name: str, template: str, by: Viewer) -> Instrument:
    """添文书: one more instrument in a set, which any ladder of that set can then name. Raises Forbidden, Refused."""
    demand(by)
    if kind not in Instrument.Kind.values:
        raise Refused("请选择文种。")
    columns = {"kind": kind, "name": checked_name(name), "template": checked_template(template)}
    try:
        with transaction.atomic():
            return Instrument.objects.create(set_id=set_id, **columns)
    except IntegrityError:
        raise Refused(f"这套督办手段里已经有“{columns['name']}”。") from None


def checked_name(name: str) -> str:
    """What an instrument is called. Raises Refused for nothing or too much."""
    called = name.strip()
    if not called or len(called) > 40:
        raise Refused("文书名称应为1至40字。")
    return called


def rename(instrument_id: int, *, name: str, template: str, by: Viewer) -> Instrument:
    """改文书: what the office calls it and the words a draft begins from; drafts there are keep theirs. Raises Forbidden, Refused."""
    demand(by)
    called, words = checked_name(name), checked_template(template)
    try:
        with transaction.atomic():
            Instrument.objects.filter(pk=instrument_id).update(name=called, template=words)
    except IntegrityError:
        raise Refused(f"这套督办手段里已经有“{called}”。") from None
    return Instrument.objects.get(pk=instrument_id)
