"""Dates that the text hides: x月x日, ××月底, 20xx年, 某月某日. They are times, but never dates."""

from __future__ import annotations

from speeches.when.rule import Found, Reading, Rule, Yes


def masked(found: Found) -> Reading | None:
    """A hidden date: unknown, never guessed."""
    return Reading(
        "closed", "masked", modality="by" if found["by"] else "at", trace=("日期在原文中被隐去，须补填",)
    )


_X = "(?:[xX×ⅹХх＊*□○Ｘ✕╳]{1,4}|某|_{1,6})"
_BY = "(?:份)?(?:上旬|中旬|下旬|初|底|末)?(?P<by>之前|以前|前|之内|内)?"

RULES = (
    Rule(
        "masked_date",
        "(?<![A-Za-z])(?:(?:(?:(?:19|20)?"
        + _X
        + "|20\\d[xX×*]|20\\d{2}|今|明)年)?"
        + _X
        + "月(?:"
        + _X
        + "[日号]?|\\d{1,2}[日号])?"
        "|(?:(?:(?:19|20)?" + _X + "|20\\d[xX×*]|20\\d{2}|今|明)年)?\\d{1,2}月" + _X + "[日号]"
        "|(?:(?:19|20)" + _X + "|20\\d[xX×*])年\\d{1,2}月(?:\\d{1,2}[日号])?)" + _BY,
        masked,
        yes=(
            Yes("请于x月x日前报送", "x月x日前", kind="masked", to=None, modality="by"),
            Yes("××月底前完成", "××月底前", kind="masked", to=None),
            Yes("某月某日召开", "某月某日", kind="masked"),
        ),
        no=("6月20日前报送", "maxx月度"),
        rank=-3,
    ),
    Rule(
        "masked_year_or_day",
        "(?:(?:19|20)[xX×*某]{2}|20\\d[xX×*]|[xX×*某]{4})年(?:底|末|度)?(?P<by>前)?|(?<![A-Za-z0-9月])[xX×*某_]{1,4}日(?P<by2>之前|以前|前)?",
        masked,
        yes=(
            Yes("20xx年工作要点", "20xx年", kind="masked", to=None),
            Yes("务必于××日前上报", "××日前", kind="masked"),
            Yes("20XX年底前达标", "20XX年底前", kind="masked"),
        ),
        no=("2026年底前", "maxx日志"),
        rank=-3,
    ),
)
