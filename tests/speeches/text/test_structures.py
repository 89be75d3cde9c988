"""How a text is built: hard-wrapped lines, every numbering, moods handed down, files with several speeches, speakers, furniture."""

from __future__ import annotations

import pytest

import speeches
from speeches.document import Document
from speeches.text.reading import Reading, read


def _read(text: str) -> Reading:
    return read(Document(text, (), "txt"))


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in _read(text).sentences]


def _wrapped(text: str, width: int, mark: str = "\n") -> str:
    return mark.join(text[at : at + width] for at in range(0, len(text), width))


LONG = (
    "各乡镇要在本月底前对辖区内所有地质灾害隐患点逐一开展排查并登记造册，县自然资源局要组织技术人员现场指导，"
    "对需要避险搬迁的农户做到户户见面、人人知晓，排查结果由乡镇主要负责同志签字后报县自然资源局汇总。"
    "县应急局要会同县气象局在主汛期到来之前组织开展一次防汛综合演练，检验预案是否管用、队伍是否拉得出、物资是否跟得上。"
    "县财政局要安排专项经费用于群测群防员补助，补助资金按季度打卡发放到人，不得截留挪用。"
)


@pytest.mark.parametrize("width", [18, 24, 28, 35, 42])
@pytest.mark.parametrize("mark", ["\n", "\r\n", "\n\n", " \n"])
def test_a_text_broken_at_a_fixed_width_is_put_together_again(width: int, mark: str) -> None:
    whole = _sentences(LONG)
    assert _sentences(_wrapped(LONG, width, mark)) == whole


def test_indented_paragraphs_of_a_wrapped_text_stay_apart() -> None:
    first, second = LONG[:100] + "。", LONG[100:230] + "。"
    text = "　　" + _wrapped(first, 26) + "\n　　" + _wrapped(second, 26)
    assert len({s.paragraph for s in _read(text).sentences}) == 2


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("各科室要在周五前\n上报自查表。", ["各科室要在周五前上报自查表。"]),
        ("县住建局、\n县水务局要联合验收。", ["县住建局、县水务局要联合验收。"]),
        ("由办公室牵头，\n各部门配合。", ["由办公室牵头,各部门配合。"]),
        ("务必于6月\n30日前完成。", ["务必于6月30日前完成。"]),
        ("任务完成率要达到95\n%以上。", ["任务完成率要达到95%以上。"]),
        ("（一）\n压实责任。各校要落实。", ["(一)压实责任。", "各校要落实。"]),
        ("1\n.排查隐患。\n2\n.建立台账。", ["1.排查隐患。", "2.建立台账。"]),
        ("第一，\n抓排查。第二，\n抓整改。", ["第一,抓排查。", "第二,抓整改。"]),
    ],
)
def test_a_sentence_broken_by_a_bad_line_end_is_joined(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "县教育局\n县卫健局\n县民政局",
        "时间：3月2日\n地点：三楼会议室\n主持人：张明",
        "各位领导\n同志们\n现在开会",
        "一、总体要求\n二、重点任务\n三、保障措施",
        "责任单位：县住建局\n完成时限：6月底",
    ],
)
def test_short_lines_that_are_whole_stay_apart(text: str) -> None:
    assert len(_read(text).folded.text.split("\n")) == len(text.split("\n"))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("一、抓学习。要学透。\n二、抓落实。要抓实。", ["一、", "二、"]),
        ("（一）抓学习。要学透。\n（二）抓落实。要抓实。", ["(一)", "(二)"]),
        ("1.抓学习。要学透。\n2.抓落实。要抓实。", ["1.", "2."]),
        ("１、抓学习。要学透。\n２、抓落实。要抓实。", ["1、", "2、"]),
        ("（1）抓学习。要学透。\n（2）抓落实。要抓实。", ["(1)", "(2)"]),
        ("①抓学习。要学透。\n②抓落实。要抓实。", ["①", "②"]),
        ("第一，抓学习。要学透。\n第二，抓落实。要抓实。", ["第一,", "第二,"]),
        ("第一、抓学习。要学透。\n第二、抓落实。要抓实。", ["第一、", "第二、"]),
        ("一是抓学习。要学透。二是抓落实。要抓实。", ["一是", "二是"]),
        ("一要抓学习。要学透。二要抓落实。要抓实。", ["一要", "二要"]),
        ("其一，抓学习。要学透。\n其二，抓落实。要抓实。", ["其一,", "其二,"]),
        (
            "首先，抓学习。要学透。\n其次，抓落实。要抓实。\n最后，抓考核。要较真。",
            ["首先,", "其次,", "最后,"],
        ),
        (
            "第一部分 抓学习\n各科要把规程学透，人人过关。\n第二部分 抓落实\n各科要把台账建好，逐项销号。",
            ["第一部分", "第二部分"],
        ),
        ("第一个方面，抓学习。要学透。\n第二个方面，抓落实。要抓实。", ["第一个方面,", "第二个方面,"]),
        ("第一点，抓学习。要学透。\n第二点，抓落实。要抓实。", ["第一点,", "第二点,"]),
        ("一方面，抓学习。要学透。\n另一方面，抓落实。要抓实。", ["一方面,", "另一方面,"]),
        ("㈠抓学习。要学透。\n㈡抓落实。要抓实。", ["㈠", "㈡"]),
        ("⑴抓学习。要学透。\n⑵抓落实。要抓实。", ["⑴", "⑵"]),
        ("⒈抓学习。要学透。\n⒉抓落实。要抓实。", ["⒈", "⒉"]),
        ("一．抓学习。要学透。\n二．抓落实。要抓实。", ["一.", "二."]),
        ("1）抓学习。要学透。\n2）抓落实。要抓实。", ["1)", "2)"]),
        ("一 、抓学习。要学透。\n二 、抓落实。要抓实。", ["一、", "二、"]),
        ("一，抓学习。要学透。\n二，抓落实。要抓实。", ["一,", "二,"]),
        ("一.抓学习。要学透。\n二.抓落实。要抓实。", ["一.", "二."]),
    ],
)
def test_every_common_numbering_makes_headings(text: str, labels: list[str]) -> None:
    reading = _read(text)
    assert [heading.label for heading in reading.headings] == labels
    assert [heading.title for heading in reading.headings][:2] == ["抓学习", "抓落实"]


