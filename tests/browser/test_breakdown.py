"""任务分解表 in a browser, and on paper as Chromium prints it: A4 across, the head and a number on every page."""

from __future__ import annotations

import pypdfium2
import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

LONG = "会同有关部门对辖区内所有在建项目逐一核对手续、资金、进度和安全生产责任落实情况并建立台账"
A4_ACROSS = (842, 595)


@pytest.fixture
def speech(world):
    speech = a_speech(world)
    for n in range(40):
        a_draft(speech, action=f"第{n}项：{LONG}", quote=f"第{n}句，{LONG * (n % 3 + 1)}。", target="<b>100%</b>",
                support=[a_name(name) for name in ("审计局", "林业局", "柳河镇", "石桥镇")])  # fmt: skip
    return speech


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_it_has_no_fault_on_the_screen(live_server, world, speech, size):
    with visit(live_server, world.officer, size=size) as tab:
        tab.goto(reverse("console:breakdown_page", args=[speech.pk]))
        assert tab.locator("tbody tr").count() == 40 and tab.locator("main b").count() == 0
        assert faults(tab) == []


def test_on_paper_each_page_lies_across_with_head_and_number(live_server, world, speech, tmp_path):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:breakdown_page", args=[speech.pk]))
        tab.wait_for_load_state("networkidle")
        tab.pdf(path=str(tmp_path / "table.pdf"), prefer_css_page_size=True)
    paper = pypdfium2.PdfDocument(tmp_path / "table.pdf")
    assert len(paper) > 3
    words = [page.get_textpage().get_text_range() for page in paper]
    for number, page in enumerate(words, start=1):
        assert all(head in page for head in ("工作任务", "牵头单位", "完成时限", "原文摘录")), number
        assert f"— {number} / {len(paper)} —" in page
        assert tuple(round(side) for side in paper[number - 1].get_size()) == A4_ACROSS
    # The title stands once; nothing of the frame around the page is printed; no row is lost.
    assert "任务分解表" in words[0] and "任务分解表" not in words[1]
    assert not any(word in page for page in words for word in ("工作台", "周督查", "Excel"))
    assert all(any(f"第{n}项：" in page for page in words) for n in range(40))
