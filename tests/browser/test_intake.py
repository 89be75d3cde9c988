"""Handing speeches in as an officer does: dropping, choosing, pasting; hostile text; choosing among several; on a phone; without script."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.browser import DESKTOP, PHONE, faults, meanwhile, until, visit, why_not
from tests.support.build import COLLECTION, a_source
from tests.support.world import NOW
from tracker.meetings import intake, operations
from tracker.meetings.models import Source, Speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

HEAD = "在全县重点工作推进会上的讲话\n（2026年2月27日）\n县长 李平\n同志们：\n"
LINES = "".join(f"第{n}，县财政局要在3月{n}日前完成第{n}项预算审计，县审计局配合。\n" for n in range(1, 25))
SPEECH = HEAD + LINES
OTHER = "在全市林业工作会议上的讲话\n同志们：\n" + "".join(
    f"县林业局要补植第{n}块林地，逐棵挂牌、专人管护。\n" for n in range(1, 20)
)
# Everything a file or a clipboard can hold that is not meant to be read: it must be shown as text and do nothing.
HOSTILE = (
    "在全县<script>document.title='run'</script>安全会议上的讲话\n同志们：\n"
    "<img src=x onerror=\"document.title='run'\">县财政局要在3月20日前完成“审计”&amp;<b>报告</b>。\n"
    "\u202e倒着写的各乡镇要排查\u202c，\u2066隔开\u2069，零\u200b宽\u200d字\ufeff符，👨‍👩‍👧🚩表情，"
    "\x01\x07\x1b控制\x7f字符。\n{{ 7*7 }}{% now %} ' OR 1=1 -- \u0000\n"
    "javascript:alert(1) data:text/html,<svg onload=alert(1)>\n"
)
DROP = """(place, files) => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), (char) => char.charCodeAt(0))], name));
  }
  for (const type of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


def drop(tab, *files: tuple[str, bytes]) -> None:
    tab.locator("[data-drop]").evaluate(
        f"(place, files) => ({DROP})(place, files)",
        [[name, base64.b64encode(data).decode()] for name, data in files],
    )


def next_step(tab) -> None:
    tab.get_by_role("button", name="下一步").click()


def pk_of(tab) -> int:
    """The speech whose page is open."""
    return int(tab.url.rstrip("/").rsplit("/", 1)[-1])


def open_page(tab) -> None:
    tab.goto(reverse("console:speech_new"))
    tab.wait_for_load_state("networkidle")


def files_in(folder: Path, **texts: bytes) -> list[str]:
    for name, data in texts.items():
        folder.joinpath(f"{name}.txt").write_bytes(data)
    return [str(folder / f"{name}.txt") for name in texts]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_five_dropped_files_get_five_answers_and_a_bad_one_loses_none(live_server, world, size):
    with visit(live_server, world.officer, size=size) as tab:
        open_page(tab)
        drop(
            tab,
            ("推进会.txt", SPEECH.encode()),
            ("林业.txt", OTHER.encode("gb18030")),
            ("坏的.docx", b"\xff\xd8\xff\xe0" + b"\0" * 400),
            ("机密.txt", "机密★3年\n在某会上的讲话\n各乡镇要保密。".encode()),
            ("汇编.txt", COLLECTION.encode()),
        )
        assert tab.locator("[data-chosen] li").count() == 5
        next_step(tab)
        tab.get_by_text("共5份，收下3份").wait_for()
        kinds = tab.locator("li.answer").evaluate_all("lines => lines.map((line) => line.dataset.kind)")
        assert kinds == ["taken", "taken", "refused", "classified", "choose"]
        assert "“坏的.docx”没有录入" in tab.locator("li.answer").nth(2).inner_text()
        assert "机密★3年" in tab.locator("li.answer").nth(3).inner_text()
        assert faults(tab) == []
        assert tab.locator("[data-chosen] li").count() == 0
    assert Speech.objects.count() == 2 and Source.objects.count() == 3


def test_one_chosen_file_goes_on_to_its_details_with_the_words_marked(live_server, world, tmp_path):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_page(tab)
        tab.set_input_files("#id_file", files_in(tmp_path, 推进会=SPEECH.encode()))
        next_step(tab)
        tab.wait_for_url("**/details/")
        assert tab.get_by_label("级别").input_value() == "county"
        assert tab.locator("#why-level").inner_text().startswith("依据：第1行写有“全县”")
        assert tab.get_by_label("讲话人").input_value() == "县长李平"
        marked = tab.locator(".original mark").all_inner_texts()
        assert "（2026年2月27日）" in marked and "县长 李平" in marked
        tab.locator("#why-held_on a").click()
        assert tab.url.endswith("#said-held_on")
        assert faults(tab) == []


def test_a_double_click_hands_in_once(live_server, world, tmp_path):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_page(tab)
        tab.set_input_files("#id_file", files_in(tmp_path, 甲=SPEECH.encode()))
        tab.get_by_role("button", name="下一步").dblclick()
        tab.wait_for_url("**/details/")
    assert Speech.objects.count() == Source.objects.count() == 1


def test_pasted_files_are_taken_like_chosen_ones(live_server, world):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_page(tab)
        tab.evaluate(
            """(words) => {
              const held = new DataTransfer();
              held.items.add(new File([words], "剪贴板.txt", { type: "text/plain" }));
              document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
            }""",
            SPEECH,
        )
        tab.locator("[data-chosen]").get_by_text("剪贴板.txt").wait_for()
        tab.get_by_role("button", name="不交 剪贴板.txt").click()
        assert not tab.locator("[data-chosen]").is_visible()


def test_the_bar_moves_while_a_worker_parses_and_the_desk_follows(live_server, world):
    """The worker is let go step by step: each of its reports is seen in the page before the next."""
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_page(tab)
        tab.fill("#id_text", SPEECH)
        next_step(tab)
        tab.wait_for_url("**/details/")
        tab.get_by_role("button", name="开始解析").click()
        tab.get_by_text("等待解析……").wait_for()
        pk = pk_of(tab)
        meanwhile(lambda: Speech.objects.filter(pk=pk).update(state="parsing", lease_until=NOW, progress=5))
        for percent in (35, 70):
            meanwhile(lambda percent=percent: operations.show_progress(pk, percent))
            tab.locator(f'progress[value="{percent}"]').wait_for()
        assert faults(tab) == []
        meanwhile(lambda: operations.parse(pk, at=timezone.now() + operations.LEASE))
        tab.locator("article.draft").first.wait_for()
    assert Speech.objects.get().state == Speech.State.PARSED


def test_while_one_is_checked_the_bar_of_the_other_moves(live_server, world):
    source = a_source(world)
    first, _ = intake.keep(source.pk, [0, 1], by=world.viewer("officer"))
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech_details", args=[first.pk]))
        tab.get_by_role("button", name="开始解析").click()
        tab.get_by_text("请接着核对下一篇，还有1篇。").wait_for()
        tab.get_by_label("讲话人").fill("李平")
        meanwhile(
            lambda: Speech.objects.filter(pk=first.pk).update(state="parsing", lease_until=NOW, progress=35)
        )
        tab.locator('progress[value="35"]').wait_for()
        meanwhile(lambda: operations.parse(first.pk, at=timezone.now() + operations.LEASE))
        tab.locator(".batch").get_by_text("待确认").wait_for()
        # What was typed meanwhile is still there.
        assert tab.get_by_label("讲话人").input_value() == "李平"
        assert faults(tab) == []


class TestHostile:
    """Nothing in a text may run, blow the page up, or turn the words of the page around."""

    def looked_at(self, tab) -> None:
        assert tab.title() != "run"
        assert tab.locator("main script, main img, main svg[onload], main b").count() == 0
        assert faults(tab) == []

    @pytest.mark.parametrize("way", ["paste", "file"])
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
    def test_it_is_shown_as_text_on_every_page(self, live_server, world, tmp_path, way, size):
        text = HOSTILE + LINES
        with visit(live_server, world.officer, size=size) as tab:
            open_page(tab)
            if way == "paste":
                tab.locator("#id_text").evaluate("(field, words) => { field.value = words; }", text)
            else:
                tab.set_input_files("#id_file", files_in(tmp_path, 敌意=text.encode()))
            next_step(tab)
            tab.wait_for_url("**/details/")
            assert "<script>document.title='run'</script>" in tab.locator(".original").inner_text()
            self.looked_at(tab)
            tab.get_by_label("标题").fill("<b>标题</b>\u202e倒")
            tab.get_by_role("button", name="开始解析").click()
            tab.get_by_text("等待解析……").wait_for()
            self.looked_at(tab)
            pk = pk_of(tab)
            meanwhile(lambda: operations.parse(pk, at=timezone.now()))
            # The page goes on by itself; to send it there as well would break off one of the two.
            tab.locator("article.draft").first.wait_for()
            assert "<script>document.title='run'</script>" in tab.locator(".review-text").inner_text()
            self.looked_at(tab)
        assert Speech.objects.get().title == "<b>标题</b>倒"

    def test_a_line_of_a_megabyte_is_taken_and_shown(self, live_server, world, tmp_path):
        line = "各乡镇要排查隐患并建立台账，" * 26_000
        assert len(line.encode()) > 2**20
        with visit(live_server, world.officer, size=PHONE) as tab:
            open_page(tab)
            tab.set_input_files("#id_file", files_in(tmp_path, 长行=(HEAD + line).encode()))
            next_step(tab)
            tab.wait_for_url("**/details/")
            self.looked_at(tab)
            tab.get_by_role("button", name="开始解析").click()
            tab.get_by_text("等待解析……").wait_for()
            pk = pk_of(tab)
            meanwhile(lambda: operations.parse(pk, at=timezone.now()))
            tab.locator("article.draft").first.wait_for()
            self.looked_at(tab)

    def test_a_name_of_a_file_that_turns_the_line_around_does_not(self, live_server, world):
        with visit(live_server, world.officer, size=DESKTOP) as tab:
            open_page(tab)
            drop(tab, ("<i>讲话\u202etxt.exe", b""), ("乙.txt", b""))
            next_step(tab)
            tab.get_by_text("共2份，收下0份").wait_for()
            assert "“<i>讲话txt.exe”没有录入：文件是空的" in tab.locator("li.answer").first.inner_text()
            self.looked_at(tab)


class TestChoosing:
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
    def test_each_speech_of_a_file_is_kept_or_dropped_by_mouse(self, live_server, world, size):
        source = a_source(world)
        with visit(live_server, world.officer, size=size) as tab:
            tab.goto(reverse("console:source", args=[source.pk]))
            assert tab.get_by_role("checkbox").count() == 2 and faults(tab) == []
            tab.get_by_text("在全县森林防火工作会议上的讲话").first.click()
            tab.get_by_role("button", name="录入所选 1 篇").click()
            tab.wait_for_url("**/details/")
        assert Speech.objects.get().title == "在全县饮水安全工作会议上的讲话"

    def test_the_keyboard_alone_is_enough(self, live_server, world):
        source = a_source(world)
        with visit(live_server, world.officer, size=DESKTOP) as tab:
            tab.goto(reverse("console:source", args=[source.pk]))
            until(tab, "document.activeElement.id === 'keep-0'")
            tab.keyboard.press("j")
            tab.keyboard.press("Space")
            tab.get_by_role("button", name="录入所选 1 篇").wait_for()
            tab.keyboard.press("Enter")
            tab.wait_for_url("**/details/")
        assert Speech.objects.get().title == "在全县森林防火工作会议上的讲话"

    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
    def test_a_near_copy_shows_the_difference_and_the_earlier_one(self, live_server, world, size):
        officer = world.viewer("officer")
        taken = intake.receive(SPEECH, name="", max_bytes=10**6, by=officer, at=NOW)
        first = taken.speeches.get().pk
        changed = SPEECH.replace("第7项预算", "第7项决算")
        source = intake.receive(changed, name="", max_bytes=10**6, by=officer, at=NOW)
        with visit(live_server, world.officer, size=size) as tab:
            tab.goto(reverse("console:source", args=[source.pk]))
            assert "第7项决算" in tab.locator(".choice-passages td").first.inner_text()
            earlier = tab.locator(".choice-mark a").get_attribute("href")
            assert earlier == reverse("console:speech", args=[first]) and faults(tab) == []
            tab.get_by_role("button", name="仍要另录一篇").click()
            tab.wait_for_url("**/details/")
        assert Speech.objects.count() == 2


class TestWithoutScript:
    def test_a_form_with_several_files_is_answered_at_once(self, live_server, world, tmp_path):
        with visit(live_server, world.officer, size=DESKTOP, script=False) as tab:
            tab.goto(reverse("console:speech_new"))
            files = files_in(tmp_path, 甲=SPEECH.encode(), 乙=OTHER.encode(), 空=b"")
            tab.set_input_files("#id_file", files)
            next_step(tab)
            tab.get_by_text("“空.txt”没有录入").wait_for()
            assert tab.locator("li.answer").count() == 3
            tab.get_by_role("link", name="核对信息").first.click()
            tab.get_by_role("button", name="开始解析").click()
            # On to the next one, and then to the progress of both.
            tab.get_by_text("请接着核对下一篇，还有1篇。").wait_for()
            tab.get_by_role("button", name="开始解析").click()
            tab.get_by_text("等待解析……").wait_for()
            tab.get_by_role("heading", name="一起交来的2篇").wait_for()

    def test_choosing_works_too(self, live_server, world):
        source = a_source(world)
        with visit(live_server, world.officer, size=PHONE, script=False) as tab:
            tab.goto(reverse("console:source", args=[source.pk]))
            tab.get_by_role("button", name="录入所选").click()
            tab.get_by_role("heading", name="核对讲话信息").wait_for()
        assert Speech.objects.count() == 2
