"""The parts of a sentence that orders are made of: its clauses, cut further where one holds several times.

A piece draws only the simplest conclusions (does it state an act, who must act, which times bind); how pieces belong
together is decided in segment.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from speeches.text.parts import Clause, Sentence
from speeches.text.words import tagged
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

from .cue import Hit, listed
from .signs import ACTS, BOUND, DUTY, FINDER, HARD, MOODS, NUMBER, VERBS

# A clause that only says under which circumstances: 规划完成后, 对排查出的隐患, 按照…的要求.
_SETTING = listed(
    "后 时 期间 同时 过程中 基础上 要求 原则 精神 方式 办法 为契机 为抓手 为重点 以来 前提下 的"
)
_SETTING_HEAD = re.compile(r"(?:对于?|针对|围绕|按照?|根据|依据|结合|通过|在|为了?|以|凡是?|鉴于|随着)")
_ROLE_WITHIN = re.compile(
    r"(?:(?<!主)任|担任|为|是)[^,。;]{0,14}(?:组长|副组长|成员|召集人|责任人|指挥长|总指挥)"
)
# The object stands before the verb: 把名单报县应急局.
_TURNED = re.compile(r"[也还都均再]?(?:[把将对向从由为在按以]|按照|结合|根据|针对|围绕|通过|会同)")
# 检查各标段8月15日前完工情况: the time belongs to the state that is looked at.
_LOOKS_AT = re.compile(r"督导|督查|检查|抽查|核查|了解|掌握|通报|考核|评估|审计")
_STATE = re.compile(r"(?:情况|进度|进展|问题|实绩|成效)$")
# 今天把话说死, 刚才再强调一遍: when something is said, not when it is to be done.
_SAYS = re.compile(
    r"[^,。;]{0,6}(?:把(?:话|丑话|道理|问题)[^,。;]{0,4}[说讲挑点撂]|重申|强调|召开|开这个会|开会|在这里|讲[一二两三四五六几]|(?:跟|和)大家[说讲])"
)
# 精确到每一天 gives no rhythm.
_DOWN_TO = ("精确到", "细化到", "具体到", "落实到", "分解到")
_NEARBY = 24
# 近期重点工作, 近期发生的事故: 近期 says when only before what is to be done.
_SOON_DOES = re.compile(r"内|要|将|就|必须|务必|完成|集中|组织|开展|召开|进行|拿出|上?报(?!告)|出台|印发")
# 11月30日是接访日 says which day it is; 6月30日是最后期限 sets a limit.
_DAY_IS = re.compile(r"是(?![^,。;]*(?:期限|时限|截止|节点|最后|交账))")
# A noun behind 的, with nothing behind it.
_THING = re.compile(r"(?!.*(?:[把将给由]|每))(?P<rest>[^,。;的]{2,40})的(?P<tail>[^,。;的]{0,16})$")
# 区行政审批局“一枚印章管审批”的做法, 三个系统违规出借的1130万元: shown or counted, whatever verbs stand before.
_EXAMPLE = re.compile(
    "(?:好|成功)?(?:做法|经验|事例|案例|成绩|现象|教训|事迹|故事)|[0-9.]+[万亿]?[元户亩吨件个人项]"
)
_DOES = frozenset(("v", "vd", "vi", "d", "p", "uz", "ul"))
# 今天视察的重点区域: which thing is meant.
_SEEN = re.compile(r"[^,。;要把将就须应由每前内对向各]{2,8}的(?=[\u4e00-\u9fff])")
# 今年的任务, 11月、12月的任务, 今天参会的单位
_QUALIFYING = re.compile(
    r"(?:、[^,。;的]{1,5}|(?:未|没有)?(?:参会|到会|与会|出席|列席|参加(?:会议|活动)?|来|缺席)(?:会议)?)?的"
)
# 日报告不及时 tells a failing; 每周有变化、每月见成效 is a slogan of effects.
_NO_RHYTHM = re.compile(
    r"[\u4e00-\u9fff]{0,2}不(?:及时|规范|到位|准|实|够|全|正常|经常)|都?[有见出](?:新|大|实)?(?:的)?(?:变化|成效|进展|起色|突破|提升|亮点|实效)"
)
_SEVERALLY = re.compile(r"分别[于在从至]?$")
_CHANGED = ("改为", "改成", "调整为", "调整到", "增加到", "变成", "提高到")
_NOW = ("今天", "现在", "今天上午", "今天下午")
# 研究制定四季度安全生产工作方案: the period belongs to the plan.
_PERIODS = frozenset(("month", "quarter", "half", "year"))
_OF_PERIOD = re.compile("(?:份|度)?[\u4e00-\u9fff]{0,12}(?:方案|计划|报告|总结|安排|目标|清单)$")
_DRAWS_UP = (
    "制定",
    "编制",
    "拟定",
    "拟订",
    "制订",
    "起草",
    "印发",
    "报送",
    "分析",
    "谋划",
    "总结",
    "部署",
    "下达",
)
# 年初有计划、年末有考核 tells how it goes every year.
_YEAR_PARTS = ("年初", "年中", "年末", "年底")
_YEAR_ENDS = ("内", "底", "底前", "末", "前", "以内", "之内")
_OBLIGED = listed("要 必须 务必 应 须 计划 力争 确保 完成 新增 至少 不少于 不低于")
_JOIN = re.compile(r"(?:并且?|以?及|再|和)?(?:于|在|应|须|要)?$")


class Piece:
    """A clause, or a part of one that has a time of its own, with everything found in it.

    `mask` is the sum of the cues in it; `limits` are the times that bind, `doers` those who must act, `helpers` who supports them;
    `acts` tells that it states an act and not only circumstances (`is_setting`), `counts` that it sets a number to be reached.
    """

    __slots__ = (
        "acts",
        "counts",
        "doers",
        "end",
        "helpers",
        "hits",
        "is_setting",
        "is_topic",
        "limits",
        "mask",
        "mentions",
        "start",
        "text",
        "times",
    )

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text
        self.hits: list[Hit] = []
        self.times: list[TimeValue] = []
        self.mentions: list[Mention] = []

    def settle(self) -> None:
        """Draws the conclusions once everything found has been put in."""
        if self.mentions:
            # 县易地扶贫搬迁办: what stands within a name is no act.
            named = [(mention.start, mention.end) for mention in self.mentions]
            self.hits = [hit for hit in self.hits if not (hit[2] & VERBS and _within(hit, named))]
        mask = 0
        for hit in self.hits:
            mask |= hit[2]
        self.mask = mask
        self.counts = bool(mask & NUMBER and mask & BOUND)
        self.limits = [time for time in self.times if self._binds(time)] if self.times else []
        self.doers: list[Mention] = []
        self.helpers: list[Mention] = []
        if self.mentions:
            self._name()
        self.is_setting = bool(
            not mask & DUTY
            and self.text.endswith(_SETTING)
            and (self.text[-1] in "后时间中" or _SETTING_HEAD.match(self.text))
        )
        self.is_topic = not (mask & MOODS or self.limits) and "的" in self.text and self._is_thing()
        self.acts = not self.is_setting and bool(mask & ACTS or self.counts)

    def _name(self) -> None:
        """Tell the mentions that must act from those that support."""
        self.helpers = [mention for mention in self.mentions if mention.role == "support"]
        leads = [mention for mention in self.mentions if mention.role == "lead"]
        within = _ROLE_WITHIN.search(self.text) if leads else None
        # 张县长任组长 tells a post; 各乡镇书记是第一责任人 says who must act.
        charged = within is not None and within.group().startswith("是") and within.group().endswith("责任人")
        self.doers = leads if not within or charged else []

    def _binds(self, time: TimeValue) -> bool:
        """Whether a time bounds what the piece states."""
        if not is_limit(time) or self._names_only(time) or self._is_part(time) or self._is_given_up(time):
            return False
        # x月x日,市里召开会议: a masked day without 前 or a mood tells when something was.
        return time.kind != "masked" or time.modality == "by" or bool(self.mask & MOODS)

    def _is_given_up(self, time: TimeValue) -> bool:
        """Whether a time is what another comes in place of: 由每月两次改成每周两次."""
        after = self.text[time.end - self.start :]
        return (
            len(self.times) > 1
            and after.startswith(_CHANGED)
            and self.text[: time.start - self.start].endswith(("由", "从"))
        )

    def _is_part(self, time: TimeValue) -> bool:
        """Whether a time belongs to one beside it: 12月12日|一天之内, 11月份|“回头看”之前."""
        for other in self.times:
            if time.kind == "duration" and other.end == time.start and other.to:
                return True
            if time.grain == "month" and time.modality == "during" and other.kind == "event":
                return 0 <= other.start - time.end <= _NEARBY and other.text.endswith("前")
        return False

    def _is_thing(self) -> bool:
        """Whether it only names a thing by what was done with it: 县信访局移送的17件积案, 那家企业变压器的事; not 制定可行的方案."""
        head = _THING.match(self.text)
        if head is None:
            return False
        if _EXAMPLE.fullmatch(head.group("tail")):
            return True
        end = self.start + head.end("rest")
        verbs = [stop for _, stop, mask in self.hits if mask & VERBS]
        if verbs and verbs != [end]:
            return False
        words = tagged(head.group("tail"))
        return not words or (words[-1][1][0] in "nj" and not any(tag in _DOES for _, tag in words))

    def _names_only(self, time: TimeValue) -> bool:
        """Whether a time only tells which thing is meant: 检查各标段8月15日前完工情况, 今年的各项任务, 2026年工作计划."""
        before, after = self.text[: time.start - self.start], self.text[time.end - self.start :]
        if _QUALIFYING.match(after) and time.modality != "by":
            # 每天的体育活动不少于两小时: what is done so often is counted.
            return not (time.rrule and self.counts)
        if time.rrule and _NO_RHYTHM.match(after):
            return True
        if time.grain in _PERIODS and time.modality != "by" and _OF_PERIOD.match(after):
            return before.endswith(_DRAWS_UP)
        if time.text in _YEAR_PARTS and after.startswith("有"):
            return True
        if time.text == "近期" and not _SOON_DOES.match(after):
            return True
        if time.modality == "at" and _DAY_IS.match(after):
            return True
        if time.text in _NOW and (_SAYS.match(after) or _SEEN.match(after)):
            return True
        if (
            time.grain == "year"
            and time.modality not in {"by", "from"}
            and not time.text.endswith(_YEAR_ENDS)
        ):
            obliged = after.startswith(_OBLIGED) or before.endswith(_OBLIGED)
            return bool(before) and not (obliged or self.doers_end(time.start))
        if before.endswith(_DOWN_TO):
            return True
        return not time.rrule and bool(_STATE.search(after) and _LOOKS_AT.search(before))

    def doers_end(self, place: int) -> bool:
        """Whether a mention ends right before a place: 党员干部今年要…"""
        return any(0 <= place - mention.end <= 1 for mention in self.mentions)

    @property
    def only_helps(self) -> bool:
        """Whether it only says who supports: 信息部配合, which belongs to the doer beside it."""
        helpers = self.helpers
        return bool(helpers) and not self.doers and not self.limits and self.end - helpers[-1].end <= 8

    @property
    def receives(self) -> bool:
        """Whether somebody is named who gets what was made: 交院长签批."""
        return bool(self.mentions) and any(mention.role == "report_to" for mention in self.mentions)

    @property
    def firm(self) -> bool:
        """Whether it states an act that can be checked."""
        return self.acts and bool(self.mask & HARD or self.counts)

    @property
    def head(self) -> str:
        """The kind of the piece's main act, "" for none: its first verb, or its last where 把/将/对/由 put the object before it.

        各乡镇要将名单报县应急局 → act_report; 各单位要提高认识 → rhetoric.
        """
        if self.is_setting or not self.mask & VERBS:
            return ""
        begin = self.start
        if self.mask & MOODS:
            for _, end, mask in self.hits:
                if mask & MOODS:
                    begin = end
        for time in self.times:
            if time.end > begin and time.start - self.start < 4:
                begin = time.end
        for doer in self.doers:
            begin = max(begin, doer.end)
        verbs = [mask & VERBS for start, _, mask in self.hits if start >= begin and mask & VERBS]
        if not verbs:
            return ""
        turned = _TURNED.match(self.text, begin - self.start)
        return FINDER.named(verbs[-1 if turned else 0])[0]


def _within(hit: Hit, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit[0] and hit[1] <= end for start, end in stretches)


def is_limit(time: TimeValue) -> bool:
    """True for a time that bounds a future act: 6月底前, 每周; False for 今年以来, 去年底前已完成."""
    return time.limit and not time.past


def is_binding(time: TimeValue) -> bool:
    """A limit that tells obligations apart; 立即 and 抓紧 do not: they colour the act beside them."""
    return is_limit(time) and time.kind != "asap"


class Found(NamedTuple):
    """What earlier stages found in one sentence, each in order of place."""

    clauses: Sequence[Clause]
    hits: Sequence[Hit]
    times: Sequence[TimeValue]
    mentions: Sequence[Mention]
    # Its cues as a sum of bits.
    mask: int


def pieces_of(sentence: Sentence, found: Found) -> list[Piece]:
    """The sentence's clauses, cut further where one clause holds several times (每月一督查、季度一汇总), with their findings."""
    clauses, hits, times, mentions, _ = found
    binding = [time for time in times if is_binding(time)] if len(times) > 1 else ()
    if len(binding) > 1 and "的" in sentence.text:
        # 把11月、12月的任务分解到旬: months of the thing meant part nothing.
        binding = [time for time in binding if not _is_quality(sentence, time)]
    pieces = _cut_up(clauses, binding) if len(binding) > 1 else [Piece(*clause[1:]) for clause in clauses]
    if not pieces:
        return []
    _share(pieces, [hit[0] for hit in hits], hits, "hits")
    if times:
        _share(pieces, [time.start for time in times], times, "times")
    if mentions:
        _share(pieces, [mention.start for mention in mentions], mentions, "mentions")
    for piece in pieces:
        piece.settle()
    if len(mentions) > 1 and times:
        _deal_out(pieces)
    return pieces


