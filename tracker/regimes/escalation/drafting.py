"""The words of an instrument for one duty: the office's template with the facts put in their places. Reads no rows but those handed in.

A template holds places such as {任务}. Places nobody knows are refused when the template is written, and what stands in a
place is never read as a template again, whatever a speech says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.common.errors import Refused

PLACE = re.compile(r"\{([^{}\s]{1,12})\}")
# What a template can say, and what each place means; shown beside the editor.
PLACES: Mapping[str, str] = {
    "单位": "责任单位全称",
    "编号": "事项编号",
    "任务": "工作任务",
    "目标": "目标要求",
    "分工": "牵头或配合",
    "时限": "完成时限",
    "事由": "这次为什么提出，如“逾期5天”",
    "来源": "讲话名称和日期",
    "原文": "讲话原文摘录",
    "交办日期": "交办的日期",
    "进展": "最近一次反馈的日期和内容",
    "此前督促": "此前的催办和文书",
    "单位说明": "单位对此事的说明",
    "分管领导": "分管领导姓名",
    "本办": "督查室名称",
}
# These are filled when the paper is shown and when it is signed: days go by, and the unit may answer after it was drafted.
CAUSE, EXPLANATION = "事由", "单位说明"
MOST = 4000


def checked(template: str) -> str:
    """The template without blanks at its ends. Raises Refused for an empty or too long one, and for places nobody knows."""
    words = template.strip()
    if not words:
        raise Refused("请填写文书内容。")
    if len(words) > MOST:
        raise Refused(f"文书内容最多{MOST}字。")
    unknown = [name for name in PLACE.findall(words) if name not in PLACES]
    if unknown:
        raise Refused(f"文书内容里的“{{{unknown[0]}}}”不是可用的填充项，可用的有：{'、'.join(PLACES)}。")
    return words


def filled(template: str, values: Mapping[str, str]) -> str:
    """The words with every place that has a value filled, once; a line that holds nothing but an empty place is left out.

    filled("请{单位}抓紧。", {"单位": "县财政局"}) == "请县财政局抓紧。"
    """
    safe = {name: value.replace("{", "｛").replace("}", "｝") for name, value in values.items()}
    lines = []
    for line in template.splitlines():
        found = PLACE.findall(line)
        if found and all(safe.get(name) == "" for name in found):
            continue
        lines.append(PLACE.sub(lambda place: safe.get(place[1], place[0]), line))
    return "\n".join(lines).strip()


def completed(body: str, *, cause: str, explanation: str) -> str:
    """The body as it reads now: the cause and the unit's explanation in their places.

    An explanation the words have no place for comes at the end; a line that waits for one that was not asked is left out.
    """
    mark = f"{{{EXPLANATION}}}"
    lines = [line for line in body.splitlines() if explanation or mark not in line]
    if explanation and mark not in body:
        lines.append(mark)
    return "\n".join(filled(line, {CAUSE: cause, EXPLANATION: explanation}) for line in lines)