def test_levels_follow_a_broken_numbering() -> None:
    text = "一、形势\n形势很紧，各方面都要清醒。\n(一)成绩\n去年新增两家企业，产值上了台阶。\n(三)问题\n仍有短板没有补上。\n三、任务\n各科要拼抢。"
    assert [(h.level, h.label) for h in _read(text).headings] == [
        (1, "一、"),
        (2, "(一)"),
        (2, "(三)"),
        (1, "三、"),
    ]


@pytest.mark.parametrize(
    ("title", "mood"),
    [
        ("存在的问题", "describe"),
        ("存在的主要问题及原因分析", "describe"),
        ("今年以来的工作成绩", "describe"),
        ("取得的成效", "describe"),
        ("前三季度工作回顾", "describe"),
        ("面临的形势", "describe"),
        ("短板和弱项", "describe"),
        ("主要做法和经验", "describe"),
        ("基本情况", "describe"),
        ("差距在哪里", "describe"),
        ("工作要求", "order"),
        ("下半年重点任务", "order"),
        ("具体措施", "order"),
        ("整改要求", "order"),
        ("下一步打算", "order"),
        ("今年的工作安排", "order"),
        ("要把责任扛起来", "order"),
        ("坚决守住安全底线", "order"),
        ("保障措施", "order"),
        ("几点要求", "order"),
        ("整改存在问题的具体措施", "order"),
        ("关于教学工作", ""),
    ],
)
def test_a_heading_tells_whether_it_orders_or_describes(title: str, mood: str) -> None:
    text = f"一、{title}\n这里先把话说清楚，后面再逐条展开来讲。\n二、其他\n散会。"
    assert _read(text).headings[0].mood == mood


