"""企业微信群机器人: Markdown of at most 4,096 bytes, twenty messages a minute; its address carries its key."""

from __future__ import annotations

from typing import Any

from tracker.env import Robot

from .base import Outgoing
from .robot import GroupRobot, link, plain


class WeCom(GroupRobot):
    """企业微信群机器人."""

    kind = "wecom"
    label = "企业微信群机器人"
    most_bytes = 4096
    code = "errcode"
    # 93000: there is no such robot any more; 40008, 40058, 45002: a body it never takes.
    gone = frozenset({93000, 40008, 40058, 45002})
    fast = frozenset({45009})

    def request(self, robot: Robot, message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
        found = link(message)
        parts = [
            f"**{plain(message.subject)}**",
            self.words(message),
            f"[打开系统]({found})" if found else "",
        ]
        return robot.url, {
            "msgtype": "markdown",
            "markdown": {"content": "\n".join(part for part in parts if part)},
        }
