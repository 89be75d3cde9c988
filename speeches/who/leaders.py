"""The leader whom an order names as in charge: 由王副县长牵头, 请分管副县长张明亲自抓, 分管领导：李新.

Only words that give a leader the charge count; one who is merely told or thanked (报王县长审定) is none.
"""

from __future__ import annotations

import re

_POST = r"(?:常务)?副?(?:书记|省长|市长|州长|县长|区长|旗长|镇长|乡长|主任|主席|局长|校长|院长|行长|总经理|董事长|部长|秘书长)"
_SURNAME = r"[\u4e00-\u9fff]"
# 王副县长, 分管副县长张明, 常务副县长李大海同志, 李新同志; never 各局长, 乡镇长 or 财政局长, who lead units.
_LEADER = (
    rf"(?P<leader>(?:分管(?:领导|{_POST})|常务{_POST})(?:{_SURNAME}{{2,3}}?(?:同志)?)??"
    rf"|(?![省市州县区乡镇村各副]){_SURNAME}{_POST}"
    rf"|(?!各|主要|分管|有关|负责|包[片村保]){_SURNAME}{{2,3}}同志)"
)
_CHARGE = r"(?:亲自|具体|直接|全面|总|负总)?(?:牵头|负总责|负责|分管|抓总|挂帅|包抓|抓|督办|调度)"
_NAMED = re.compile(rf"(?:由|请){_LEADER}{_CHARGE}")
_LABELLED = re.compile(
    r"(?:分管|牵头|包保|责任)(?:县|市|区|镇|校|院)?领导[：:]\s*(?P<leader>[\u4e00-\u9fff]{2,10})"
)
# The engine's sentences are short; nobody is looked for in a page of text.
LONGEST = 2000

YES = (
    ("这项工作由王副县长牵头，县财政局具体落实。", "王副县长"),
    ("由李新同志负责，县水利局要在3月底前修好塘坝。", "李新同志"),
    ("请分管副县长张明亲自抓，县教育局逐校排查。", "分管副县长张明"),
    ("县财政局完成审计（分管领导：王建国；时限：3月底前）。", "王建国"),
    ("由常务副县长牵头，各乡镇配合。", "常务副县长"),
)
NO = (
    "县财政局要在3月底前完成预算审计。",
    "审计结果报王县长审定。",
    "由县财政局牵头，各乡镇配合。",
    "请各局长负责把这件事抓好。",
    "由各位同志负责打扫。",
    "由乡镇长负责，由财政局长牵头。",
)


def leader_in(text: str) -> tuple[int, int] | None:
    """Where the first leader put in charge is named, as [start, end) of `text`; None where nobody is."""
    hits = [found for found in (_NAMED.search(text[:LONGEST]), _LABELLED.search(text[:LONGEST])) if found]
    if not hits:
        return None
    first = min(hits, key=lambda found: found.start())
    return first.span("leader")
