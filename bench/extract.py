"""How fast a speech is read, beside jieba and JioNLP in the same run: one JSON line of figures and goals missed. `python bench/extract.py [--quick]`.

Each of five texts of 100,000 characters (bench/support/texts.py) is read once by the engine and cut once by jieba, one right after
the other: no cache of the engine has seen the text, and what disturbs the machine disturbs both. The ratio is the median of the five.
Growth is the cost of a character in a text ten and a hundred times as long as one of 10,000. Seconds are of processor time.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import speeches  # noqa: E402
from bench.support.goals import told  # noqa: E402
from bench.support.texts import speech_text  # noqa: E402

SIZE = 100_000
SEEDS = range(20260302, 20260307)
ON = dt.date(2026, 3, 2)
GOALS = (
    ("times_faster_than_cut", ">=", 1.5),
    ("times_faster_than_posseg", ">=", 8),
    ("times_faster_than_jionlp", ">=", 3),
    ("memory_mb", "<", 250),
    ("growth_10x", "<=", 1.3),
    ("growth_100x", "<=", 1.3),
    ("cold_start_s", "<", 1.5),
)
MEMORY = """
import datetime, sys
import speeches
from bench.support.memory import most_mb
text = sys.stdin.read()
speeches.extract(text, on=datetime.date(2026, 3, 2))
print(most_mb())
"""


def seconds(act: Callable[[], object]) -> float:
    """Processor time of one run."""
    began = time.process_time()
    act()
    return time.process_time() - began


def beside_cut() -> dict[str, float]:
    """Ours and jieba's seconds on texts that neither has seen, one after the other."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    ours, theirs = [], []
    for seed in SEEDS:
        text = speech_text(SIZE, seed)
        ours.append(seconds(lambda text=text: speeches.extract(text, on=ON)))
        theirs.append(seconds(lambda text=text: list(jieba.cut(text))))
    ratio = statistics.median(cut / own for own, cut in zip(ours, theirs, strict=True))
    return {
        "extract_s": round(statistics.median(ours), 3),
        "jieba_cut_s": round(statistics.median(theirs), 3),
        "times_faster_than_cut": round(ratio, 2),
    }


def beside_slow_ones(ours: float) -> dict[str, Any]:
    """jieba's part-of-speech tagging and JioNLP's search for times, once each on the first text."""
    from jieba import posseg

    text = speech_text(SIZE, SEEDS[0])
    tagging = seconds(lambda: list(posseg.cut(text)))
    found = {"jieba_posseg_s": round(tagging, 3), "times_faster_than_posseg": round(tagging / ours, 2)}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import jionlp
    except ImportError:
        return {**found, "times_faster_than_jionlp": None, "peer": "pip install -r bench/requirements.txt"}
    logging.disable(logging.CRITICAL)
    jionlp.ner.extract_time(text[:200], time_base=time.mktime(ON.timetuple()))
    timing = seconds(lambda: jionlp.ner.extract_time(text, time_base=time.mktime(ON.timetuple())))
    return {**found, "jionlp_times_s": round(timing, 3), "times_faster_than_jionlp": round(timing / ours, 2)}


def growth() -> dict[str, float]:
    """What a character costs in longer texts, as multiples of its cost in 10,000 characters."""
    short = min(seconds(lambda: speeches.extract(speech_text(SIZE // 10), on=ON)) for _ in range(5))
    found = {}
    for times in (10, 100):
        text = speech_text(SIZE // 10 * times)
        longer = min(seconds(lambda text=text: speeches.extract(text, on=ON)) for _ in range(20 // times + 1))
        found[f"growth_{times}x"] = round(longer / times / short, 2)
    return found


def memory_mb() -> int:
    """The largest resident size of a fresh process that reads 100,000 characters."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], input=speech_text(SIZE), text=True, capture_output=True, check=True, cwd=ROOT
    )  # fmt: skip
    return int(done.stdout)


def cold_start() -> float:
    """Seconds of wall time that a fresh `manage.py extract` takes on a short speech, the best of three."""
    command = [sys.executable, str(ROOT / "manage.py"), "extract", "-", "--date", "2026-03-02"]
    found = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(
            command, input="各乡镇要于6月20日前上报方案。".encode(), capture_output=True, check=True
        )
        found.append(time.perf_counter() - began)
    return round(min(found), 2)


def main() -> int:
    """Measures and tells; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only beside jieba.cut")
    quick = parser.parse_args().quick
    speeches.extract(speech_text(2000, seed=1), on=ON)
    figures: dict[str, Any] = {"bench": "extract", "characters": SIZE, **beside_cut()}
    if not quick:
        figures |= beside_slow_ones(figures["extract_s"])
        figures |= {"memory_mb": memory_mb(), **growth(), "cold_start_s": cold_start()}
    return told(figures, GOALS)


if __name__ == "__main__":
    raise SystemExit(main())
