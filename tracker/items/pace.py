"""序时进度: how reported progress keeps up with time. Pure functions; no database, no clock.

Time-proportional progress is the share of the time from issue to deadline that has gone by (DOMAIN c4: 欠进度, 达进度, 超进度).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

# Within this many points of time-proportional progress (序时进度) a task is on schedule; page and paper say so.
PACE_TOLERANCE = 10
# How the page tells the reckoning, beside the figures of each task.
PACE_RULE = (
    "进度怎么算：时间已过＝交办到现在的时长÷交办到时限的时长；"
    f"完成比例比它低{PACE_TOLERANCE}个百分点以上为欠进度，高{PACE_TOLERANCE}个百分点以上为超进度，其间为达进度。"
)
_AMOUNT = re.compile(r"(?<![\d.])(\d{1,12}(?:\.\d{1,4})?)(?![\d.%％])([^\d\W]{1,3})")


class Pace(StrEnum):
    """The five-way view of progress."""

    DONE = "done"
    AHEAD = "ahead"
    ON = "on"
    BEHIND = "behind"
    OTHER = "other"


PACE_WORDS = {
    Pace.DONE: "已完成",
    Pace.AHEAD: "超进度",
    Pace.ON: "达进度",
    Pace.BEHIND: "欠进度",
    Pace.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A task's pace with the figures it comes from, both in percent; `words` is the formula for people."""

    pace: Pace
    percent: int
    expected: int

    @property
    def word(self) -> str:
        return PACE_WORDS[self.pace]

    @property
    def words(self) -> str:
        """ "时间已过60%，完成45%，欠进度15个百分点"."""
        gap = self.percent - self.expected
        points = f"{abs(gap)}个百分点" if self.pace is not Pace.ON else ""
        return f"时间已过{self.expected}%，完成{self.percent}%，{self.word}{points}"


def expected_progress(since: dt.datetime | None, due: dt.datetime | None, at: dt.datetime) -> int | None:
    """Time-proportional progress in percent at `at`, from `since` to `due`; None without both or in the wrong order."""
    if since is None or due is None or due <= since:
        return None
    return max(0, min(100, round(100 * ((at - since) / (due - since)))))


def kept(percent: int | None, expected: int | None) -> Kept | None:
    """How `percent` compares with `expected`; None where either is unknown."""
    if percent is None or expected is None:
        return None
    if percent < expected - PACE_TOLERANCE:
        return Kept(Pace.BEHIND, percent, expected)
    return Kept(Pace.AHEAD if percent > expected + PACE_TOLERANCE else Pace.ON, percent, expected)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number to be reached with its unit of measure: Amount(Decimal("4785"), "户")."""

    number: Decimal
    measure: str


def amount_of(target: str) -> Amount | None:
    """The one quantity a target names: amount_of("4785户") == Amount(4785, "户"); None for a percentage, several or none."""
    found = _AMOUNT.findall(target)
    if len(found) != 1 or not Decimal(found[0][0]):
        return None
    number, measure = found[0]
    return Amount(Decimal(number), measure.removesuffix("以上").removesuffix("以内"))


def percent_of(done: Decimal, amount: Amount) -> int:
    """The share done in whole percent, rounded down so that 100 means all: percent_of(4784, 4785户) == 99."""
    return int(min(Decimal(100), (100 * done / amount.number).quantize(Decimal(1), ROUND_DOWN)))