def _is_quality(sentence: Sentence, time: TimeValue) -> bool:
    """Whether a time only tells which thing is meant: 11月、|12月的任务."""
    after = sentence.text[time.end - sentence.start :][:12]
    return time.modality != "by" and not time.rrule and _QUALIFYING.match(after) is not None


def _cut_up(clauses: Sequence[Clause], binding: Sequence[TimeValue]) -> list[Piece]:
    """The clauses, those that hold several of the times cut between them."""
    pieces = []
    for clause in clauses:
        inside = [time for time in binding if clause.start <= time.start < clause.end]
        cuts = _cut(clause, inside) if len(inside) > 1 else [(clause.start, clause.end)]
        for start, end in cuts:
            pieces.append(Piece(start, end, clause.text[start - clause.start : end - clause.start]))
    return pieces


def _deal_out(pieces: Sequence[Piece]) -> None:
    """Give each of several doers the time of its own: 甲局、乙局|分别于5日、|10日前报送 → 甲局 the 5th, 乙局 the 10th."""
    for number, piece in enumerate(pieces):
        count = len(piece.doers)
        parts = pieces[number : number + count]
        if (
            count > 1
            and len(parts) == count
            and _SEVERALLY.search(piece.text[: piece.limits[0].start - piece.start] if piece.limits else "")
            and all(
                part.limits and part.start - before.end <= 1
                for before, part in zip(parts, parts[1:], strict=False)
            )
            and not any(part.doers for part in parts[1:])
        ):
            doers = piece.doers
            for part, doer in zip(parts, doers, strict=True):
                part.doers = [doer]


