"""Rhythms in short form: 日报告、周通报、旬督查、季拉练; 每月一调度; 一周一通报; 半年一评比."""

from __future__ import annotations

import re

from speeches.when.numerals import number
from speeches.when.rule import Found, Reading, Rule, Yes

from .recurrence import every, in_chain, recurs


def rhythm(found: Found) -> Reading | None:
    """日报告 is daily, 旬督查 every ten days, 季拉练 quarterly; 五天一调度 every five days."""
    unit = found["unit"].removeprefix("个")
    if found.text == "每周" and not in_chain(found.context, found.start, found.end):
        return None
    rule = every(unit, number(found["n"]) or 0 if found["n"] else 1)
    return recurs(rule) if rule else None


def many_each(found: Found) -> Reading | None:
    """一日三报, 一天两调度: daily, more than once."""
    rule = every(found["unit"], 1)
    return recurs(rule, "每期多次") if rule else None


_BEFORE = re.compile(
    "(?:^|[^\\d一二三四五六七八九十两每上下本今明当次])(?:日|周|旬|半月|月|季|半年|年)[\\u4e00-\\u9fff]{2}[、，,]\\Z"
)
_AFTER = re.compile("[、，,](?:日|周|旬|半月|月|季|半年|年)[\\u4e00-\\u9fff]{2}")


def chained(found: Found) -> Reading | None:
    """日监测、周会商、月评价: links of one chain give each other their meaning; alone they are ordinary words."""
    text, start = found.context.text, found.start
    if text[max(0, start - 1) : start] in tuple(
        "双隔单逐按每上下本今明当次一二三四五六七八九十两几0123456789节假生"
    ):
        return None
    chained_on = _AFTER.match(text, found.end) or _BEFORE.search(text, max(0, start - 6), start)
    rule = every(found["unit"], 1)
    return recurs(rule) if rule and chained_on else None


def both_halves(found: Found) -> Reading | None:
    """上半年、下半年各一次: every six months."""
    return recurs("FREQ=MONTHLY;INTERVAL=6")


_UNIT = "(?P<unit>日|天|周|旬|半个?月|个?月|季度|季|半年|年)"

RULES = (
    Rule(
        "short_rhythm",
        "(?<![xX×某民隔双单按各全今明昨当次本上下每一二三四五六七八九十两\\d前后节假生工即逐近同整度末周年月季个半满成])(?P<unit>日|周|旬|半月|月|季度?|半年|年)(?={report})(?!年|报到|报纸|报社|季节|检测|月报刊)(?:报告|通报|调度|督查|拉练|小结|总结|例会|会商|研判|监测|会诊|点评|汇报|汇总|巡查|检查|排查|督办|督导|评比|评估|考评|分析|快报|报送?(?![表社纸名道考警销刊备到业废喜了])|清零|晾晒|排名|盘点|复盘|考核|讲评|推进会?|碰头会?|结|评|清)",
        rhythm,
        yes=(
            Yes("实行日报告制度", "日报告", rrule="FREQ=DAILY", kind="recurrence"),
            Yes("建立周通报、旬督查、季拉练机制", "旬督查", rrule="FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
            Yes("坚持月调度、季点评", "月调度", rrule="FREQ=MONTHLY"),
            Yes("周通报、季拉练一个都不能少", "季拉练", rrule="FREQ=MONTHLY;INTERVAL=3"),
        ),
        no=("人民日报告诉我们", "今年检查了三次", "订阅周报刊物"),
    ),
    Rule(
        "one_each",
        "(?:每|一|(?<![第月\\d一二三四五六七八九十])(?P<n>[两二三四五六七八十]|十五|二十|1[05]|20|[2357])个?)"
        + _UNIT
        + "(?=[一1]{report}|一[张份期篇](?!性)|一(?:跟踪|更新|点名|讲评|提醒|走访|评议|主题|重点|活动|行动|亮相|评选|盘点|分析|报表|巡回|推进|检视|督战|对账|清单|审核|随访|回访|巡诊|家访|探访|慰问|体检|演练|培训|测试|销号|归集|碰头|简报|专报|轮换|维护|检修|保养|清理|清扫))|(?<![一二三四五六七八九十\\d第下上本每个])(?P<unit2>半年|季度|季|半月)(?=一{report})",
        rhythm,
        yes=(
            Yes("坚持每月一调度、每季一通报", "每月", rrule="FREQ=MONTHLY"),
            Yes("实行一周一通报", "一周", rrule="FREQ=WEEKLY"),
            Yes("做到每周一通报、每月一总结", "每周", rrule="FREQ=WEEKLY"),
            Yes("季度一汇总、半年一评比", "半年", rrule="FREQ=MONTHLY;INTERVAL=6"),
            Yes("做到一天一报告", "一天", rrule="FREQ=DAILY"),
            Yes("坚持五天一调度", "五天", rrule="FREQ=DAILY;INTERVAL=5"),
            Yes("做到一人一档案，一月一随访", "一月", rrule="FREQ=MONTHLY"),
        ),
        no=("一年一度的盛会", "一月一日施行"),
        rank=2,
    ),
    Rule(
        "many_each",
        "(?:(?:一(?P<unit>周)|[一每](?P<unit2>天|日|月|季|年))[两二三四]|每(?P<unit3>周)两){report}",
        many_each,
        yes=(
            Yes("执行一日三报", "一日三报", rrule="FREQ=DAILY"),
            Yes("做到一周两调度", "一周两调度", rrule="FREQ=WEEKLY"),
            Yes("一天两报告不能少", "一天两报告", rrule="FREQ=DAILY"),
        ),
        no=("一日三餐", "一年三熟", "每周三汇总台账", "每周二会商"),
        rank=2,
    ),
    Rule(
        "both_halves",
        "(?:每年的?)?上半年(?:[、和与]|以及)下半年(?:要?各|分别)(?:至少)?(?:开展|召开|组织|安排)?[一1]次",
        both_halves,
        yes=(
            Yes("集中督查上半年、下半年各一次", "上半年、下半年各一次", rrule="FREQ=MONTHLY;INTERVAL=6"),
            Yes(
                "每年上半年和下半年各开展一次",
                "每年上半年和下半年各开展一次",
                rrule="FREQ=MONTHLY;INTERVAL=6",
            ),
            Yes("上半年和下半年各组织一次演练", "上半年和下半年各组织一次", rrule="FREQ=MONTHLY;INTERVAL=6"),
        ),
        no=("上半年、下半年的任务", "上半年开展一次"),
    ),
    Rule(
        "rhythm_chain",
        '(?P<unit>日|周|旬|半月|月|季|半年|年)(?![常程益期均产前后内底末初中度轻龄代份、，一二三日周月年])(?P<what>[\\u4e00-\\u9fff]{2})(?=[、，,。；;”"]|$)',
        chained,
        yes=(
            Yes("做到日晾绩、周会商、月评价", "日晾绩", rrule="FREQ=DAILY"),
            Yes("实行日对账、旬盘点", "旬盘点", rrule="FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
            Yes("落实日跟进、周督促、月回看", "月回看", rrule="FREQ=MONTHLY"),
        ),
        no=("日常、周边", "三日游览、两日考察", "日光照射", "双周碰头，月底算账"),
        rank=-2,
    ),
)
