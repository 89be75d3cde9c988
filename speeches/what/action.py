"""The act as a ledger line: a segment's own words without who, when, the mood and the connectives.

No word is added; only deletions and the punctuation they leave dangling. 县财政局要在6月10日前完成预算审计 → 完成预算审计.
"""

from __future__ import annotations

import re

from speeches.when.value import TimeValue

from .piece import Piece
from .segment import Segment
from .signs import VERBS

# The longest preposition with its moods: 必须务必一定在.
_NEAR = 12
# A stretch to leave out and the mark to put in its place.
Drop = tuple[int, int, str]
_STRIP = ",、;:。.!? \t\n"
_WIDE = "，；：！？．\u3000"
# Stands for dropped words; sources other than the folded text write it wide.
_COMMA = "，"
_QUOTES = frozenset("“”「」『』")
_NO_QUOTES = str.maketrans("", "", "“”「」『』")
# At the head of a clause: numbering, connectives, then moods; each in its usual order, once.
_NUMBERING = r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|第?[一二三四五六七八九十]{1,2}[是要,]|[①-⑳]|首先|其次|再次|最后)?"
_CONNECTIVE = (
    r"(?:,|(?:同时|另外|此外|其中|而且|以及|在此基础上|为此|因此|所以|对此|具体来说|下一步|接下来|今后|目前|当前|各自|请|希望|要求|望(?=各|你|有关|相关)"
    r"|也|还|更|都|均|就|则|再|及|但|即|和|与)(?!时|是|的))*"
)
_MOOD = r"(?:(?:必须|务必|务须|一定|应当|应该|应(?![急对用收付届变])|须|得|要(?![求素点件])|切实|认真|高度重视,?)要?|负责(?=[\u4e00-\u9fff]{2})(?!人|制|同)|将(?=听取|组织|开展|对|派|成立|召开|进行|印发|下发|适时|会同|把|从|每|逐|牵头|联合|集中|约谈|通报|按|根据|启动|建立|安排))*"
_HEAD = re.compile(_NUMBERING + _CONNECTIVE + _MOOD)
# The characters that a head can begin with: numbers, connectives, moods.
_HEADS = frozenset(
    "(一二三四五六七八九十0123456789第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳首其再最,同另此而且以在为因所对具下接今目当各请希要也还更都均就则及但即和与必务应须得切认高负将"
)
_FIRST = re.compile(r"(?:并且?|牵头(?=[\u4e00-\u9fff])(?!单位|部门|人)|至少要)?")
_LEADS = frozenset("并牵至")
_PREPOSITION = re.compile(
    r"(?:(?:必须|务必|一定|应当?|须|要|力争|确保|争取|赶|并|且)*(?:在|于|到|至|从|自|限)|最[迟晚](?:不[迟晚]于)?|不得?[迟晚]于)$"
)
# Before a doer: only numbering, connectives or a request; anything else makes the name part of a phrase.
_PLAIN = re.compile(
    _NUMBERING
    + r"(?:[,、]|同时|另外|此外|其中|而且|以及|为此|因此|所以|对此|今后|目前|当前|下一步|接下来|会后|我们|请|希望|望|要求|责成|即|但|就是|由|也|还)*"
)
_CIRCUMSTANCE = re.compile(r"(?:围绕|按照|根据|结合|针对|通过|为了|依托)")
# 每月一次, 每季度一期: here 一 counts.
_COUNTED = re.compile(r"一(?:次|期|轮|遍|场|回|个|份|篇|天|名|批|趟|堂|课)")
_GROUP_TAIL = re.compile(
    r"等?(?:[几多两三四五六七八九十\d]+[个家])?(?:(?:相关|有关)?(?:部门|单位|地方|科室|处室|乡镇|同志|人员))?"
)
_GROUP_TAILS = frozenset("等几多两三四五六七八九十0123456789相有部单地科处乡同人")
_SUPPORTING = re.compile(
    r"[,、]?(?:积极|主动|密切|要|具体|全力|做好)*(?:配合|协助|协同|参与|支持)(?:好|工作)?[,、]?"
)
_WITH = re.compile(r"(?:要|应|须|应当|必须|尽快|抓紧)?(?:会同|联合)")
_LEADING = re.compile(r"(?:负责)?(?:牵头|主办|承办|具体负责)[、,]?")
_ONLY_ROLE = re.compile(
    r"(?:负总责|总负责|牵头负责|牵头组织|牵头|分别负责|共同负责|具体负责|负责|主办|承办|组织实施|承建|承担)?"
)


