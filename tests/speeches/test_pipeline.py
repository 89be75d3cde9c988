"""The pipeline as a whole: its stages fit together, its spans hold, it says the same twice and knows no Django."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import speeches
from speeches import pipeline
from speeches.interface import extraction_json
from speeches.what.model import default_model

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "speeches/samples").glob("*.txt"))
ON = dt.date(2026, 3, 2)
WORDS = st.sampled_from(
    ["各乡镇", "县财政局", "要", "必须", "于", "6月20日前", "每周一", "上报", "方案", ",", "。", "；", "、", "“", "”", "\n",
     "一是", "（一）", "由", "牵头", "配合", "尽快", "，", "　", "\r\n", "x月x日前", "😀", "\u200b", "２０２６年", "完成", "排查", "\t"]
)  # fmt: skip


def holds(found: speeches.Extraction) -> None:
    """Every field of every candidate stands in the text where it says it stands."""
    text = found.text
    for draft in found.candidates:
        assert text[draft.start : draft.end] == draft.text
        assert draft.text.strip()
        for named in (*draft.lead, *draft.support, *draft.report_to):
            assert 0 <= named.start < named.end <= len(text)
        if draft.deadline:
            assert text[draft.deadline.start : draft.deadline.end] == draft.deadline.text
        if draft.target_span:
            assert draft.target_span.of(text) == draft.target
        assert 0 <= draft.confidence <= 1
        assert draft.same_as is None or draft.same_as < found.candidates.index(draft)


def test_each_stage_needs_only_what_an_earlier_one_gives() -> None:
    assert pipeline.unmet(pipeline.STAGES) == []


def test_an_unmet_need_is_named() -> None:
    assert pipeline.unmet(pipeline.STAGES[1:])[0] == "when: folded"


@pytest.mark.parametrize("number", range(len(pipeline.STAGES)))
def test_a_stage_gives_exactly_what_it_declares(number: int) -> None:
    work = pipeline.Work(speeches.plain("各乡镇要于6月20日前上报方案。"), on=ON)
    work = pipeline.run(work, pipeline.STAGES[:number])
    stage = pipeline.STAGES[number]
    assert set(stage.run(work)) == set(stage.gives)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_span_of_a_sample_holds_its_words(path: Path) -> None:
    found = speeches.extract(path.read_text(encoding="utf-8"), on=ON)
    assert found.items
    holds(found)


@given(st.lists(WORDS, max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_every_span_of_made_up_text_holds_its_words(text: str) -> None:
    holds(speeches.extract(text, on=ON))


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    holds(speeches.extract(text, on=ON))


def test_it_says_the_same_twice() -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    first, second = (
        json.dumps(extraction_json(speeches.extract(text, on=ON), file="", every=True, with_text=False))
        for _ in range(2)
    )
    assert first == second


def test_items_are_the_candidates_above_the_threshold() -> None:
    found = speeches.extract(SAMPLES[0].read_text(encoding="utf-8"), on=ON)
    spans = {(draft.start, draft.end) for draft in found.items}
    threshold = default_model().threshold
    for draft in found.candidates:
        assert ((draft.start, draft.end) in spans) == (draft.confidence >= threshold)


def test_without_any_day_it_asks_for_one() -> None:
    with pytest.raises(ValueError, match="--date"):
        speeches.extract("各乡镇要上报方案。")


def test_the_engine_works_where_importing_django_raises(tmp_path: Path) -> None:
    (tmp_path / "django.py").write_text(
        "raise ImportError('the engine must not import django')", encoding="utf-8"
    )
    code = (
        "import sys, datetime; sys.path.insert(0, sys.argv[1]); sys.path.insert(1, sys.argv[2]); import speeches; "
        "found = speeches.extract('各乡镇要于3月20日前将名单报县应急局。', on=datetime.date(2026, 3, 2)); "
        "print(speeches.explain(found)); assert len(found.items) == 1; assert 'tracker' not in sys.modules"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇要上报方案,并" * 40_000,
        "（一）" * 30_000,
        "一、标题\n" * 20_000,
        "，。；、“”（）" * 20_000,
        "😀各ABCу乡镇\u202e要" * 15_000,
        "6月20日前" * 25_000,
        "“（《" * 40_000,
    ],
    ids=["one sentence", "labels", "headings", "punctuation", "mixed scripts", "times", "unclosed"],
)
def test_hostile_text_ends_in_time(text: str) -> None:
    began = time.process_time()
    speeches.extract(text, on=ON)
    assert time.process_time() - began < 20


def test_a_text_of_nothing_but_orders_is_cut_short_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST", 3)
    found = speeches.extract("\n".join(f"第{number}组要于6月20日前上报名单。" for number in range(9)), on=ON)
    assert len(found.candidates) == 3
    assert any("没有列出" in note for note in found.notes)


def test_a_text_of_nothing_but_times_is_read_so_far_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST_TIMES", 3)
    text = "\n".join(f"第{number}组要于6月{number + 1}日前上报名单。" for number in range(9))
    found = speeches.extract(text, on=ON)
    assert sum(draft.deadline is not None for draft in found.candidates) == 3
    assert any("没有读取" in note for note in found.notes)
    assert not speeches.extract(text.splitlines()[0], on=ON).notes


def test_times_that_run_on_are_read_so_far_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST_READINGS", 50)
    text = "2026年6月20日上午8点30分至9月底前每周一三五下午" * 500
    read = speeches.extract(text, on=ON)
    assert any("没有读取" in note for note in read.notes)
    monkeypatch.undo()
    assert not any("没有读取" in note for note in speeches.extract(text, on=ON).notes)
