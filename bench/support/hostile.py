"""Texts that no office writes, made of one pattern over and over: `CASES[name](size)` gives about `size` characters."""

from __future__ import annotations

import random
from collections.abc import Callable

_LEVELS = ("一、总体", "(一)分项", "1.细项", "(1)小项", "①再小", "第一,最小", "一是末项")
_SCRIPTS = "各乡镇要于月日前上报名单abcДжاب हिंदी日本語한국 6.,。\n"


def _again(pattern: str) -> Callable[[int], str]:
    return lambda size: (pattern * (size // len(pattern) + 1))[:size]


def _headings(size: int) -> str:
    """Headings within headings, one a line: 100,000 of them in a million characters."""
    return "\n".join(f"{_LEVELS[number % len(_LEVELS)]}{number:05}" for number in range(size // 10))


def _scripts(size: int) -> str:
    shuffler = random.Random(1)
    return "".join(shuffler.choice(_SCRIPTS) for _ in range(size))


CASES: dict[str, Callable[[int], str]] = {
    "one sentence": _again("各乡镇要抓紧排查隐患,"),
    "one sentence without marks": _again("各乡镇要抓紧排查隐患"),
    "nested headings": _headings,
    "times": _again("6月20日前、每周五、三日内、9月底前、"),
    "times that run on": _again("2026年6月20日上午8点30分至9月底前每周一三五下午"),
    "unit names": _again("县住建局、市水利局、各乡镇、区教育局、"),
    "unit names without marks": _again("县住建局市水利局"),
    "one order": _again("各乡镇要于6月20日前上报名单。"),
    "one regime": _again("日报告、周通报、旬督查、季拉练。"),
    "punctuation": _again(",。;:!?、"),
    "brackets": _again("(“《【"),
    "scripts": _scripts,
    "emoji": _again("各乡镇要😀👍🏽排查👨\u200d👩\u200d👧隐患。"),
    "right to left": _again("\u202e各\u200f乡镇\u200b要6月\u202c20日前报送。"),
    "blanks": _again(" \t\u3000"),
    "line breaks": _again("\n"),
    "digits": _again("1234567890"),
}