def test_a_section_of_problems_describes_down_to_its_last_paragraph() -> None:
    text = "一、存在的问题\n（一）思想方面\n有的科室认识不到位，台账没有建。\n（二）管理方面\n有的班组检查走过场。\n二、下步要求\n（一）思想方面\n各科室要组织学习。"
    moods = [(s.text, s.section[-1].mood) for s in _read(text).sentences if not s.is_heading]
    assert moods == [
        ("有的科室认识不到位,台账没有建。", "describe"),
        ("有的班组检查走过场。", "describe"),
        ("各科室要组织学习。", "order"),
    ]


WARD = "".join(
    f"{n}病区要在{n}月{n + 2}日前完成一次急救演练，护士长现场打分，结果交护理部存档备查。"
    for n in range(1, 9)
)
MINE = "".join(
    f"{n}采区要在{n}月{n + 3}日前完成一次顶板检查，班长签字确认，记录交安检科存档备查。" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("between", "title"),
    [
        ("篇2：在矿井安全会上的讲话\n同志们：", "在矿井安全会上的讲话"),
        ("【篇二】在矿井安全会上的讲话\n同志们：", "在矿井安全会上的讲话"),
        ("第二篇：在矿井安全会上的讲话\n各位同事：", "在矿井安全会上的讲话"),
        ("范文二：在矿井安全会上的讲话\n同志们：", "在矿井安全会上的讲话"),
        ("（篇2）在矿井安全会上的讲话\n同志们：", "在矿井安全会上的讲话"),
        ("矿井安全讲话稿 篇2\n同志们：", "矿井安全讲话稿"),
        ("在矿井安全会上的讲话\n同志们：", "在矿井安全会上的讲话"),
        ("在矿井安全会上的讲话\n（2026年3月5日）\n矿长 周立\n同志们：", "在矿井安全会上的讲话"),
    ],
)
def test_a_new_speech_begins_at_its_mark(between: str, title: str) -> None:
    text = f"篇1：在急救演练会上的讲话\n同志们：\n{WARD}\n{between}\n{MINE}"
    parts = speeches.split(text)
    assert [part.title for part in parts] == ["在急救演练会上的讲话", title]
    assert text[parts[1].start :].startswith(between.split("\n")[0])
    assert [part.duplicate_of for part in parts] == [None, None]


def test_a_new_salutation_alone_begins_a_new_speech() -> None:
    text = f"同志们：\n{WARD}\n谢谢大家！\n同志们：\n{MINE}"
    assert len(speeches.split(text)) == 2


def test_a_repeated_paragraph_is_read_once_though_its_blanks_differ() -> None:
    again = "各病区要在本月底前把演练记录交护理部，逾期不交的在院周会上通报批评。"
    text = f"{again}\n中间这一段说的是别的事情，和演练没有关系。\n　　{again.replace('，', ', ')}"
    assert sum("把演练记录交护理部" in sentence for sentence in _sentences(text)) == 1


def test_a_paragraph_repeated_with_another_number_is_read_once() -> None:
    body = "各病区要在本月底前把演练记录交护理部，逾期不交的在院周会上通报批评。"
    text = f"（一）{body}\n中间这一段说的是别的事情，和演练没有关系。\n3．{body}"
    assert sum("把演练记录交护理部" in sentence for sentence in _sentences(text)) == 1


def test_two_orders_that_differ_in_their_unit_are_both_read() -> None:
    text = "县教育局要在本月底前把防溺水排查结果报县安委办，逾期不报的通报批评。\n县水利局要在本月底前把防溺水排查结果报县安委办，逾期不报的通报批评。"
    assert len(_sentences(text)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 公文写作 > 领导讲话",
        "当前位置：首页 > 讲话稿",
        "来源：网络  作者：佚名  时间：2026-03-05",
        "发布时间：2026-03-05 09:12  浏览次数：128",
        "字体：大 中 小",
        "打印本页 关闭窗口",
        "- 3 -",
        "— 12 —",
        "第 3 页 共 12 页",
        "第2/2页",
        "第2页/共5页",
        "3 / 12",
        "上一篇：关于召开春耕生产会议的通知",
        "下一篇：关于做好防汛工作的通知",
        "相关阅读：",
        "【关键词】安全生产 讲话",
        "关键词：防汛；讲话；部署",
        "扫一扫在手机打开当前页",
        "预览结束，下载后可阅读全文",
        "版权所有，未经许可不得转载",
        "以上就是小编为大家整理的安全生产讲话稿，希望对大家有所帮助。",
        "本文由范文大全网整理，仅供参考！",
        "阅读更多：安全生产讲话稿",
        "文档下载 Word版",
    ],
)
def test_page_furniture_is_dropped_and_the_offsets_hold(line: str) -> None:
    before, after = "医务科要在周五前报送名单。", "护理部要在月底前完成考核。"
    text = f"{before}\n{line}\n{after}"
    reading = _read(text)
    assert [s.text for s in reading.sentences] == [before, after]
    for sentence in reading.sentences:
        span = reading.folded.span(sentence.start, sentence.end)
        assert text[span.start : span.end] == sentence.text


