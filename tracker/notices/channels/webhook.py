"""One POST to a group robot: only to hosts the office allows, to the address that was looked at, without following anybody elsewhere.

The address of a robot holds its key: no sentence from here names more than the host.
"""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .base import Trouble

# Of the platforms themselves: always by HTTPS, never inside one's own network. What an office adds may be there.
PUBLIC = frozenset({"qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn", "open.larksuite.com"})
STEP_SECONDS, WHOLE_SECONDS, MOST_BYTES = 10, 20, 64 * 1024
LONGEST_WAIT = dt.timedelta(hours=1)


def post_json(url: str, payload: Mapping[str, Any], *, hosts: Collection[str]) -> dict[str, Any]:
    """The robot's answer, a JSON object that came with status 200. Raises Trouble for everything else, naming the host alone."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host not in hosts:
        raise Trouble(f"群机器人的主机 {host} 不在允许之列，请检查 TRACKER_ROBOT_HOSTS。")
    deadline = time.monotonic() + WHOLE_SECONDS
    try:
        connection = connected(parts, host)
        try:
            return answered(
                connection, parts, json.dumps(payload, ensure_ascii=False).encode("utf-8"), deadline
            )
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise Trouble(f"群机器人 {host} 没有应答：{type(error).__name__}") from error


def connected(parts: SplitResult, host: str) -> http.client.HTTPConnection:
    """A connection to an address of the host that may be reached; the name is not asked a second time."""
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4]
    address = str(found[0])
    refuse_wrong(address, host, is_secure=is_secure)
    plug = socket.create_connection((address, port), timeout=STEP_SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=STEP_SECONDS)
    connection.sock = (
        ssl.create_default_context().wrap_socket(plug, server_hostname=host) if is_secure else plug
    )
    return connection


def refuse_wrong(address: str, host: str, *, is_secure: bool) -> None:
    """Raises Trouble for an address no robot has: a machine's own metadata, a broadcast, or the office's network under a platform's name."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    is_inside = ip.is_private or ip.is_loopback
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or (is_inside and host in PUBLIC):
        raise Trouble(f"群机器人 {host} 的地址指向不允许的网络，没有发送。")
    if not is_secure and not is_inside:
        raise Trouble(f"群机器人 {host} 在外部网络，只能用 https 地址。")


def answered(
    connection: http.client.HTTPConnection, parts: SplitResult, body: bytes, deadline: float
) -> dict[str, Any]:
    """Posts and reads the answer, in bounded time and size."""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise Trouble(f"群机器人回答 HTTP {answer.status}", retry_after=asked_wait(answer))
    text = b""
    while chunk := answer.read1(4096):
        text += chunk
        if len(text) > MOST_BYTES or time.monotonic() > deadline:
            raise Trouble("群机器人的回答过长或过慢")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Trouble("群机器人的回答无法识别") from error
    if not isinstance(found, dict):
        raise Trouble("群机器人的回答无法识别")
    return found


def asked_wait(answer: http.client.HTTPResponse) -> dt.timedelta | None:
    """How long the server asks to wait (Retry-After in seconds), an hour at most."""
    said = answer.getheader("Retry-After", "")
    return (
        min(dt.timedelta(seconds=int(said[:6])), LONGEST_WAIT)
        if said.isdecimal() and said.isascii()
        else None
    )
