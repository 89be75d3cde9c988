"""What can give points: results and due feedback, nothing else. Pure; the one list a scheme's rules choose from.

Log-ins, clicks, photos, time on line and answers to messages are not here and must not come here (DOMAIN c2, 国办函〔2026〕12号);
praise by a superior is not either (c8). The suggested points are those of county schemes (DOMAIN c8): the supporting unit
bears half, a missing report weighs five late ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can give points: `label` for lists, `words` say when exactly, `lead` and `support` the suggested points.

    `acts`: the acts of the history it is read from; every point names the line of one of them.
    """

    key: str
    label: str
    words: str
    acts: frozenset[str]
    lead: Decimal = Decimal(0)
    support: Decimal = Decimal(0)


def kind(key: str, label: str, words: str, acts: str, lead: str = "0", support: str = "0") -> Kind:
    return Kind(key, label, words, frozenset(acts.split()), Decimal(lead), Decimal(support))


# Lines that the office's own clock writes into the history, so that what was left undone can be named too.
NOTE_MISSING, NOTE_OVERDUE = "note_missing", "note_overdue"
CRITICISE, COMMEND = "criticise", "commend"

KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        kind("report_in_time", "按时报送", "应报期内按时反馈", "report"),
        kind("report_early", "提前报送", "在应报日之前就已反馈", "report"),
        kind("report_late", "迟报", "过了应报时限、在下一期之前补报", "report", "-0.1", "-0.05"),
        kind("report_missing", "漏报", "到下一期为止都没有反馈", NOTE_MISSING, "-0.5", "-0.25"),
        kind("closed_in_time", "按时办结", "在时限内申请销号，并已销号", "close", "2", "1"),
        kind(
            "closed_early",
            "提前办结",
            "比时限提前规定天数申请销号，并已销号（不再计按时办结）",
            "close",
            "2.5",
            "1.5",
        ),
        kind("closed_late", "逾期办结", "过了时限才申请销号，并已销号", "close"),
        kind("overdue", "逾期未办结", "到时限没有申请销号", NOTE_OVERDUE, "-2", "-1"),
        kind("returned", "退回重办", "申请销号后核查未通过，被退回", "return", "-1", "-0.5"),
        kind("reopened", "销号后重新办理", "销号之后发现问题，重新办理", "reopen", "-1", "-0.5"),
        kind(
            "extended_late",
            "逾期后延期",
            "过了时限才调整到更晚的日期（时限内提出申请的不算）",
            "reschedule grant_extension",
            "-0.5",
            "-0.25",
        ),
        kind("unfounded", "核查不属实", "核查结果为不属实", "check", "-1", "-0.5"),
        kind("criticised", "通报批评", "经批准在督查通报中点名批评", CRITICISE, "-1", "-0.5"),
        kind("commended", "通报表扬", "经批准在督查通报中点名表扬", COMMEND, "1", "0.5"),
    )
}
# Every act of the history that a point can name.
ACTS = frozenset(act for one in KINDS.values() for act in one.acts)
