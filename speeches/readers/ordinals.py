"""Writes the numbers of automatic lists: 3 in the format "chineseCounting" is 三, in "ideographTraditional" 丙.

Format names are those of WordprocessingML (ECMA-376 part 1, 17.18.59). It must never read a number, only write one.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def counting(number: int, digits: str = _DIGITS, units: str = "十百千", zero: str = "零") -> str:
    """The number as it is counted in Chinese, 1..9999: 10 → 十, 12 → 十二, 20 → 二十, 101 → 一百零一; else in digits."""
    if not 0 < number < 10_000:
        return str(number)
    out = ""
    pending_zero = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            pending_zero = bool(out)
            continue
        out += (zero if pending_zero else "") + digits[digit] + (units[power - 1] if power else "")
        pending_zero = False
    return out.removeprefix("一") if 10 <= number < 20 and digits is _DIGITS else out


def _each_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    out = ""
    if not 0 < number < 4_000:
        return str(number)
    for value, sign in _ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def _letter(number: int) -> str:
    # As Word does: 27 is AA, 28 is BB.
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _from(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": counting,
    "chineseLegalSimplified": lambda number: counting(number, _LEGAL, "拾佰仟"),
    "ideographDigital": _each_digit,
    "japaneseDigitalTenThousand": _each_digit,
    "taiwaneseDigital": _each_digit,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
}


def ordinal(number: int, format_: str) -> str:
    """The number in a list format: (3, "chineseCounting") → 三; no number for "none" and "bullet"; unknown → decimal."""
    if format_ in ("none", "bullet"):
        return ""
    return _FORMATS.get(format_, str)(max(0, number))
