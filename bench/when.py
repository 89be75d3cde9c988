"""How fast times are read: prints one JSON line of characters a second, ratio and linearity. `python -m bench.when [--quick]`.

The text is the sample speeches, their sentences shuffled with a fixed seed. `jionlp` (bench/requirements.txt) is a peer and not a
dependency of the product: where it is not installed its figures are null and the reason stands in `peer`.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import io
import json
import logging
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from speeches.when import times  # noqa: E402

SIZE = 100_000
ON = dt.date(2026, 3, 2)
PLAIN = "全面加强党的领导，推动高质量发展，各级各部门要认真贯彻落实会议精神，切实提高思想认识。"


def sentences() -> list[str]:
    """The sentences of all sample speeches, shuffled."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "speeches" / "samples").glob("*.txt"))]
    found = [s for text in texts for s in re.split(r"(?<=[。！？\n])", text) if s.strip()]
    random.Random(20260302).shuffle(found)
    return found


def speech_text(size: int) -> str:
    """So many characters of speech."""
    pieces = sentences() or [PLAIN + "各乡镇要在6月20日前报送名单，每周五下班前报告进展。"]
    text = "".join(pieces)
    return (text * (size // len(text) + 1))[:size]


def seconds(act: Callable[[], object], repeats: int = 3) -> float:
    """The best of a few runs, warm, with the garbage collector off as `timeit` has it."""
    best = float("inf")
    gc.disable()
    for _ in range(repeats):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    gc.enable()
    return best


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [s for s in re.split(r"(?<=[。！？\n])", text) if s.strip()]


def peer() -> tuple[Callable[[str], object] | None, str]:
    """(jionlp's extract_time, its version), or (None, why not)."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import jionlp
    except ImportError:
        return None, "jionlp is not installed: pip install -r bench/requirements.txt"
    base = time.mktime(ON.timetuple())
    logging.disable(logging.CRITICAL)
    return (lambda text: jionlp.ner.extract_time(text, time_base=base)), f"jionlp {jionlp.__version__}"


def beside(text: str) -> dict[str, object]:
    """Ours and the peer's speed on the same text in this process, as one string and sentence by sentence."""
    pieces = split(text)
    whole, each = seconds(lambda: times(text, ON)), seconds(lambda: [times(piece, ON) for piece in pieces])
    figures: dict[str, object] = {
        "chars_per_second": round(len(text) / whole),
        "by_sentence_chars_per_second": round(len(text) / each),
    }
    read, figures["peer"] = peer()
    if read is None:
        return figures
    read(pieces[0])
    peer_whole, peer_each = (
        seconds(lambda: read(text), 2),
        seconds(lambda: [read(piece) for piece in pieces], 2),
    )
    figures["peer_chars_per_second"] = round(len(text) / peer_whole)
    figures["peer_by_sentence_chars_per_second"] = round(len(text) / peer_each)
    figures["ratio"] = round(peer_whole / whole, 1)
    figures["ratio_by_sentence"] = round(peer_each / each, 1)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the text")
    size = SIZE // 10 if parser.parse_args().quick else SIZE
    text = speech_text(size)
    found = len(times(text, ON))
    one, ten, hundred = (seconds(lambda part=text[: size // n]: times(part, ON), 5) for n in (100, 10, 1))
    plain = (PLAIN * (size // len(PLAIN) + 1))[:size]
    linearity = {
        "x1": round(one, 5),
        "x10": round(ten, 5),
        "x100": round(hundred, 5),
        "x100_over_10_x10": round(hundred / 10 / ten, 2),
    }
    figures = {"bench": "when", "characters": size, "found": found, **beside(text), "linearity": linearity}
    figures["no_times_chars_per_second"] = round(size / seconds(lambda: times(plain, ON)))
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
