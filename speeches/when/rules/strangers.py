"""What looks like a time and is none: 8.17事故, 70周年, 24小时值班, 3.5个百分点, 〔2026〕12号, 有效工作日, 一日之计.

These rules only refuse: the words they cover, and every part of them, are no time.
"""

from __future__ import annotations

from speeches.when.rule import REFUSED, Found, Reading, Rule


def stranger(found: Found) -> Reading | None:
    """No time at all."""
    return REFUSED


RULES = (
    Rule(
        "named_after_a_day",
        '{q}(?<![\\d.])\\d{1,2}[·.・•]\\d{1,2}{q}(?:特?别?重?大?|较大)?(?:事故|事件|案|讲话|专案|工程|火灾|爆炸|矿难|会议|惨案|洪灾|地震|精神|指示|行动)|[“"]\\d{1,2}[·.・•]\\d{1,2}[”"]',
        stranger,
        yes=(),
        no=("“8·17”事故教训深刻", "6·26禁毒宣传", "8.17事故"),
        rank=5,
    ),
    Rule(
        "anniversary",
        "(?<![每隔])(?<![每隔]\\d){count}多?(?:周年|年代|年制|年级|年期|岁|日游|天无理由|小时(?:值班|值守|在岗|在线|畅通|开机|不间断|热线|轮|待命|备勤|制|工作制|监控|服务|巡|应急|专人|通[讯信]|保持|全天候|有人)|天时间节点|分钟生活圈|分钟路程)|全天候?",
        stranger,
        yes=(),
        no=("建国70周年", "24小时值班", "15分钟生活圈"),
        rank=5,
    ),
    Rule(
        "numbered_paper",
        "[〔\\[(（【](?:19|20)\\d{2}[〕\\])）】]第?\\d{0,4}号?|第{count}[号期届次批号](?:文|令|公告)?|\\d{1,4}号(?:文件?|令|楼|公告|线|院|地块|通知|台风|病)",
        stranger,
        yes=(),
        no=("政办发〔2026〕12号", "第12号令", "2号文件"),
        rank=5,
    ),
    Rule(
        "word_of_time",
        "工作日程|有效工作日|工作日(?:仅|只|不足)|一日之计|一年之计|百年大计|千年大计|一年四季|半月谈|日新月异|一天到晚|成年累月|日积月累|月月红|同比|环比|今日头条|年会|天下|季节|(?<![每一两本下上这])周(?:边|密|到|全|转|期)|日常|日程|日益|日子|月球|年轻|年龄",
        stranger,
        yes=(),
        no=("一日之计在于晨", "工作日程已排定", "同比增长3.5个百分点"),
        rank=5,
    ),
    Rule(
        "about_many_days",
        "近{count}多?来(?:天|年|个月)(?:来)?|{count}(?:多|余|来)(?:天|日|年|个月)(?!内|之内|以内|后|前|时间)",
        stranger,
        yes=(),
        no=("近90来天滴雨未下", "三十多年没变", "已有20余天"),
        rank=5,
    ),
    Rule(
        "time_left",
        "(?:距离|距|离)[^，,。；;、]{1,8}?(?:还有|只有|还剩|仅剩|只剩|不到|不足|仅有|剩下)",
        stranger,
        yes=(),
        no=("离年底只有50天", "距离国庆还有20天", "距6月20日只剩一周"),
        rank=5,
    ),
)