def _share(pieces: Sequence[Piece], starts: Iterable[int], things: Sequence, slot: str) -> None:
    """Gives each thing to the piece it begins in; both are in order of place."""
    number, last = 0, len(pieces)
    piece = pieces[0]
    into = getattr(piece, slot)
    for start, thing in zip(starts, things, strict=True):
        while piece.end <= start:
            number += 1
            if number == last:
                return
            piece = pieces[number]
            into = getattr(piece, slot)
        if piece.start <= start:
            into.append(thing)


def _cut(clause: Clause, times: Sequence[TimeValue]) -> list[tuple[int, int]]:
    """Cuts before the second time of a clause: at the 、 before it, or before 并/和/于 that leads it in."""
    cuts = []
    for before, time in zip(times, times[1:], strict=False):
        if (time.rrule or time.to) == (before.rrule or before.to):
            continue
        between = clause.text[before.end - clause.start : time.start - clause.start]
        comma = between.rfind("、")
        if comma >= 0 and len(between) - comma <= 6:
            cuts.append(before.end + comma + 1)
            continue
        if len(between) < 2:
            continue
        join = _JOIN.search(between)
        if join and join.group() and join.start() >= 2:
            cuts.append(before.end + join.start())
    edges = [clause.start, *cuts, clause.end]
    return list(zip(edges, edges[1:], strict=False))
