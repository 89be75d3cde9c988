"""Cutting a speech into marked segments: no word lost, none doubled, whatever the marks."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.console.marking import LONG, Mark, marked_lines

TEXT = "同志们:\n\n县财政局要在3月20日前完成审计。各乡镇每周报告。\r\n谢谢大家。"


def words(lines) -> list[str]:
    return ["".join(part.text for part in line.segments) for line in lines]


def test_paragraphs_keep_their_words_and_blank_ones_go():
    assert words(marked_lines(TEXT, [])) == [
        "同志们:",
        "县财政局要在3月20日前完成审计。各乡镇每周报告。",
        "谢谢大家。",
    ]


def test_a_heading_is_marked_where_no_order_has_its_words():
    start = TEXT.index("县财政局")
    heading = Mark(start, start + 10, "heading", level=2)
    lines = marked_lines(TEXT, [Mark(start, start + 4, "order", 7, "accepted"), heading])
    parts = [(part.text, part.draft, part.level) for part in lines[1].segments]
    assert parts == [("县财政局", 7, 0), ("要在3月20", 0, 2), ("日前完成审计。各乡镇每周报告。", 0, 0)]


def test_a_field_is_marked_within_its_order():
    start = TEXT.index("县财政局")
    when = TEXT.index("3月20日前")
    lines = marked_lines(
        TEXT, [Mark(start, start + 18, "order", 7, "accepted"), Mark(when, when + 6, "time", 7)]
    )
    parts = [(part.text, part.draft, part.kinds) for part in lines[1].segments]
    assert parts == [
        ("县财政局要在", 7, ()),
        ("3月20日前", 7, ("time",)),
        ("完成审计。各", 7, ()),
        ("乡镇每周报告。", 0, ()),
    ]
    assert [part.is_first for part in lines[1].segments] == [True, False, False, False]


# A busy machine makes its examples slowly: that says nothing about the marks.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet="甲乙,。\n\r 1<>&", max_size=60),
    st.lists(
        st.tuples(
            st.integers(0, 60), st.integers(0, 20), st.sampled_from(["order", "time", "unit", "heading"])
        ),
        max_size=8,
    ),
)
def test_no_mark_loses_or_doubles_a_word(text, raw):
    marks = [Mark(min(a, len(text)), min(a + n, len(text)), kind, i) for i, (a, n, kind) in enumerate(raw)]
    assert words(marked_lines(text, marks)) == [line.strip() for line in text.splitlines() if line.strip()]


def test_a_hostile_line_is_cut_and_costs_linear_time():
    text = "一" * 1_000_000
    marks = [Mark(n * 100, n * 100 + 50, "order", n) for n in range(10_000)]
    begun = time.perf_counter()
    lines = marked_lines(text, marks)
    # Generous by two orders of magnitude: only quadratic work would miss it.
    assert time.perf_counter() - begun < 20
    assert len(lines) == 250 and max(len(line) for line in words(lines)) == LONG