@pytest.mark.parametrize(
    "line",
    [
        "来源不明的食材一律退货。",
        "首页信息由宣传科每天更新。",
        "作者署名问题科研处要在周五前核实。",
        "第2页表格中的数据财务科要重新核对。",
        "关键词检索功能信息科月底前上线。",
        "时间：每周三下午3点",
    ],
)
def test_a_line_that_only_looks_like_furniture_stays(line: str) -> None:
    assert len(_sentences(f"医务科要在周五前报送名单。\n{line}\n护理部要在月底前完成考核。")) == 3


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("主持人：现在开会，请大家把手机调到静音。", "主持人"),
        ("县长王建国：同志们，我讲三点意见。", "县长王建国"),
        ("王县长：我再强调两句。", "王县长"),
        ("【李书记】：各村要把人转出来。", "李书记"),
        ("院长（陈晓）：各科室汇报一下。", "院长(陈晓)"),
        ("张明同志：我补充一点。", "张明同志"),
        ("总经理 刘伟：下面我讲讲经营形势。", "总经理刘伟"),
        ("县委副书记、县长 段永和：同志们，形势很紧。", "县委副书记、县长段永和"),
    ],
)
def test_a_speaker_is_known_by_the_label(line: str, speaker: str) -> None:
    text = f"主持人：请大家入座。\n{line}\n主持人：散会。"
    parts = speeches.split(text)
    assert speaker in [part.speaker for part in parts]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("下面请王县长讲话。", "王县长"),
        ("下面，让我们以热烈的掌声欢迎县委书记陈刚同志作重要讲话！", "县委书记陈刚同志"),
        ("现在请县应急局局长李伟通报情况。", "县应急局局长李伟"),
        ("接下来，由张院长作工作部署。", "张院长"),
        ("首先请分管副校长刘敏传达上级精神。", "分管副校长刘敏"),
    ],
)
def test_the_host_hands_over_to_the_next_speaker(line: str, speaker: str) -> None:
    text = f"主持人：同志们，现在开会。{line}\n同志们：\n{WARD}\n主持人：散会。"
    assert speaker in [part.speaker for part in speeches.split(text)]


def test_a_fragment_that_starts_in_the_middle_is_read() -> None:
    text = "第2/2页\n建成投用。县住建局要在6月底前完成管网验收，验收报告送县档案馆。\n（四）抓好善后。县民政局要在7月10日前兑现补偿。"
    sentences = _read(text).sentences
    assert "县住建局要在6月底前完成管网验收,验收报告送县档案馆。" in [s.text for s in sentences]
    assert sentences[-1].section[-1].title == "抓好善后"


def test_sentences_of_a_messy_file_hold_the_words_of_the_original() -> None:
    text = f"首页 > 讲话\r\n　　篇１：急救演练会讲话\r\n　　同志们：\r\n　　{_wrapped(WARD, 33, chr(13) + chr(10))}\r\n- 1 -\r\n　　（一）压 实 责 任。各病区要“人人过关”。\r\n下一篇：没有了"
    reading = _read(text)
    kept = str.maketrans({"，": ",", "：": ":", "（": "(", "）": ")"})
    for sentence in reading.sentences:
        span = reading.folded.span(sentence.start, sentence.end)
        bare = "".join(text[span.start : span.end].split()).translate(kept)
        assert bare == "".join(sentence.text.split())
    assert not any("下一篇" in s.text or "首页" in s.text for s in reading.sentences)
