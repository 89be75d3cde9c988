"""The mood of a heading: does what stands under it give orders, or describe? Words decide; unknown is "".

`mood_of(title) -> "order" | "describe" | ""`. It must never look at the sentences below.
"""

from __future__ import annotations

import re

_DESCRIBE = re.compile(
    r"(?:主要|突出|共性|具体|反映|发现|查出|通报|剖析)的?问题$|问题(?:和|与|及)不足|不足$|差距(?:$|在|和|与|及)|(?<![补齐强上抓])短板(?!补)|弱项$|(?<!克服)困难$|薄弱环节$|成绩|成效|回顾"
    r"|工作(?:开展|进展|完成)?情况|进展情况|基本情况|开展情况|落实情况|(?<!新)形势|意义|重要性|必要性|紧迫感|紧迫性|背景|机遇|挑战|体会|经验$|原因|特点|主要做法|肯定"
    r"|不(?:彻底|精准|到位|统一|集中|够|高|严|实|力|足|明)|取得|现状|会议议程|议程"
)
_ORDER = re.compile(
    r"要求|任务|措施|工作重点|重点工作|工作安排|安排部署|下一步|下步|下一阶段|下阶段|抓好|抓实|做好|抓紧|加强|强化|狠抓|严格|推进|落实|整改|压实"
    r"|建立|完善|健全|加快|突出重点|明确责任|确保|全力|切实|扎实|严肃|督查|督导|问责|组织领导|工作打算|几点意见|近期工作|当前工作|启动|排查|^(?:要(?!求|素|点)|必须|务必|坚决)|议定(?:事项|意见)|决定事项|(?:本周|下周|本月|下月|近期|下一阶段)(?:的)?(?:安排|计划|部署|工作)$|守住|守牢|扛起|打好|打赢|保障措施"
)
# 整改存在问题的具体措施 orders, whatever it names.
_ORDERS_LAST = re.compile(r"(?:措施|对策|要求|安排|打算|任务|清单)$")
# 存在的问题务必高度重视 describes although it orders attention; 问题整改 orders although it says 问题.
_STRONG = re.compile(
    r"存在的?(?:主要|突出)?问题|问题和不足|成绩值得|形势(?:将|依然|更加)|(?:充分)?肯定成绩|总结成绩|正视(?:问题|差距|不足)|工作开展情况"
)


# 护理部通报了调查结果: an item of the minutes, which says nothing of what follows.
_TOLD = re.compile(r"(?:汇报|通报|听取|进行|介绍|审议|传达|研究|学习|分析)了")


def mood_of(title: str) -> str:
    """The mood of one heading: "前期工作中存在的主要问题" → "describe", "下一步工作要求" → "order", "几点体会" → "describe"."""
    if _TOLD.search(title):
        return ""
    if _STRONG.search(title) and not _ORDERS_LAST.search(title):
        return "describe"
    orders = _ORDER.search(title)
    if orders and _ORDERS_LAST.search(title):
        return "order"
    describes = _DESCRIBE.search(title)
    if orders and describes:
        # "提高认识抓落实": the last word is what the section is about.
        return "order" if orders.start() == 0 or orders.start() > describes.start() else "describe"
    if orders:
        return "order"
    return "describe" if describes else ""