def action_of(segment: Segment, text: str, written: str = "") -> tuple[str, int, int]:
    """(action, start, end) of a segment: the words, and the stretch of folded text they were taken from.

    `written` has the source's own character for each of `text`; the words are taken from it: 核对到户，不得代填 keeps its ，.
    """
    written = written or text
    drops: list[Drop] = []
    for piece in segment.pieces:
        if piece.doers or piece.helpers:
            _drop_names(piece, text, drops)
        if piece.limits:
            _drop_times(piece, text, drops)
    parts: list[str] = []
    sources: list[str] = []
    first, last = -1, segment.end
    for start, end, mark in _kept(segment.start, segment.end, drops):
        words = text[start:end]
        parts.append(mark + words)
        sources.append(_COMMA[: len(mark)] + written[start:end])
        if words.strip(_STRIP):
            first = start + len(words) - len(words.lstrip(_STRIP)) if first < 0 else first
            last = start + len(words.rstrip(_STRIP))
    action = _tidy("".join(parts), "".join(sources))
    if not action:
        return written[segment.start : segment.end].strip(_STRIP + _WIDE), segment.start, segment.end
    return action, max(first, segment.start), last


def _drop_names(piece: Piece, text: str, drops: list[Drop]) -> None:
    """The doers with 由 before and 等部门 after them; a clause that only says who supports goes as a whole.

    A name that belongs to a phrase stays: 所有乡镇的安置点, 对自愿放弃的农户.
    """
    for low, high in _runs(piece, text):
        tail = _GROUP_TAIL.match(text, high, piece.end) if text[high : high + 1] in _GROUP_TAILS else None
        end = tail.end() if tail else high
        by = text[low - 1 : low] == "由"
        before = _without_times(piece, text, low - 1 if by else low)
        if by and before:
            # 签约工作由县征收办牵头: the task stays, who leads goes.
            role = _ONLY_ROLE.match(text, end, piece.end)
            if role and role.group() and role.end() == piece.end:
                drops.append((low - 1, piece.end, ""))
                continue
        leads_up = bool(before) and _CIRCUMSTANCE.match(before) is not None
        if text[end : end + 1] == "的" or not (leads_up or not before or _PLAIN.fullmatch(before)):
            continue
        drops.append((low - 1 if by else low, end, "," if leads_up else ""))
        if by or piece.end - end <= 4:
            role = _ONLY_ROLE.match(text, end, piece.end)
            if role and role.end() == piece.end:
                drops.append((end, piece.end, ""))
    if piece.helpers and piece.doers:
        _drop_company(piece, text, drops)
    if piece.helpers and not piece.doers:
        tail = _SUPPORTING.match(text, piece.helpers[-1].end, piece.end)
        if tail and tail.end() == piece.end:
            drops.append((piece.start, piece.end, ""))


def _drop_company(piece: Piece, text: str, drops: list[Drop]) -> None:
    """Who acts beside the doers: 会同县审计局 of 县财政局会同县审计局核对账目; all of 安全部牵头、工程部配合."""
    first, last = piece.helpers[0], piece.helpers[-1]
    named = sum(helper.end - helper.start for helper in piece.helpers)
    if last.end - first.start - named > 2 * len(piece.helpers):
        return  # they stand apart
    doer = max((mention.end for mention in piece.doers if mention.end <= first.start), default=-1)
    if doer < 0:
        return
    tail = _GROUP_TAIL.match(text, last.end, piece.end)
    end = tail.end() if tail else last.end
    if _WITH.fullmatch(text, doer, first.start):
        drops.append((doer, end, ""))
    elif _LEADING.fullmatch(text, doer, first.start):
        supporting = _SUPPORTING.match(text, end, piece.end)
        if supporting and supporting.end() == piece.end:
            drops.append((doer, piece.end, ""))


