"""How fast a speech is read: prints one JSON line of seconds, ratios and memory. `python bench/extract.py [--quick]`.

The text is 100,000 characters of the sample speeches, their sentences shuffled with a fixed seed so that no paragraph repeats
(the engine reads repeated paragraphs only once). jieba.cut runs in the same process on the same text, its dictionary loaded before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import speeches  # noqa: E402

SIZE = 100_000
ON = dt.date(2026, 3, 2)


# Words that a round of the text swaps for others, so that hardly a sentence stands in it twice.
SWAPS = (("工作", "事务", "任务", "事项", "活动", "业务"), ("检查", "巡查", "核查", "抽查", "普查", "清查"), ("单位", "部门", "科室", "班组", "站所", "机构"),
         ("要", "须", "应", "必须", "务必", "应当"), ("县", "市", "区", "州", "镇", "乡"), ("的", "之", "", "的", "之", ""), ("一", "二", "三", "四", "五", "六"))  # fmt: skip


def speech_text(size: int) -> str:
    """`size` characters of shuffled sample sentences in paragraphs of six, the same on every machine."""
    sentences: list[str] = []
    for path in sorted((ROOT / "speeches/samples").glob("*.txt")):
        sentences.extend(re.findall(r"[^。\n]{4,}。", path.read_text(encoding="utf-8")))
    shuffler, lines, length, turn = random.Random(20260302), [], 0, 0
    while length < size:
        shuffler.shuffle(sentences)
        for place in range(0, len(sentences), 6):
            lines.append(varied("".join(sentences[place : place + 6]), turn))
            length += len(lines[-1]) + 1
        turn += 1
    return "\n".join(lines)[:size]


def varied(text: str, turn: int) -> str:
    """The text with some words swapped by the turn; turn 0 leaves it as it is."""
    for place, words in enumerate(SWAPS):
        text = text.replace(words[0], words[turn // (place + 1) % len(words)])
    return text


def best_of(runs: int, act: Callable[[], object]) -> float:
    """The shortest of several runs in seconds of processor time: the others were disturbed."""
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        act()
        seconds.append(time.process_time() - began)
    return min(seconds)


def memory_mb() -> float:
    """The largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cold_start() -> float:
    """Seconds of wall time that a fresh `manage.py extract` takes on a short speech."""
    command = [sys.executable, str(ROOT / "manage.py"), "extract", "-", "--date", "2026-03-02"]
    began = time.perf_counter()
    subprocess.run(command, input="各乡镇要于6月20日前上报方案。".encode(), capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one run each, without part-of-speech tagging and 10x"
    )
    quick = parser.parse_args().quick
    runs = 1 if quick else 5
    text = speech_text(SIZE)
    speeches.extract(text[:2000], on=ON)
    ours = best_of(runs, lambda: speeches.extract(text, on=ON))
    figures: dict[str, float | int | None] = {"characters": len(text), "extract_s": round(ours, 3)}
    figures["memory_mb"] = round(memory_mb())
    if not quick:
        longer = speech_text(SIZE * 10)
        figures["growth_10x"] = round(best_of(1, lambda: speeches.extract(longer, on=ON)) / ours, 2)
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    theirs = best_of(runs, lambda: list(jieba.cut(text)))
    figures["jieba_cut_s"] = round(theirs, 3)
    figures["times_faster_than_cut"] = round(theirs / ours, 2)
    if not quick:
        from jieba import posseg

        tagging = best_of(1, lambda: list(posseg.cut(text)))
        figures["jieba_posseg_s"] = round(tagging, 3)
        figures["times_faster_than_posseg"] = round(tagging / ours, 2)
        figures["cold_start_s"] = round(min(cold_start() for _ in range(3)), 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
