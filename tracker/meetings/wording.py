"""How alike two orders are worded. Pure: words in, a number out; no database, no grammar.

Compared are pairs of neighbouring characters of what remains when set phrases are taken out (进一步、切实、确保…), for two orders
of one office always share those. The thresholds were measured on the examples of tests/tracker/meetings/test_wording.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

# What every order may say and none is recognised by; longer phrases first.
SET_PHRASES = (
    "高度重视", "切实加强", "进一步", "全面推进", "认真落实", "抓紧时间", "尽快", "立即", "第一时间", "确保", "切实", "全面", "认真", "扎实",
    "抓紧", "抓好", "做好", "开展", "组织", "推进", "落实", "加强", "完成", "必须", "务必", "要求", "工作", "情况", "按照", "按时", "及时",
    "相关", "有关", "各项", "任务", "负责", "牵头", "配合", "同志", "我们", "同时", "继续", "不得", "全部", "进行", "实施", "方案", "单位", "部门",
)  # fmt: skip
DATES = re.compile(
    r"\d{1,4}年|\d{1,2}月(?:\d{1,2}[日号]|底|初|中旬|上旬|下旬)?|\d{1,2}[日号]|(?:今|明|本|下)[年月周天日]"
)
DROPPED = re.compile("|".join(SET_PHRASES))
KEPT = re.compile(r"[a-z0-9一-鿿㐀-䶿]+")
FILLERS = str.maketrans(dict.fromkeys("的了要把将对在和与及并等都也为于由从到向前内以后上下就再", " "))
# From here on two orders are offered as one. Below, two duties of one field are as alike as two wordings of one duty.
ALIKE = 0.50
# 预算审计 has three pairs; less tells nothing.
FEWEST = 3
NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=8192)
def grams(words: str) -> frozenset[str]:
    """The pairs of characters that are left of an order: grams("切实抓好防汛物资储备") holds "防汛", "汛物", "物资", "资储", "储备"."""
    plain = DROPPED.sub(" ", DATES.sub(" ", words.lower())).translate(FILLERS)
    found: set[str] = set()
    for run in KEPT.findall(plain):
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return frozenset(found)


def likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """0 to 1: the share of the shorter order's pairs that the longer one has too, less where the lengths differ much.

    Of fewer than three pairs nothing is said: 0.
    """
    smaller, larger = sorted((len(one), len(two)))
    if smaller < FEWEST:
        return 0.0
    shared = len(one & two)
    return shared / smaller * (0.6 + 0.4 * smaller / larger)


def numbers(words: str) -> frozenset[str]:
    """The numbers of an order without its dates: {"12"} of 改造12个小区."""
    return frozenset(NUMBERS.findall(DATES.sub(" ", words)))
