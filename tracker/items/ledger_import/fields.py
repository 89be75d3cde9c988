"""What a ledger can tell of a duty, and under which names offices keep it. Guesses columns by names, then by values. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.common.workbooks import normal
from tracker.items.states import State


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a ledger can tell: its key, its label, the titles it goes by (best first; all compared by `normal`)."""

    key: str
    label: str
    names: tuple[str, ...]
    is_needed: bool = False


FIELDS = (
    Field("task", "工作任务", ("工作任务", "任务", "任务内容", "重点任务", "重点工作", "督办事项", "督查事项", "工作内容", "事项内容", "事项", "具体任务", "议定事项", "交办事项"), True),
    Field("source_no", "原编号", ("编号", "任务编号", "事项编号", "台账编号", "督办编号", "文号", "序号")),
    Field("lead", "牵头单位", ("牵头单位", "责任单位", "承办单位", "主办单位", "牵头部门", "责任部门", "主责单位", "落实单位", "承担单位", "单位"), True),
    Field("support", "配合单位", ("配合单位", "协办单位", "配合部门", "协同单位", "参与单位", "配合责任单位")),
    Field("due", "完成时限", ("完成时限", "办理时限", "完成时间", "时限要求", "时限", "截止时间", "截止日期", "办结时限", "完成期限", "要求完成时间")),
    Field("target", "目标要求", ("目标要求", "量化指标", "工作目标", "目标", "年度目标", "工作要求", "标准要求")),
    Field("state", "办理状态", ("办理状态", "状态", "完成情况", "办结情况", "是否销号", "是否办结", "是否完成", "销号情况", "办理结果")),
    Field("closed_on", "销号日期", ("销号日期", "办结日期", "办结时间", "销号时间", "实际完成时间", "完成日期")),
    Field("issued_on", "交办日期", ("交办日期", "交办时间", "下发日期", "立项日期", "立项时间", "登记日期", "收文日期", "部署时间")),
    Field("basis", "立项依据", ("立项依据", "任务来源", "来源", "依据", "会议名称", "来源会议", "批示来源", "文件依据")),
    Field("approver", "批准人", ("批准人", "批示领导", "签批领导", "审批人")),
    Field("leader", "分管领导", ("分管领导", "责任领导", "包保领导", "牵头领导", "县级领导", "市级领导", "包联领导")),
    Field("quote", "原文摘录", ("原文摘录", "批示内容", "讲话原文", "领导批示", "原文")),
    Field("frequency", "报送频次", ("报送频次", "反馈频次", "调度频次", "报送周期", "调度周期")),
    Field("content", "进展情况", ("进展情况", "工作进展", "办理情况", "目前进展", "落实情况", "进展", "最新进展")),
    Field("problems", "存在问题", ("存在问题", "存在困难", "问题", "困难问题", "存在的问题")),
    Field("next_steps", "下步措施", ("下步措施", "下一步打算", "下一步工作", "下步工作", "下一步措施", "下步打算")),
    Field("percent", "完成比例", ("完成比例", "进度", "完成率", "完成进度", "完成百分比")),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}

STATE_WORDS = {
    State.REGISTERED: ("未交办", "待交办", "未下发", "已立项"),
    State.ISSUED: ("已交办", "待签收", "已下发", "未启动", "未开始"),
    State.IN_PROGRESS: ("办理中", "正在办理", "进行中", "推进中", "正在推进", "在办", "未完成", "未办结", "未销号", "持续推进", "落实中", "否"),
    State.CLOSE_REQUESTED: ("申请销号", "待核查", "待销号"),
    State.CLOSED: ("已办结", "办结", "已完成", "完成", "已销号", "销号", "已落实", "落实", "是"),
    State.SUSPENDED: ("中止", "挂账", "挂账中止", "暂缓", "暂停"),
    State.CANCELLED: ("撤销", "已撤销", "取消", "已取消", "终止"),
}  # fmt: skip
STATES = {word: state.value for state, words in STATE_WORDS.items() for word in words}
_DATED = re.compile(r"\d{4}[-/.年]\d{1,2}|\d{1,2}月|年底|季度|长期")


def score(titles: Sequence[str]) -> int:
    """How many of a row's cells are names of fields: the head of a ledger has the most."""
    known = {normal(name) for field in FIELDS for name in field.names}
    return sum(normal(title) in known for title in titles)


def guessed(
    titles: Sequence[str], rows: Sequence[Sequence[str]], is_unit: Callable[[str], bool]
) -> dict[str, int]:
    """Field → column, by the titles; where the task, the units or the deadline have none, by what stands in the columns.

    guessed(["编号", "事项", "单位"], …) == {"source_no": 0, "task": 1, "lead": 2}.
    """
    found: dict[str, int] = {}
    plain = [normal(title.rsplit("/", 1)[-1]) for title in titles]
    whole = [normal(title) for title in titles]
    for matches in (lambda name, title: name == title, lambda name, title: len(name) > 1 and name in title):
        for field in FIELDS:
            free = [place for place in range(len(titles)) if place not in found.values()]
            places = (
                place
                for name in map(normal, field.names)
                for place in free
                if matches(name, plain[place]) or matches(name, whole[place])
            )
            place = next(places, None)
            if field.key not in found and place is not None:
                found[field.key] = place
    by_values: dict[str, Callable[[str], bool]] = {
        "lead": is_unit,
        "due": lambda text: bool(_DATED.search(text)),
    }
    for key, looks_right in by_values.items():
        if key not in found:
            best = best_column(rows, [p for p in range(len(titles)) if p not in found.values()], looks_right)
            if best is not None:
                found[key] = best
    return found


def best_column(
    rows: Sequence[Sequence[str]], places: Sequence[int], looks_right: Callable[[str], bool]
) -> int | None:
    """The column most of whose examples look right, None where none has three fifths of them."""
    shares = []
    for place in places:
        texts = [row[place] for row in rows if place < len(row) and row[place]]
        if texts:
            shares.append((sum(map(looks_right, texts)) / len(texts), -place))
    share, place = max(shares, default=(0.0, 0))
    return -place if share >= 0.6 else None
