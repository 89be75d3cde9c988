"""What hostile texts of a million characters cost: one JSON line, with the bounds missed. `python bench/hostile.py [CASE …]`.

Each text of bench/support/hostile.py is read in a process of its own; seconds are of its processor time, megabytes the most it held.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.support.goals import told  # noqa: E402
from bench.support.hostile import CASES  # noqa: E402
from bench.support.memory import most_mb  # noqa: E402

SIZE = 1_000_000
SECONDS, MEGABYTES = 10, 400


def read(case: str) -> None:
    """Reads one text in this process and prints what it cost."""
    import speeches

    speeches.extract("各乡镇要于6月20日前上报方案。", on=dt.date(2026, 3, 2))
    text = CASES[case](SIZE)
    began = time.process_time()
    found = speeches.extract(text, on=dt.date(2026, 3, 2))
    spent = time.process_time() - began
    print(json.dumps({"s": round(spent, 1), "mb": most_mb(), "items": len(found.items)}))


def main(cases: list[str]) -> int:
    """Reads the cases one after the other; 1 when a bound is missed."""
    figures: dict[str, Any] = {"bench": "hostile", "characters": SIZE}
    goals = []
    for case in cases or CASES:
        done = subprocess.run(
            [sys.executable, __file__, "--read", case],
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
        cost = json.loads(done.stdout)
        figures |= {f"{case}: s": cost["s"], f"{case}: mb": cost["mb"]}
        goals += [(f"{case}: s", "<", SECONDS), (f"{case}: mb", "<", MEGABYTES)]
    return told(figures, goals)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2])
    else:
        raise SystemExit(main(sys.argv[1:]))
