"""钉钉群机器人: Markdown of at most 20,000 bytes; with a secret, the moment and its HMAC-SHA256 stand in the address."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote_plus

from tracker.env import Robot

from .base import Outgoing
from .robot import GroupRobot, link, plain


class DingTalk(GroupRobot):
    """钉钉群机器人."""

    kind = "dingtalk"
    label = "钉钉群机器人"
    most_bytes = 20_000
    code = "errcode"
    # 300001, 400101, 400102: no such token, a robot that was switched off; 40035, 460101: a body it never takes.
    gone = frozenset({300001, 400101, 400102, 40035, 460101})
    fast = frozenset({130101, 410100, 90018})

    def request(self, robot: Robot, message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
        found = link(message)
        title = plain(message.subject)
        words = self.words(message).replace("\n", "\n\n")
        text = f"### {title}\n\n{words}" + (f"\n\n[打开系统]({found})" if found else "")
        url = robot.url
        if robot.secret:
            moment = now * 1000
            url += f"{'&' if '?' in url else '?'}timestamp={moment}&sign={quote_plus(sign(robot.secret, moment))}"
        return url, {"msgtype": "markdown", "markdown": {"title": title[:80], "text": text}}


def sign(secret: str, moment: int) -> str:
    """钉钉's signature of a moment in milliseconds: HMAC-SHA256 of "moment\\nsecret" under the secret, in base64."""
    known = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(known.digest()).decode()
