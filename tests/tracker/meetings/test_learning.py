"""Learning from the officers' decisions: what counts as one, what is put in use, and going back."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY
from tracker.meetings import bridge, decisions, learning, naming, operations, weights
from tracker.meetings.models import Draft, Speech
from tracker.org.models import Alias

PACKAGE = Path(bridge.WEIGHTS)
THINGS = ("秸秆禁烧", "森林防火", "殡葬改革", "环境卫生")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def a_decided_speech(world, number: int) -> Speech:
    """A speech whose soft calls the officers list, as this office does."""
    lines = [f"各乡镇要高度重视{thing}工作" for thing in THINGS]
    text = f"第{number}次会议。\n" + "。\n".join(lines) + "。\n谢谢大家。"
    speech = a_speech(world, text=text)
    for line in lines:
        start = text.index(line)
        a_draft(speech, start=start, end=start + len(line), quote=line, lead=[a_name("各乡镇", speech)])
    return speech


def learned(*options: str) -> str:
    out = StringIO()
    call_command("learn", *options, stdout=out)
    return out.getvalue()


class TestWhatIsDecided:
    @pytest.fixture
    def draft(self, world) -> Draft:
        return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)

    def decide(self, world, draft, decision, reason="") -> None:
        decisions.decide(
            draft.pk, decision, revision=draft.revision, reason=reason, by=world.viewer("officer"), at=NOW
        )

    def taught(self) -> list[tuple[int, int, bool | None]]:
        return [what for one in learning.teachings() for what in one.decided]

    def test_an_accepted_draft_is_an_order(self, world, draft):
        self.decide(world, draft, "accepted")
        assert self.taught() == [(draft.start, draft.end, True)]

    def test_a_draft_rejected_as_a_mere_call_is_none(self, world, draft):
        self.decide(world, draft, "rejected", "不是任务，只是号召")
        assert self.taught() == [(draft.start, draft.end, False)]

    @pytest.mark.parametrize("reason", ["与其他事项重复", "责任单位不在本办督查范围"])
    def test_an_order_left_out_for_another_reason_is_left_open(self, world, draft, reason):
        self.decide(world, draft, "rejected", reason)
        a_draft(draft.speech)
        assert (draft.start, draft.end, None) in self.taught()

    def test_a_speech_that_nobody_has_looked_at_teaches_nothing(self, world, draft):
        assert learning.teachings() == []

    def test_a_speech_in_which_drafts_wait_is_not_finished(self, world, draft):
        a_draft(draft.speech)
        assert [one.is_finished for one in learning.teachings()] == [False]
        self.decide(world, draft, "accepted")
        assert [one.is_finished for one in learning.teachings()] == [True]

    def test_a_sentence_below_the_threshold_is_no_decision_by_itself(self, world, draft):
        Draft.objects.filter(pk=draft.pk).update(is_proposed=False)
        a_draft(draft.speech, start=0, end=4)
        assert self.taught() == [(0, 4, True)]


def test_an_empty_office_is_told_what_is_missing(world):
    assert "至少要有 2 篇" in learned()
    assert weights.in_use() is None


@pytest.mark.slow
def test_a_habit_is_learned_used_and_taken_back(world, data_folder):
    shipped = PACKAGE.read_bytes()
    for number in range(3):
        a_decided_speech(world, number)
    # A trial reports and changes nothing.
    assert "会变好" in learned("--dry-run")
    assert not (data_folder / "weights").exists()
    told = learned()
    # What the new weights and those in use make of speeches that they never saw.
    held_out = told[told.index("留一篇检验") : told.index("随软件自带的样本")].splitlines()[1:]
    assert [line.split("：查全")[0].strip() for line in held_out] == ["现在", "学习后"]
    assert "已启用第 1 版" in told and "不必重启" in told
    version = weights.in_use()
    assert version.figures["after"]["recall"] > version.figures["before"]["recall"]
    assert PACKAGE.read_bytes() == shipped
    # The next speech is read with it, in this very process.
    new = a_speech(world, text="同志们：\n各乡镇要高度重视防汛备汛工作。", state=Speech.State.QUEUED)
    operations.parse(new.pk, at=NOW)
    assert Draft.objects.get(speech=new).is_proposed
    # Nothing was decided since: nothing to gain.
    assert "没有变好" in learned()
    assert "退回到随软件自带的权重" in learned("--revert")
    assert weights.now() is None
    with pytest.raises(CommandError):
        learned("--revert")


def a_version(**columns) -> weights.Version:
    made = {
        "number": weights.next_number(), "made_at": NOW, "before": 0, "names": [], "figures": {},
        "weights": json.loads(PACKAGE.read_text()), "engine": bridge.engine_mark(),
    }  # fmt: skip
    return weights.Version(**made | columns)


class TestVersions:
    def test_going_back_goes_one_version_back_and_no_number_comes_twice(self, data_folder):
        weights.put_in_use(a_version())
        weights.put_in_use(a_version(before=1))
        assert weights.in_use().number == 2
        learning.weights.name_in_use(1)
        assert weights.in_use().number == 1 and weights.next_number() == 3

    def test_weights_made_for_another_engine_rest(self):
        weights.put_in_use(a_version(engine="older"))
        assert weights.now() is None and weights.in_use().number == 1

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"number": 1}', "\x00\xff"])
    def test_a_damaged_file_leaves_the_engines_own(self, data_folder, content):
        weights.put_in_use(a_version())
        weights.path_of(1).write_text(content)
        assert weights.now() is None

    def test_a_pointer_to_nowhere_leaves_the_engines_own(self):
        weights.put_in_use(a_version())
        weights.name_in_use(7)
        assert weights.now() is None


class TestNames:
    def settle(self, world, text, unit="财政局", name="县才政局") -> None:
        speech = a_speech(world, text=text)
        draft = a_draft(speech, lead=[a_name(name)], decision=Draft.Decision.PROPOSED)
        naming.settle(
            draft.pk, written=name, key=f"unit:{world.units[unit].pk}", always=False, revision=0,
            by=world.viewer("officer"), at=NOW,
        )  # fmt: skip

    def test_a_name_settled_alike_in_two_speeches_is_an_alias(self, world):
        self.settle(world, "甲")
        assert learning.habitual_names(TODAY) == []
        self.settle(world, "乙")
        unit = world.units["财政局"].pk
        assert learning.habitual_names(TODAY) == [{"text": "县才政局", "unit_id": unit, "group_id": None}]

    def test_a_name_that_meant_different_units_is_none(self, world):
        self.settle(world, "甲")
        self.settle(world, "乙", unit="审计局")
        assert learning.habitual_names(TODAY) == []

    def test_what_was_undone_does_not_count(self, world):
        self.settle(world, "甲")
        self.settle(world, "乙")
        decisions.undo(Speech.objects.get(text="乙").pk, by=world.viewer("officer"), at=NOW)
        assert learning.habitual_names(TODAY) == []

    def test_going_back_takes_the_aliases_away_again(self, world):
        unit = world.units["财政局"].pk
        found = [{"text": "县才政局", "unit_id": unit, "group_id": None}]
        learning.take_names(found)
        weights.put_in_use(a_version(aliases=found))
        assert Alias.objects.filter(text="县才政局").exists()
        learning.revert()
        assert not Alias.objects.filter(text="县才政局").exists()
