"""The acts that stand in the history: what people call them, and what the policy is asked for each. Pure tables."""

from __future__ import annotations

from tracker.access.policy import Act

from .states import MOVES

POLICY_ACT = {
    "issue": Act.ISSUE,
    "acknowledge": Act.ACKNOWLEDGE,
    "report": Act.REPORT,
    "request_close": Act.REQUEST_CLOSE,
    "verify": Act.VERIFY,
    "close": Act.CLOSE,
    "return": Act.RETURN,
    "suspend": Act.SUSPEND,
    "resume": Act.RESUME,
    "cancel": Act.CANCEL,
    "reopen": Act.REOPEN,
}

# Acts in the history that are no moves of the state table.
OTHER_ACTS = {
    "register": "立项",
    "settle_name": "确定单位",
    "ask_extension": "申请延期",
    "grant_extension": "同意延期",
    "refuse_extension": "不同意延期",
    "reschedule": "调整时限",
    "ask_review": "申请复核",
    "withdraw_review": "撤回复核申请",
    "uphold_review": "复核维持",
    "change_review": "复核改变",
    "plan_check": "安排核查",
    "check": "核查",
    "add_source": "再次部署",
    "import": "台账导入",
    "undo_import": "撤回导入",
    "excuse_slot": "准予免报",
    "chase": "催办",
    "hand_down": "分解",
    "plan_milestones": "倒排工期",
    "reach_milestone": "节点达成",
    "take_back_milestone": "撤回节点",
    "hand_over": "改派",
    "take_over": "接办",
    "change_role": "调整分工",
    "change_leader": "变更分管领导",
    "escalate": "发出督办文书",
    "advise": "报送处理建议",
    "ask_explanation": "请单位说明",
    "explain": "单位说明",
    "instruct": "领导批示",
    "answer_instruction": "反馈批示",
    "withdraw_instruction": "撤回批示",
    "comment": "留言",
    "edit_comment": "修改留言",
    "withdraw_comment": "撤回留言",
    "note_missing": "漏报",
    "note_overdue": "逾期",
    "criticise": "通报批评",
    "commend": "通报表扬",
}
# Lines for those who decide about a penalty, before anybody has: a unit does not read them (DOMAIN c1 art. 21).
OFFICE_ONLY = ("advise",)
# Lines that the system writes by itself: nobody did them, and nobody was asked whether they may.
NOTES = frozenset({"note_missing", "note_overdue"})
# Acts of the history → what the policy was asked for them; every one of a person is here, for a deputy's line names whom the right came from.
LINE_ACT = POLICY_ACT | {
    "register": Act.REGISTER,
    "settle_name": Act.REGISTER,
    "ask_extension": Act.ASK_EXTENSION,
    "grant_extension": Act.DECIDE_EXTENSION,
    "refuse_extension": Act.DECIDE_EXTENSION,
    "reschedule": Act.RESCHEDULE,
    "plan_check": Act.CHECK,
    "check": Act.CHECK,
    "add_source": Act.REGISTER,
    "ask_review": Act.ASK_REVIEW,
    "withdraw_review": Act.ASK_REVIEW,
    "uphold_review": Act.DECIDE_REVIEW,
    "change_review": Act.DECIDE_REVIEW,
    "import": Act.IMPORT_LEDGER,
    "undo_import": Act.IMPORT_LEDGER,
    "excuse_slot": Act.EXCUSE_SLOT,
    "chase": Act.CHASE,
    "hand_over": Act.REASSIGN,
    "take_over": Act.REASSIGN,
    "change_role": Act.REASSIGN,
    "change_leader": Act.CHANGE_LEADER,
    "escalate": Act.SIGN_ESCALATION,
    "advise": Act.SIGN_ESCALATION,
    "ask_explanation": Act.DECIDE_ESCALATION,
    "explain": Act.EXPLAIN,
    "instruct": Act.INSTRUCT,
    "answer_instruction": Act.ANSWER_INSTRUCTION,
    "withdraw_instruction": Act.INSTRUCT,
    "comment": Act.COMMENT,
    "edit_comment": Act.COMMENT,
    "withdraw_comment": Act.COMMENT,
    "hand_down": Act.HAND_DOWN,
    "plan_milestones": Act.PLAN_MILESTONES,
    "reach_milestone": Act.REPORT,
    "take_back_milestone": Act.REPORT,
    "criticise": Act.CITE,
    "commend": Act.CITE,
}


def act_label(act: str) -> str:
    """The Chinese name of an act: act_label("acknowledge") == "签收"."""
    return MOVES[act].label if act in MOVES else OTHER_ACTS.get(act, act)