def _runs(piece: Piece, text: str) -> list[tuple[int, int]]:
    """The stretches of doers that stand side by side: 县住建局、县水利局和各乡镇 is one."""
    runs: list[tuple[int, int]] = []
    for mention in piece.doers:
        if runs and text[runs[-1][1] : mention.start] in {"、", "和", "与", "及", "以及", ",", ""}:
            runs[-1] = (runs[-1][0], mention.end)
        else:
            runs.append((mention.start, mention.end))
    return runs


def _without_times(piece: Piece, text: str, end: int) -> str:
    """The words of a piece before a place, without its times and the marks around them."""
    words, at = "", piece.start
    for time in piece.limits:
        if at <= time.start and time.end <= end:
            words += text[at : time.start]
            at = time.end
    return (words + text[at:end]).strip(_STRIP)


def _drop_times(piece: Piece, text: str, drops: list[Drop]) -> None:
    for time in piece.limits:
        # 每天的工作情况, 超过31日后: here the time belongs to a thing, and the thing needs it.
        if time.kind == "asap" or text[time.end : time.end + 1] == "的":
            continue
        if time.start > piece.start and text[time.start - 1] in "过到了为":
            continue
        # 乡镇规划方案出来后: the event's own words begin before it.
        if time.kind == "event" and not piece.doers and not _PLAIN.fullmatch(text[piece.start : time.start]):
            continue
        if time.rrule and _is_act(time, piece):
            continue
        lead_in = _PREPOSITION.search(text, max(piece.start, time.start - _NEAR), time.start)
        start = lead_in.start() if lead_in and lead_in.end() == time.start else time.start
        # 每月一调度: what is left is 调度.
        one = (
            1
            if time.rrule and text[time.end : time.end + 1] == "一" and not _COUNTED.match(text, time.end)
            else 0
        )
        drops.append((start, time.end + one, ""))


def _is_act(time: TimeValue, piece: Piece) -> bool:
    """Whether the act itself would go with a rhythm: 一天一报告, 日调度, 抽检每月不少于两次."""
    if time.text.startswith("一") or time.text.endswith("一"):
        return True
    inside = [start < time.end and time.start < end for start, end, mask in piece.hits if mask & VERBS]
    return any(inside) or not inside


def _kept(start: int, end: int, drops: list[Drop]) -> list[Drop]:
    """What is left of a stretch, each part with the mark that stands for the words dropped before it."""
    kept: list[Drop] = []
    at, mark = start, ""
    for low, high, instead in sorted(drops):
        if low > at:
            kept.append((at, min(low, end), mark))
            mark = ""
        at, mark = max(at, high), instead or mark
    if at < end:
        kept.append((at, end, mark))
    return kept


def _tidy(words: str, written: str) -> str:
    """Takes off numbering, connectives and moods at the head of each clause, and clauses that deletions left empty.

    `written` runs beside `words`, character by character, and gives the characters of the result.
    """
    kept = ""
    at = 0
    for clause in words.split(","):
        low, high = _without_head(words, at, at + len(clause), first=not kept)
        if low < high:
            kept += (written[at - 1] if kept else "") + written[low:high]
        at += len(clause) + 1
    # A slogan cut out of its quotation marks leaves one of them behind.
    if not _QUOTES.isdisjoint(kept) and sum(map(kept.count, "“「『")) != sum(map(kept.count, "”」』")):
        kept = kept.translate(_NO_QUOTES)
    return kept


def _without_head(words: str, start: int, end: int, first: bool) -> tuple[int, int]:
    """What is left of words[start:end] without marks at its ends and what stands at its head; `first`: no clause before it was kept."""
    start, end = _stripped(words, start, end)
    if words[start : start + 1] in _HEADS:
        head = _HEAD.match(words, start, end)
        start, end = _stripped(words, head.end() if head else start, end)
    if first and words[start : start + 1] in _LEADS:
        lead = _FIRST.match(words, start, end)
        start, end = _stripped(words, lead.end() if lead else start, end)
    return start, end


def _stripped(words: str, start: int, end: int) -> tuple[int, int]:
    while start < end and words[start] in _STRIP:
        start += 1
    while start < end and words[end - 1] in _STRIP:
        end -= 1
    return start, end
