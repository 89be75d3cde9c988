"""Groups on other chat servers of one's own (Gotify, ntfy, Mattermost …) by apprise, which is an extra: requirements-extra.txt.

Only schemes whose address names the server: with the others apprise goes to a host that it knows and the office does not. And no scheme
that would post anywhere in any form (json://, xml://).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tracker.org.models import Person

from .base import Channel, Outgoing, Receipt, Refused, Trouble
from .robot import configured, link, plain, shortened

SCHEMES = frozenset(
    name + mark
    for name in ("gotify", "ntfy", "mmost", "rocket", "matrix", "nctalk", "synology")
    for mark in ("", "s")
)
# What the smallest of them takes.
MOST_BYTES = 3000


class Others(Channel):
    """A group on another server, by apprise. Its yes or no says no reason, so that every no is tried again."""

    kind = "apprise"
    label = "其他群机器人"
    to_group = True

    @staticmethod
    def address_of(person: Person) -> str:
        return ""

    def send(self, message: Outgoing) -> Receipt:
        """Posts one message to the group of that name. Raises Refused for an address that is none, else Trouble."""
        robot = configured(message.address, self.kind, self.label)
        parts = urlsplit(robot.url)
        if parts.scheme not in SCHEMES:
            raise Refused(
                f"群机器人“{robot.name}”的地址类型 {parts.scheme}:// 不在允许之列：{'、'.join(sorted(SCHEMES))}。"
            )
        if parts.hostname not in settings.ROBOT_HOSTS:
            raise Trouble(f"群机器人的主机 {parts.hostname} 不在允许之列，请检查 TRACKER_ROBOT_HOSTS。")
        server = library().Apprise()
        if not server.add(robot.url):
            raise Refused(f"群机器人“{robot.name}”的地址无法识别，请检查 TRACKER_ROBOTS。")
        words = shortened("\n".join(filter(None, (plain(message.body_text), link(message)))), MOST_BYTES)
        if not server.notify(title=plain(message.subject), body=words, body_format="text"):
            raise Trouble(f"群机器人 {parts.hostname} 没有接收。")
        return Receipt("群机器人已接收")


def library() -> Any:
    """apprise, loaded when the first message needs it. Raises Trouble where the extra was not installed."""
    try:
        import apprise
    except ImportError as error:
        raise Trouble(
            "没有安装 apprise：请安装 requirements-extra.txt，或改用企业微信、钉钉、飞书机器人。"
        ) from error
    return apprise
