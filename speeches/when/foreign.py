"""Dates of file properties, page headers and foreign formats, through `dateparser` under a guard.

`dateparser` is never trusted with prose: it reads 6月20日前 as "six months and twenty days ago". Only a whole string in the
shape of one full absolute date reaches it, and a relative reading is switched off.
"""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
_CLOCK = r"(?:[T ,]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|GMT|CST|[+-]\d{2}:?\d{2}))?)?"
_SHAPES = re.compile(
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_CLOCK}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日?{_CLOCK}"
    rf"|(?:[A-Za-z]{{3,9}},? )?\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTHS}\.?,?[ -]\d{{4}}{_CLOCK}"
    rf"|(?:[A-Za-z]{{3,9}},? )?{_MONTHS}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}{_CLOCK})",
    re.IGNORECASE,
)
_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
LONGEST = 48


def parse_foreign(text: str) -> dt.date | None:
    """The one full date that the whole string is, or None: "2 March 2026 09:30" → 2026-03-02; "6月20日前" → None."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    pdf = _PDF.match(text)
    if pdf:
        text = "-".join(pdf.groups())
    if not _SHAPES.fullmatch(text):
        return None
    import dateparser

    settings = {
        "PARSERS": ["absolute-time"],
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["year", "month", "day"],
        "DATE_ORDER": "YMD",
    }
    found = dateparser.parse(text, languages=["zh-Hans", "en"], settings=settings)
    return found.date() if found else None
