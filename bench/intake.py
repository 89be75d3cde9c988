"""How well and how fast a speech that is nearly here already is recognised. Prints one JSON line.

`python bench/intake.py [--speeches 10000]`. Shares are measured on the engine's sample speeches and changed copies of them; times on a
database of its own in a temporary folder, filled with speeches put together from the samples' sentences, so that each
sentence stands in hundreds of them: harder than life. Exits 1 when a goal is missed: no different pair above a tenth, every copy
with two signs changed in each third sentence found, no stranger found, a look-up in 50 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
SENTENCE = re.compile(r"[^。\n]*[。\n]")
LOOKS = 30
LOOK_MS = 50


def texts() -> list[str]:
    """The sample speeches long enough to be speeches."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "speeches/samples").glob("*.txt"))]
    return [text for text in found if len(text) > 1200]


def changed(text: str, every: int) -> str:
    """A copy with two signs changed in every so-manieth sentence."""
    lines = SENTENCE.findall(text)
    return "".join(
        line[: len(line) // 2] + "改了" + line[len(line) // 2 + 2 :] if n % every == 0 else line
        for n, line in enumerate(lines)
    )


def shortened(text: str, chance: random.Random, share: float) -> str:
    """A copy without a share of its sentences."""
    return "".join(line for line in SENTENCE.findall(text) if chance.random() > share)


def shares() -> dict[str, float]:
    """How much different speeches and changed copies have in common: the closest of the former, the farthest of the latter."""
    from speeches.text.likeness import share, shingles

    chance, samples = random.Random(1), texts()
    seen = [shingles(text) for text in samples]

    def farthest(change: Callable[[str], str]) -> float:
        return round(
            min(share(shingles(change(text)), of) for text, of in zip(samples, seen, strict=True)), 3
        )

    return {
        "different": round(max(share(one, other) for one, other in combinations(seen, 2)), 3),
        "every_third_sentence_changed": farthest(lambda text: changed(text, 3)),
        "fifth_of_sentences_gone": farthest(lambda text: shortened(text, chance, 0.2)),
        "first_half_only": farthest(lambda text: text[: len(text) // 2]),
    }


def milliseconds(act: Callable[[], Any]) -> float:
    """How long an act takes, once."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def fill(number: int, chance: random.Random) -> list[str]:
    """That many speeches with their signatures in the database; the texts of some of them."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from tracker.meetings.bridge import signature
    from tracker.meetings.intake import digest
    from tracker.meetings.models import ShingleHash, Speech

    officer = get_user_model().objects.create(username="bench")
    pool = [line for text in texts() for line in SENTENCE.findall(text) if len(line) > 12]
    kept = []
    for begin in range(0, number, 500):
        made = ["".join(chance.sample(pool, 60)) for _ in range(min(500, number - begin))]
        rows = Speech.objects.bulk_create(
            Speech(title="讲话", held_on="2026-03-02", text=text, sha256=digest(text), uploaded_by=officer,
                   uploaded_at=timezone.now())
            for text in made
        )  # fmt: skip
        ShingleHash.objects.bulk_create(
            (ShingleHash(speech=row, value=value) for row in rows for value in signature(row.text)),
            batch_size=5000,
        )
        kept.append(made[0])
    return kept


def times(number: int) -> dict[str, float]:
    """Milliseconds of the look-up with that many speeches there: for a new one and for a changed copy; and of reading a file."""
    from tracker.meetings import bridge, intake

    chance = random.Random(2)
    kept = fill(number, chance)
    copies = [changed(text, 3) for text in chance.choices(kept, k=LOOKS)]
    fresh = [changed(text, 1) for text in chance.choices(texts(), k=LOOKS)]
    found = sum(intake.nearest(text) is not None for text in copies)
    told = sum(intake.nearest(text) is not None for text in fresh)
    return {
        "speeches": number,
        "copies_found": found / LOOKS,
        "strangers_found": told / LOOKS,
        "copy_ms": round(statistics.median(milliseconds(lambda text=text: intake.nearest(text)) for text in copies), 1),
        "stranger_ms": round(statistics.median(milliseconds(lambda text=text: intake.nearest(text)) for text in fresh), 1),
        "reading_ms": round(
            statistics.median(
                milliseconds(lambda text=text: bridge.receive(text, max_bytes=10**7)) for text in fresh
            ),
            1,
        ),
    }  # fmt: skip


def main() -> int:
    """Measures and judges."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--speeches", type=int, default=10_000)
    number = arguments.parse_args().speeches
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TRACKER_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        told: dict[str, Any] = shares() | times(number)
    told["ok"] = (
        told["different"] < 0.1
        and (told["copies_found"], told["strangers_found"]) == (1, 0)
        and max(told["copy_ms"], told["stranger_ms"]) <= LOOK_MS
    )
    print(json.dumps(told, ensure_ascii=False))
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
