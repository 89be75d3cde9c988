"""The columns of a feedback sheet, and the code in each row by which it is known again. Pure but for the signing key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner, b62_decode

from tracker.common.sheets import Column

CODE = "校验码"
NUMBER, UNIT, TASK = "交办单号", "责任单位", "工作任务"
CONTENT, PROBLEMS, NEXT = "本次进展情况", "存在问题", "下步措施"
PERCENT, AMOUNT, CLOSE = "完成比例(%)", "完成数量", "是否申请销号"
ANSWERS = (CONTENT, PROBLEMS, NEXT, PERCENT, AMOUNT, CLOSE)
# Without these a file is no sheet of ours.
NEEDED = (CODE, NUMBER, CONTENT)
LONGEST = {CONTENT: 4000, PROBLEMS: 2000, NEXT: 2000}
YES, NO = "是", "否"
UNCHANGED = ("无变化", "本期无变化")

COLUMNS = (
    Column("序号", 5),
    Column(NUMBER, 16, wrap=True),
    Column(UNIT, 12, wrap=True),
    Column(TASK, 30, wrap=True),
    Column("目标要求", 14, wrap=True),
    Column("分工", 6),
    Column("完成时限", 12, wrap=True),
    Column("办理状态", 9),
    Column("上次反馈", 26, wrap=True),
    Column(CONTENT, 36, wrap=True),
    Column(PROBLEMS, 22, wrap=True),
    Column(NEXT, 22, wrap=True),
    Column(PERCENT, 9),
    Column(AMOUNT, 9),
    Column(CLOSE, 9),
    Column(CODE, 12),
)
TITLES = tuple(column.title for column in COLUMNS)

_SIGNER = TimestampSigner(salt="items.feedback")


@dataclass(frozen=True, slots=True)
class Code:
    """What the code of a row says: which assignment, at which revision, exported when."""

    assignment_id: int
    revision: int
    exported_at: dt.datetime


def code_of(assignment_id: int, revision: int) -> str:
    """The code of a row that is exported now; nobody without the installation's key can make one."""
    return _SIGNER.sign(f"{assignment_id}:{revision}")


def read_code(text: str) -> Code | None:
    """What a code says; None for one that was not made here or was changed."""
    try:
        assignment_id, revision = _SIGNER.unsign(text.strip()).split(":")
        stamp = b62_decode(text.strip().rsplit(":", 2)[1])
        return Code(int(assignment_id), int(revision), dt.datetime.fromtimestamp(stamp, dt.UTC))
    except (BadSignature, ValueError, OverflowError):
        return None
