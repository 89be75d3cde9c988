"""Web pages: the main text, what a browser hides, tables, encodings, dates."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.document import Document
from speeches.readers import read

BODY = "<p>　　全区供热准备工作要在10月25日前全部就绪，区住建局牵头，各街道配合抓好入户走访。</p><p>&nbsp;&nbsp;一、管网检修不留死角</p>"
CHROME = "<div class='nav'>首页 区情 政务公开</div><ul><li><a href=/a>关于印发某方案的通知以及另外一些很长的链接文字列表</a></li></ul>"


def told(document: Document) -> list[tuple[str, str]]:
    return [(document.text[one.start : one.end], one.kind) for one in document.paragraphs]


def texts(page: str) -> list[str]:
    return [text for text, _ in told(read(page.encode(), "页面.html"))]


MAIN = [
    "全区供热准备工作要在10月25日前全部就绪，区住建局牵头，各街道配合抓好入户走访。",
    "一、管网检修不留死角",
]


@pytest.mark.parametrize(
    "container",
    [
        'div class="TRS_Editor"',
        'div id="zoom"',
        'div class="v_news_content"',
        "article",
        'div class="xyz"',
        'td class="bt"',
    ],
)
def test_it_finds_the_main_text_in_known_and_unknown_containers(container: str) -> None:
    tag = container.split()[0]
    inner = f"<{container}>{BODY}</{tag}>"
    if tag == "td":
        inner = f"<table><tr>{inner}</tr></table>"
    page = f"<!DOCTYPE html><html><head><title>页</title></head><body>{CHROME}<div>{inner}</div><div class='footer'>主办单位 备案号</div></body></html>"
    assert texts(page) == MAIN


def test_a_form_around_the_page_and_telling_class_names_hide_nothing() -> None:
    # ASP.NET sites wrap the whole page in a form; "print-content" is no print button.
    page = f"<html><body><form id=form1>{CHROME}<div class='print-content share-box'>{BODY}</div></form></body></html>"
    assert texts(page) == MAIN


def test_a_page_laid_out_with_tables_gives_paragraphs() -> None:
    inner = f"<table><tr><td>在供热会上的讲话</td></tr><tr><td>{BODY}<p>二、储煤不少于十五天</p></td></tr></table>"
    page = f"<html><body><table><tr><td>首页</td><td>区情</td></tr><tr><td width=200><a href=x>通知公告列表</a></td><td>{inner}</td></tr></table></body></html>"
    assert told(read(page.encode()))[-3:] == [(text, "text") for text in [*MAIN, "二、储煤不少于十五天"]]


def test_a_page_saved_from_word_is_read() -> None:
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=gb2312><!--[if gte mso 9]><xml><o:x>设置</o:x></xml><![endif]-->'
        "<style><!-- p.MsoNormal {margin:0} --></style></head><body lang=ZH-CN><div class=WordSection1>"
        "<p class=MsoNormal><span style='font-family:仿宋'>各街道要在周五前\r\n报送名册。<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"
    )
    document = read(page.encode("gb18030"), "名册.doc")
    assert (document.format, document.text) == ("html", "各街道要在周五前报送名册。")


def test_the_headline_outside_the_main_text_comes_first() -> None:
    page = f"<html><body>{CHROME}<h1>在供热准备会上的讲话</h1><div>来源：本站</div><div id=zoom>{BODY}</div></body></html>"
    assert texts(page) == ["在供热准备会上的讲话", *MAIN]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a='脚本'</script>",
        "<style>p{color:red}</style>",
        "<!-- 注释 -->",
        "<p hidden>隐藏</p>",
        "<p style='display: none'>隐藏</p>",
        "<nav>导航</nav>",
        "<noscript>请开启脚本</noscript>",
        "<div class='share'>分享到微信</div>",
        "<template><p>模板</p></template>",
    ],
)
def test_what_a_browser_hides_or_shows_as_furniture_is_out(hidden: str) -> None:
    assert texts(f"<html><body>{hidden}<div>{BODY}{hidden}</div></body></html>") == MAIN


def test_tables_give_rows_and_spans_keep_their_columns() -> None:
    table = "<table><tr><th>类别<th>事项<th>时限</tr><tr><td rowspan=2>防火<td>巡山<td>每日</tr><tr><td colspan=2>清理可燃物</tr></table>"
    document = read(f"<html><body>{BODY}{table}</body></html>".encode())
    assert told(document)[2:] == [
        ("类别\t事项\t时限", "row"),
        ("防火\t巡山\t每日", "row"),
        ("清理可燃物", "row"),
    ]
    assert document.text.split("\n")[-1] == "\t清理可燃物"


def test_line_breaks_and_source_wraps_are_told_apart() -> None:
    page = "<html><body><div>各街道要在周五前\n      报送名册。<br>区住建局汇总。<br/>\n<b>逾期</b>的\n通报。</div></body></html>"
    assert texts(page) == ["各街道要在周五前报送名册。", "区住建局汇总。", "逾期的通报。"]


def test_numbers_of_ordered_lists_are_written_out() -> None:
    page = "<html><body><ol><li>摸底</li><li>整改<ul><li>圆点</li></ul></li></ol><ol style='list-style-type:cjk-ideographic' start=3><li>验收</li></ol></body></html>"
    assert texts(page) == ["1.摸底", "2.整改", "圆点", "三、验收"]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gbk"),
        ("utf-8", "utf-8"),
        ("", "gb18030"),
        ("utf-8", "gb18030"),
        ("iso-8859-9x", "utf-8"),
    ],
)
def test_it_decodes_by_the_declaration_unless_the_bytes_disagree(declared: str, codec: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body>{BODY}</body></html>"
    assert read(page.encode(codec)).text.split("\n") == MAIN


@pytest.mark.parametrize(
    ("content", "day"),
    [
        ("2025-10-11 09:30", dt.date(2025, 10, 11)),
        ("2025年10月11日", dt.date(2025, 10, 11)),
        ("2025-10-10T20:00:00Z", dt.date(2025, 10, 11)),
        ("Fri, 10 Oct 2025 20:00:00 GMT", dt.date(2025, 10, 11)),
        ("10月11日前", None),
        ("2025-13-45", None),
        ("yesterday", None),
    ],
)
def test_the_day_of_publication_is_read_or_left_out(content: str, day: dt.date | None) -> None:
    page = f'<html><head><meta name="PubDate" content="{content}"></head><body>{BODY}</body></html>'
    assert read(page.encode()).properties.get("created") == day


def test_a_page_named_txt_is_still_a_page_and_a_fragment_needs_its_suffix() -> None:
    assert read(f"<!doctype html><html><body>{BODY}</body></html>".encode(), "讲话.txt").format == "html"
    assert texts(BODY) == MAIN
    assert read(BODY.encode(), "讲话.txt").format == "txt"
