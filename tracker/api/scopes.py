"""What a token is for: one table from each operation of the interface to the scope it needs. Pure.

A scope narrows, it never grants: after it, the policy is asked for the client's person as on the pages.
"""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    """Named for what an office would give to another system."""

    READ = "read", "查看事项、任务、反馈和办理记录"
    REPORT = "report", "单位办理：签收、反馈、申请销号、申请延期、分解"
    ISSUE = "issue", "交办"
    SETTLE = "settle", "核查销号：开始核查、销号、退回、中止、恢复、撤销、重新办理"
    DIRECT = "direct", "督办调整：催办、答复延期、调整时限、改派、调整分工"
    COMMENT = "comment", "留言"
    SPEECH_READ = "speech_read", "查看讲话"
    SPEECH_UPLOAD = "speech_upload", "录入讲话"


# Name of the address → method → scope. An operation that is missing here is refused, and fails a test.
NEEDED: dict[str, dict[str, Scope]] = {
    "items": {"GET": Scope.READ},
    "item": {"GET": Scope.READ},
    "item_reports": {"GET": Scope.READ},
    "assignments": {"GET": Scope.READ},
    "assignment": {"GET": Scope.READ},
    "events": {"GET": Scope.READ},
    "evidence": {"GET": Scope.READ},
    "units": {"GET": Scope.READ},
    "comments": {"GET": Scope.READ, "POST": Scope.COMMENT},
    "reports": {"POST": Scope.REPORT},
    "report_files": {"POST": Scope.REPORT},
    "unchanged": {"POST": Scope.REPORT},
    "ask_extension": {"POST": Scope.REPORT},
    "hand_down": {"POST": Scope.REPORT},
    "answer_extension": {"POST": Scope.DIRECT},
    "reschedule": {"POST": Scope.DIRECT},
    "chase": {"POST": Scope.DIRECT},
    "change_role": {"POST": Scope.DIRECT},
    "hand_over": {"POST": Scope.DIRECT},
    "acknowledge": {"POST": Scope.REPORT},
    "request_close": {"POST": Scope.REPORT},
    "issue": {"POST": Scope.ISSUE},
    "verify": {"POST": Scope.SETTLE},
    "close": {"POST": Scope.SETTLE},
    "return": {"POST": Scope.SETTLE},
    "suspend": {"POST": Scope.SETTLE},
    "resume": {"POST": Scope.SETTLE},
    "cancel": {"POST": Scope.SETTLE},
    "reopen": {"POST": Scope.SETTLE},
    "speeches": {"GET": Scope.SPEECH_READ, "POST": Scope.SPEECH_UPLOAD},
    "speech": {"GET": Scope.SPEECH_READ},
    "source": {"GET": Scope.SPEECH_UPLOAD},
    "keep": {"POST": Scope.SPEECH_UPLOAD},
    "discard": {"POST": Scope.SPEECH_UPLOAD},
    "speech_files": {"POST": Scope.SPEECH_UPLOAD},
}


def needed(name: str, method: str) -> Scope | None:
    """The scope that an operation needs: needed("speeches", "POST") == Scope.SPEECH_UPLOAD; None for none that is known."""
    return NEEDED.get(name, {}).get(method)
