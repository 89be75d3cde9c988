"""Word files: order, tables, automatic lists, tracked changes, text boxes, hidden text, properties."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.document import Document
from speeches.readers import read
from speeches.readers.ordinals import counting, ordinal
from tests.speeches.readers.files import CORE, W, item, numbering, p, row, word


def told(document: Document) -> list[tuple[str, str]]:
    return [(document.text[one.start : one.end], one.kind) for one in document.paragraphs]


def texts(body: str, extra: dict[str, str | bytes] | None = None) -> list[str]:
    return [text for text, _ in told(read(word(body, extra), "讲话.docx"))]


def lists(*levels: tuple[str, str], more: str = "") -> dict[str, str | bytes]:
    return {
        "word/numbering.xml": numbering(
            list(levels), '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + more
        )
    }


def test_paragraphs_and_tables_come_in_reading_order() -> None:
    body = p("会议议定三件事") + f"<w:tbl>{row('序号', '事项')}{row('1', '修渠')}</w:tbl>" + p("散会")
    assert told(read(word(body))) == [
        ("会议议定三件事", "text"),
        ("序号\t事项", "row"),
        ("1\t修渠", "row"),
        ("散会", "text"),
    ]


def test_merged_cells_are_told_once_and_keep_their_column() -> None:
    start = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("防火")
    down = "<w:tcPr><w:vMerge/></w:tcPr>" + p("防火")
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("清理林下可燃物")
    body = f"<w:tbl>{row('类别', '事项', '时限')}{row(start, '巡山', '每日')}{row(down, wide)}</w:tbl>"
    document = read(word(body))
    assert document.text.split("\n")[1:] == ["防火\t巡山\t每日", "\t清理林下可燃物"]
    assert [text for text, _ in told(document)][2] == "清理林下可燃物"


def test_several_paragraphs_of_a_cell_stay_in_its_row() -> None:
    assert texts(f"<w:tbl>{row(p('牵头：林业站') + p('配合：各村'), '月底')}</w:tbl>") == [
        "牵头：林业站 配合：各村\t月底"
    ]


def test_a_table_used_as_a_frame_gives_paragraphs() -> None:
    assert told(read(word(f"<w:tbl>{row(p('同志们：') + p('讲两点。'))}</w:tbl>"))) == [
        ("同志们：", "text"),
        ("讲两点。", "text"),
    ]


def test_labels_of_automatic_lists_are_written_out() -> None:
    levels = (
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "%1.%4"),
    )
    body = (
        item("抓排查")
        + item("摸底", 1)
        + item("建账", 1)
        + item("逐户登记", 2)
        + item("抓整改")
        + item("验收", 1)
        + item("2月起复查", 2)
    )
    assert texts(body, lists(*levels)) == [
        "一、抓排查",
        "（一）摸底",
        "（二）建账",
        "1.逐户登记",
        "二、抓整改",
        "（一）验收",
        "1. 2月起复查",
    ]


def test_bullets_and_unnumbered_levels_have_no_label() -> None:
    assert texts(item("圆点") + item("无号", 1), lists(("bullet", "\uf06c"), ("none", ""))) == [
        "圆点",
        "无号",
    ]


def test_a_second_list_goes_on_unless_it_says_where_it_starts() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = item("甲") + item("乙", list_id=2) + item("丙", list_id=3) + item("丁", list_id=3)
    assert texts(body, lists(("decimal", "%1、"), more=more)) == ["1、甲", "2、乙", "1、丙", "2、丁"]


def test_a_heading_style_brings_its_list_along_and_zero_takes_it_away() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="B"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="own"/><w:basedOn w:val="B"/></w:style></w:styles>'
    )
    body = (
        p("加强值守", '<w:pStyle w:val="B"/>')
        + p("严格报告", '<w:pStyle w:val="C"/>')
        + p("附则", '<w:pStyle w:val="B"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    extra = {**lists(("chineseCounting", "%1、")), "word/styles.xml": styles}
    assert texts(body, extra) == ["一、加强值守", "二、严格报告", "附则"]


@pytest.mark.parametrize(
    ("number", "format_", "sign"),
    [
        (3, "chineseCounting", "三"),
        (10, "chineseCountingThousand", "十"),
        (12, "japaneseCounting", "十二"),
        (21, "ideographDigital", "二一"),
        (3, "ideographTraditional", "丙"),
        (2, "ideographZodiac", "丑"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (4, "decimalEnclosedCircleChinese", "④"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (5, "decimalZero", "05"),
        (12, "decimalFullWidth", "１２"),
        (7, "neverHeardOf", "7"),
    ],
)
def test_list_formats(number: int, format_: str, sign: str) -> None:
    assert ordinal(number, format_) == sign


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (2020, "二千零二十"),
    ],
)
def test_counting_in_chinese(number: int, sign: str) -> None:
    assert counting(number) == sign


def test_insertions_are_in_and_deletions_out() -> None:
    body = p(
        "",
        inner="<w:r><w:t>月底</w:t></w:r><w:del><w:r><w:delText>下周</w:delText></w:r></w:del><w:ins><w:r><w:t>前完成</w:t></w:r></w:ins>",
    )
    moved = p(
        "",
        inner="<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>",
    )
    assert texts(body + moved) == ["月底前完成", "新处"]


def test_a_deleted_paragraph_mark_joins_and_a_deleted_row_goes() -> None:
    body = p("由财政所", "<w:rPr><w:del/></w:rPr>") + p("牵头办理。")
    table = f"<w:tbl>{row('去', '掉', properties='<w:trPr><w:del/></w:trPr>')}{row('留', '下')}</w:tbl>"
    assert texts(body + table) == ["由财政所牵头办理。", "留\t下"]


def test_hidden_text_field_codes_comments_and_contents_are_out() -> None:
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="11"><w:name w:val="toc 1"/></w:style></w:styles>'
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密批注</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r>'
    coded = "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
    comment = '<w:r><w:commentReference w:id="1"/></w:r>'
    extra: dict[str, str | bytes] = {
        "word/styles.xml": styles,
        "word/comments.xml": f'<w:comments xmlns:w="{W}">{p("批注内容")}</w:comments>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{p("页眉")}</w:hdr>',
    }
    assert texts(
        p("一、开头\t1", '<w:pStyle w:val="11"/>') + p("", inner=hidden + shown + coded + comment), extra
    ) == ["看得见"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('某某县人民政府办公室')}</w:txbxContent>"
    inner = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(p("会议纪要", inner=inner) + p("正文")) == ["会议纪要", "某某县人民政府办公室", "正文"]


def test_a_soft_line_break_ends_a_paragraph_and_a_page_break_does_not() -> None:
    inner = '<w:r><w:t>第一行</w:t><w:br/><w:t>第二</w:t><w:br w:type="page"/><w:t>行</w:t><w:tab/><w:t>尾</w:t><w:noBreakHyphen/><w:t>A</w:t></w:r>'
    assert texts(p("", inner=inner)) == ["第一行", "第二行\t尾-A"]


def test_control_characters_never_reach_the_text() -> None:
    assert read(word(p("各\u200b村\u00ad要\u202e报"))).text == "各村要报"


def test_properties_tell_title_and_the_chinese_day_of_creation() -> None:
    extra: dict[str, str | bytes] = {
        "docProps/core.xml": CORE.format(title="在秋收会上的讲话", created="2025-09-30T17:30:00Z")
    }
    assert read(word(p("同志们"), extra)).properties == {
        "title": "在秋收会上的讲话",
        "created": dt.date(2025, 10, 1),
    }


def test_a_main_part_under_another_name_is_found() -> None:
    from tests.speeches.readers.files import archive

    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    main = f'<w:document xmlns:w="{W}"><w:body>{p("同志们")}</w:body></w:document>'
    assert read(archive({"_rels/.rels": relation, "word/document2.xml": main})).text == "同志们"


def test_it_reads_what_python_docx_writes(tmp_path) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("先摸底", style="List Number")
    made.add_paragraph("后整改", style="List Number")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "供销社", "月底"
    made.save(tmp_path / "a.docx")
    assert told(read(tmp_path / "a.docx")) == [
        ("1.先摸底", "text"),
        ("2.后整改", "text"),
        ("供销社\t月底", "row"),
    ]
