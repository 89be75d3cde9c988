"""What the group robots share: words that cannot act in a group, the platforms' limits, and reading an error in an answer of 200.

A robot stands in a group, not with a person: it gets what `operations.post_to_group` posts, and nothing else finds it.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings

from tracker.env import Robot
from tracker.org.models import Person

from .base import Channel, Outgoing, Receipt, Refused, Trouble
from .webhook import post_json

# Marks that Markdown, an @ or a tag would be made of, as letters that only look like them.
WIDE = str.maketrans("*_[]()<>`#@~|\\!", "＊＿［］（）＜＞｀＃＠～｜＼！")
FOREIGN = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://\S+")
MORE = "……（其余请登录系统查看）"
# All three platforms take about twenty messages a minute of a robot. Who sends more is shut out for some minutes.
PER_MINUTE, TOO_FAST = 20, dt.timedelta(minutes=1)


class GroupRobot(Channel):
    """A robot of one platform. `code`: where its answers say 0 for taken; `gone`: codes that no later try changes; `fast`: too many."""

    to_group = True
    per_minute = PER_MINUTE
    most_bytes: ClassVar[int]
    code: ClassVar[str]
    gone: ClassVar[frozenset[int]]
    fast: ClassVar[frozenset[int]]

    @staticmethod
    def address_of(person: Person) -> str:
        return ""

    def send(self, message: Outgoing) -> Receipt:
        """Posts one message to the robot of that name. Raises Refused or Trouble."""
        robot = configured(message.address, self.kind, self.label)
        url, payload = self.request(robot, message, int(time.time()))
        self.judge(post_json(url, payload, hosts=settings.ROBOT_HOSTS))
        return Receipt("群机器人已接收")

    @abstractmethod
    def request(self, robot: Robot, message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
        """Address and body, signed where the robot has a secret; `now` in seconds since 1970."""

    def judge(self, answer: Mapping[str, Any]) -> None:
        """Raises where an answer of status 200 says that nothing was taken."""
        code = answer.get(self.code)
        if code == 0 and not isinstance(code, bool):
            return
        said = f"{code} {answer.get('errmsg') or answer.get('msg') or ''}"[:200]
        if code in self.gone:
            raise Refused(f"{self.label}拒收：{said}")
        raise Trouble(f"{self.label}没有接收：{said}", retry_after=TOO_FAST if code in self.fast else None)

    def words(self, message: Outgoing) -> str:
        """The body as plain words within the platform's limit."""
        room = self.most_bytes - len(message.subject.encode()) - len(message.url.encode()) - 600
        return shortened(plain(message.body_text), room)


def configured(name: str, kind: str, label: str) -> Robot:
    """The robot of that name and kind. Raises Trouble where the settings have none."""
    robot: Robot | None = settings.ROBOTS.get(name)
    if robot is None or robot.kind != kind:
        raise Trouble(f"没有配置名为“{name}”的{label}，请检查 TRACKER_ROBOTS。")
    return robot


def plain(text: str) -> str:
    """Words without marks or addresses that a group could act on: "[x](http://a) @all" → "［x］（…"."""
    return FOREIGN.sub("（链接略）", text).translate(WIDE)


def link(message: Outgoing) -> str:
    """The message's own page; "" for none. Only a path, so never anywhere but to the portal."""
    is_path = message.url.startswith("/") and not message.url.startswith(("//", "/\\"))
    return settings.ORIGIN + message.url if is_path else ""


def shortened(text: str, most: int) -> str:
    """The text's first lines within `most` bytes of UTF-8, and a word where it goes on."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: max(most - len(MORE.encode()) - 1, 0)].decode("utf-8", "ignore")
    return f"{kept.rstrip()}\n{MORE}"
