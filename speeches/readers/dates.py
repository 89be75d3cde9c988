"""The day a file says of itself ("2016-05-26T01:00:00Z", "D:20160526090000+08'00'", "Thu, 26 May 2016 …").

It must never read a date of a speech: dateparser takes 6月20日前 for "six months and twenty days ago", so it is asked
only for whole foreign dates of file properties and page heads, strictly, and with a fixed base instead of the clock.
"""

from __future__ import annotations

import datetime as dt
import re

_NUMBERS = re.compile(
    r"\s*(?:D:)?((?:19|20)\d\d)[-/.年]?(\d\d?)[-/.月]?(\d\d?)日?(?:[T\s]*(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?\s*(Z|[+-]00'?:?00)?)?"
)
_FOREIGN = re.compile(r"(?=.*[A-Za-z])(?=.*\b(?:19|20)\d\d\b)[\w\s,.:+()-]{8,48}\Z")
_CHINA = dt.timedelta(hours=8)


def property_date(value: object) -> dt.date | None:
    """The Chinese calendar day of a file property, or None when it is not a whole date of 1950–2099.

    "2016-05-26T17:00:00Z" → 2016-05-27 (it was past midnight in China); "2016年5月26日" → 2016-05-26; "昨天" → None.
    """
    text = str(value or "").strip()
    match = _NUMBERS.match(text)
    found = _from_numbers(match) if match else _from_words(text)
    return found if found is not None and found.year >= 1950 else None


def _from_numbers(match: re.Match[str]) -> dt.date | None:
    year, month, day, hour, minute, _, zone = match.groups()
    try:
        moment = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))
    except ValueError:
        return None
    return (moment + _CHINA if zone else moment).date()


def _from_words(text: str) -> dt.date | None:
    if not _FOREIGN.match(text):
        return None
    import dateparser

    settings = {
        "STRICT_PARSING": True,
        "RELATIVE_BASE": dt.datetime(2000, 1, 1),
        "PARSERS": ["absolute-time"],
    }
    found = dateparser.parse(text, languages=["en", "zh-Hans"], settings=settings)
    if found is None:
        return None
    if found.tzinfo is not None:
        found = found.astimezone(dt.timezone(_CHINA))
    return found.date()
