"""Every kind of act on the desk: kept with who and when, and taken back as one step that leaves everything as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support.build import a_draft, a_name, a_speech, an_item
from tests.support.world import NOW, TODAY, World
from tracker.access.policy import Viewer
from tracker.items import joining
from tracker.items.registration import names_on
from tracker.meetings import announced, cutting, decisions, doubts, members, naming, queries, restating
from tracker.meetings.models import DeskAct, Draft, RegimeDraft
from tracker.org.founding import NewUnit
from tracker.org.models import Alias, Post, Unit
from tracker.regimes import operations as regimes
from tracker.regimes.models import Regime

TEXT = "各位同志：\n县财政局要在3月20日前完成预算审计，并把结果报县政府。\n各乡镇要清理河道。\n建立周通报、旬督查制度。\n谢谢大家。"
ORDER, SECOND = "县财政局要在3月20日前完成预算审计，并把结果报县政府", "各乡镇要清理河道"


@dataclass
class Desk:
    """What an act needs: who acts, and a speech with an order, a second one and an announced regime."""

    world: World
    by: Viewer
    draft: Draft
    second: Draft
    regime: RegimeDraft


@pytest.fixture
def desk(world: World) -> Desk:
    speech = a_speech(world, text=TEXT)
    proposed = {"decision": Draft.Decision.PROPOSED}
    first = a_draft(
        speech, start=TEXT.index(ORDER), end=TEXT.index(ORDER) + len(ORDER), quote=ORDER,
        lead=[a_name("县才政局")], **proposed,
    )  # fmt: skip
    second = a_draft(
        speech, start=TEXT.index(SECOND), end=TEXT.index(SECOND) + len(SECOND), quote=SECOND, action="清理河道",
        lead=[a_name("各乡镇", group=world.townships.pk)], due_text="尽快", due_on=None, due_kind="asap", **proposed,
    )  # fmt: skip
    steps = [{"what": "bulletin", "text": "周通报", "start": 2, "end": 5, "rrule": "FREQ=WEEKLY", "time": ""}]
    regime = RegimeDraft.objects.create(speech=speech, title="周通报", start=2, end=5, steps=steps)
    return Desk(world, world.viewer("officer"), first, second, regime)


def decide(desk: Desk, decision: str, **more: str) -> None:
    now = Draft.objects.get(pk=desk.draft.pk)
    decisions.decide(now.pk, decision, revision=now.revision, by=desk.by, at=NOW, **more)


def edit(desk: Desk) -> None:
    fields = {
        "action": "别的", "lead": [], "support": [a_name("县审计局")], "report_to": [a_name("县政府")],
        "target": "100%", "leader_text": "李书记", "due_on": TODAY, "due_time": dt.time(9), "due_text": "今天",
        "due_kind": "around", "rrule": "FREQ=WEEKLY", "recurrence_text": "每周",
    }  # fmt: skip
    decisions.edit(desk.draft.pk, revision=0, by=desk.by, at=NOW, fields=fields)


def split(desk: Desk) -> None:
    place = desk.draft.start + ORDER.index("，") + 1
    cutting.split(desk.draft.pk, place=place, revision=0, by=desk.by, at=NOW)


def add(desk: Desk) -> None:
    fields = {"action": "建立制度"}
    start = TEXT.index("建立周通报")
    cutting.add(desk.draft.speech_id, start=start, end=start + 11, fields=fields, by=desk.by, at=NOW)


def name(desk: Desk) -> None:
    key = f"unit:{desk.world.units['财政局'].pk}"
    naming.settle(desk.draft.pk, written="县才政局", key=key, always=True, revision=0, by=desk.by, at=NOW)


def new_unit(desk: Desk) -> None:
    new = NewUnit("县河道清理专班", "", "temporary", ends_on=dt.date(2026, 12, 31), liaison="李小林")
    naming.settle_new(desk.draft.pk, written="县才政局", new=new, always=True, revision=0, by=desk.by, at=NOW)


def said_before(desk: Desk) -> None:
    """An open item of an earlier speech asks for what the draft asks."""
    earlier = a_speech(desk.world, text="此前的讲话。", held_on=dt.date(2026, 2, 3))
    an_item(desk.world, speech=earlier, action="完成全县农村饮水安全工程管网改造12处")
    again = "农村饮水安全工程管网改造要提速，12处全部完工"
    Draft.objects.filter(pk=desk.draft.pk).update(action=again, lead=[a_name("县财政局")])


def join(desk: Desk) -> None:
    joining.answer(desk.draft.pk, key="join", revision=0, names=names_on(TODAY), by=desk.by, at=NOW)


def take_out(desk: Desk) -> None:
    stay = [desk.world.units["柳河镇"].pk]
    members.adjust(
        desk.second.pk, name=("lead", "各乡镇"), stay=stay, reason="已完成", revision=0, by=desk.by, at=NOW
    )


def revert(desk: Desk) -> None:
    decisions.revert(desk.draft.pk, to=0, revision=1, by=desk.by, at=NOW)


def adopt(desk: Desk) -> None:
    plain = {"starts_on": TODAY, "ends_on": None, "reason": ""}
    regime = RegimeDraft.objects.select_related("speech").get(pk=desk.regime.pk)
    regimes.adopt(regime, by=desk.by, at=NOW, **plain)


ACTS: dict[str, Callable[[Desk], object]] = {
    "accept": lambda desk: decide(desk, "accepted"),
    "reject": lambda desk: decide(desk, "rejected", reason="重复"),
    "restore": lambda desk: decide(desk, "proposed"),
    "edit": edit,
    "accept_all": lambda desk: decisions.accept_all(desk.draft.speech_id, above=0.8, by=desk.by, at=NOW),
    "split": split,
    "merge": lambda desk: cutting.merge(desk.draft.pk, revision=0, by=desk.by, at=NOW),
    "add": add,
    "name": name,
    "answer": lambda desk: doubts.answer(
        desk.second.pk, kind="time_vague", key="default", day=None, revision=0, by=desk.by, at=NOW
    ),
    "restate": lambda desk: restating.link(desk.second.pk, to=desk.draft.pk, revision=0, by=desk.by, at=NOW),
    "join": join,
    "adopt": adopt,
    "decline": lambda desk: announced.decline(desk.regime.pk, revision=0, by=desk.by, at=NOW),
    "new_unit": new_unit,
    "members": take_out,
    "revert": revert,
}
# What must have happened before the act.
BEFORE: dict[str, Callable[[Desk], object]] = {
    "restore": ACTS["reject"],
    "revert": ACTS["accept"],
    "join": said_before,
}


def state() -> list[list[dict]]:
    """Everything an act may touch, but for the counters of changes and the rows that no page shows."""
    shown = Draft.objects.exclude(decision="replaced").order_by("pk")
    rows = [
        shown, RegimeDraft.objects.order_by("pk"), Alias.objects.order_by("pk"), Unit.objects.order_by("pk"),
        Post.objects.order_by("pk"), Regime.objects.order_by("pk"),
    ]  # fmt: skip
    return [[{**row, "revision": None} for row in found.values()] for found in rows]


def test_no_kind_of_act_is_forgotten_here():
    assert set(ACTS) == set(DeskAct.Kind.values) - {"undo"}


@pytest.mark.parametrize("kind", ACTS)
def test_it_is_kept_with_who_and_when_and_taken_back(desk: Desk, kind: str):
    if kind in BEFORE:
        BEFORE[kind](desk)
    before = state()
    ACTS[kind](desk)
    act = queries.last_act(desk.by, desk.draft.speech)
    assert (act.kind, act.by, act.at) == (kind, desk.world.officer, NOW) and act.done_as
    assert state() != before
    regimes.undo(desk.draft.speech_id, by=desk.by, at=NOW)
    act.refresh_from_db()
    assert act.undone_at == NOW and state() == before
