"""The words that rules are composed of: numbers, units, connectives. Each is spelled here once and nowhere else.

{Y}, {M} and {len} name their parts (groups); every other
fragment has none. Every repetition is bounded, so that no rule can backtrack without end.
"""

from __future__ import annotations

import re

CN = "〇零○一二三四五六七八九十两廿卅"
# 前 as a limit, not the first half of 前提, 前往, 前期, 前三名; 前提交, 前述职 and 前进场 are limits.
_BARE_BEFORE = (
    "前(?![来往者言头]|后(?!勤|续|备)|期(?![货末满终考房])|进(?=[的步路中了，,。；;、！]|方向|道路|动力|$)|列(?![入出支明席车管装示])"
    "|景(?![区观点])|沿(?![线路街江河途海])|线(?![路上下索缆杆])|方(?![案可能便舱])|面(?![向试对积议签临谈])|身(?!份)"
    "|提(?![交出供前升请醒高炼])|述(?!职)|半[年月]|[一二三四五六七八九十两0-9]{1,2}[名位强])"
)
FRAGMENTS = {
    # Never start inside a longer number or a decimal: 2026.3.5个百分点 holds no 5个.
    "D": r"(?<![\d.:/-])",
    "N": r"(?<![\d.])",
    "cn": f"[{CN}百千]{{1,7}}",
    "count": f"(?:(?<![\\d.])\\d{{1,4}}|[{CN}百千]{{1,7}})",
    "d12": r"(?<![\d.])\d{1,2}(?!\d)",
    "year": r"(?:(?<!\d)(?:19|20)\d{2}|[一二][九〇零○O0][〇零○O0一二三四五六七八九]{2})",
    "month": r"(?:(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九]|元(?=月))",
    "anymonth": r"(?:(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九]|元(?=月))",
    "dom": r"(?:(?<![\d.])\d{1,2}(?!\d)|三十一?|[二廿]十?[一二三四五六七八九]|二十|廿|卅一?|十[一二三四五六七八九]?|[一二三四五六七八九])",
    "日": "[日号]",
    "前": f"(?:之前|以前|前夕|{_BARE_BEFORE})",
    "单前": _BARE_BEFORE,
    # 内 as a limit, not the first half of 内容, 内部; 内部署 and 内销号 are limits.
    "内": "(?:之内|以内|内(?!部(?!署)|容(?!易)|涵|陆|科|蒙))",
    "至": "(?:至|到|[-—–~-]{1,2})",
    "顿": "(?:[、,，和及与]|以及)",
    "周": "(?:星期|礼拜|周)",
    "dow": r"(?:[一二三四五六日天]|(?<=[周期拜])[1-6](?![\d:.点时月日]))",
    "period": "(?:凌晨|清晨|清早|早晨|早上|上午|中午|正午|午后|下午|傍晚|晚上|晚间|夜里|夜间|深夜|半夜|午夜|(?<!早)晚|早(?!晚|日))",
    "q": '[“"‘「『]?',
    "e": '[”"’」』]?',
    "mask": "[xX×ⅹХх某＊*_○〇◯□△Ｘ]{1,4}",
    "Y": (
        r"(?:(?:(?P<year>(?<!\d)(?:19|20)\d{2}|[一二][九〇零○O0][〇零○O0一二三四五六七八九]{2})年度?"
        r"|(?<![\d年])[’']?(?P<short>\d{2})年(?=\d|[一二三四五六七八九十]{1,2}月|上半|下半|第?[一二三四]季|除夕|春节|元旦|元宵|清明|五一|端午|中秋|国庆|(?<=[2-4][0-9]年)年?[底末])"
        r"|(?P<yearword>大前年|前年|去年|上年度?|今年度?|本年度?|当年|明年|来年|次年|翌年|下一?年度?|大后年|后年))的?)"
    ),
    "M": r"(?:(?P<monthword>上上个?月|上个?月|上一个?月|本月|这个?月(?!牙|台)|当月(?=[第\d一二三四五六七八九十底末初中上下内前]|完成|必须|要|之内|以内)|同月|该月|次月|下下个?月|下个?月|下一个?月)份?的?)",
    "len": (
        r"(?:(?:(?P<low>(?<![\d.第年月])\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个工作日|个月|小时|天|日|周|年)?(?:至|到|[-—–~]))?"
        r"(?P<n>(?<![\d.第])\d{1,4}|[〇零一二三四五六七八九十两百千]{1,7}|半)(?:多|来)?"
        r"(?P<ge>个)?(?P<mid>半)?(?P<unit>工作日|自然日|日历日|小时|钟头|分钟|天|昼夜|日|周|星期|礼拜|旬|月|季度|年)(?P<tail>半(?!年|月|天|个))?)"
    ),
    "report": (
        "(?:报告|报送|汇报|上报|通报|快报|简报|专报|例会|会商|会诊|会办|碰头|调度|督查|督办|督导|督察|检查|巡查|巡检|抽查|排查|"
        "拉练|观摩|点评|总结|小结|评比|评估|评价|考核|考评|测评|研判|研究|分析|汇总|统计|晾晒|排名|通气|反馈|推进会|调研|清零|"
        "报|结|评|会|访|清|查|讲|测|巡|检|更新|公示|公布|销号|复盘|审计|监测|消毒|学习|培训|演练|比|晒|看|议|课|考|练|主题)"
    ),
}
_GROUP = re.compile(r"\(\?P<(\w+)>")
_NAME = re.compile(r"\{([A-Za-z0-9]*[A-Za-z一-鿿][A-Za-z0-9一-鿿]*)\}")


def spell(pattern: str) -> str:
    """The pattern with its {fragments} written out; a name used again becomes name2, name3 …; unknown ones raise KeyError."""
    written = _NAME.sub(lambda m: f"(?:{FRAGMENTS[m[1]]})", pattern)
    used: set[str] = set()

    def once(match: re.Match[str]) -> str:
        base = match[1].rstrip("0123456789")
        name = (
            match[1]
            if match[1] not in used
            else next(n for i in range(2, 99) if (n := f"{base}{i}") not in used)
        )
        used.add(name)
        return f"(?P<{name}>"

    return _GROUP.sub(once, written)
