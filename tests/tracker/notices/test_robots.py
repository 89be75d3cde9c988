"""Group robots against a local server that answers as each platform does: what they post, how they read refusals, where they do not go."""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tracker.env import BadSetting, Robot, load, robots
from tracker.notices.channels import channel_class, dingtalk, feishu, webhook
from tracker.notices.channels.base import Outgoing, Refused, Trouble
from tracker.notices.channels.robot import shortened

KINDS = ("wecom", "dingtalk", "feishu")
KEY = "key=robot-key-0000"
DINGTALK_SIGN = "ABcUcMOwyGGKmiNbHqEbhvKpuIGkMXqT1gAGfAAmnk8="
FEISHU_SIGN = "I5DG+X0JW7CHeTFcYEcWK0GRyeF0JHnOenO1RgUv07k="


class Platform(BaseHTTPRequestHandler):
    """Answers as told, and keeps what it was given."""

    answer: tuple[int, bytes, dict[str, str]] = (200, b"{}", {})
    got: list[tuple[str, dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Platform.got.append((self.path, json.loads(body)))
        status, text, headers = Platform.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def platform(settings) -> Iterator[type[Platform]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/send?{KEY}"
    settings.ROBOTS = {f"{kind}群": Robot(f"{kind}群", kind, url, "SECabc") for kind in KINDS}
    settings.ROBOT_HOSTS = ("127.0.0.1",)
    settings.ORIGIN = "https://luoshi.example"
    Platform.got, Platform.answer = [], (200, b'{"errcode": 0, "code": 0}', {})
    yield Platform
    server.shutdown()
    server.server_close()


def outgoing(kind: str, **parts: str) -> Outgoing:
    return Outgoing(
        **{
            "message_id": "<1@x>",
            "address": f"{kind}群",
            "subject": "【每日摘要】3月16日",
            "body_text": "逾期2项。\n[点我](https://evil.example/x) <@all> **加粗**",
            "body_html": "",
            "url": "/items/",
            "thread": "",
            **parts,
        }
    )


def send(kind: str, **parts: str):
    return channel_class(kind)().send(outgoing(kind, **parts))


@pytest.mark.parametrize("kind", KINDS)
def test_it_posts_words_that_cannot_act_and_a_link_to_the_portal_alone(platform, kind: str) -> None:
    send(kind)

    ((path, body),) = platform.got
    text = json.dumps(body, ensure_ascii=False)
    assert path.startswith(f"/send?{KEY}") and "逾期2项" in text
    # Nobody is called, nothing leads elsewhere.
    assert "evil.example" not in text and "<@all>" not in text and "**加粗**" not in text
    assert text.count("https://") == 1 and "https://luoshi.example/items/" in text


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_an_address_beyond_the_portal_is_no_link(platform, url: str) -> None:
    send("wecom", url=url)
    assert "打开系统" not in json.dumps(platform.got[0][1], ensure_ascii=False)


def test_dingtalk_signs_in_the_address_and_feishu_in_the_body(platform, monkeypatch) -> None:
    monkeypatch.setattr("tracker.notices.channels.robot.time.time", lambda: 1_600_000_000.9)
    send("dingtalk")
    send("feishu")
    (path, _), (_, body) = platform.got
    # Worked out with openssl from the platforms' own descriptions.
    assert "&timestamp=1600000000000&sign=" in path
    assert dingtalk.sign("SECabc", 1_600_000_000_000) == DINGTALK_SIGN
    assert (body["timestamp"], body["sign"]) == ("1600000000", FEISHU_SIGN)
    assert feishu.sign("SECabc", 1_600_000_000) == FEISHU_SIGN


@pytest.mark.parametrize(
    ("kind", "answer", "kept_out", "wait"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, Refused, None),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, Trouble, 60),
        ("wecom", {"errcode": -1, "errmsg": "system busy"}, Trouble, None),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, Trouble, None),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, Trouble, 60),
        ("dingtalk", {"errcode": 300001, "errmsg": "token is not exist"}, Refused, None),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, Trouble, None),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, Trouble, 60),
        ("feishu", {"code": 19001, "msg": "param invalid"}, Refused, None),
        ("feishu", {"errcode": 0}, Trouble, None),
        ("wecom", {"errcode": "0"}, Trouble, None),
        ("wecom", {"errcode": False}, Trouble, None),
    ],
)
def test_an_error_in_an_answer_of_200_is_a_failure(platform, kind, answer, kept_out, wait) -> None:
    platform.answer = (200, json.dumps(answer).encode(), {})

    with pytest.raises((Refused, Trouble)) as failure:
        send(kind)

    assert failure.type is kept_out
    if kept_out is Trouble:
        assert failure.value.retry_after == (dt.timedelta(seconds=wait) if wait else None)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>login</html>", {}),
        (200, b"[0]", {}),
        (200, b"{" * 200_000, {}),
        (302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}),
        (500, b"", {}),
    ],
)
def test_junk_and_redirects_are_passing_troubles_that_never_name_the_key(platform, answer) -> None:
    platform.answer = answer
    with pytest.raises(Trouble) as trouble:
        send("wecom")
    assert "robot-key" not in str(trouble.value) and len(platform.got) == 1


def test_a_server_that_asks_to_wait_is_left_alone_so_long(platform) -> None:
    platform.answer = (429, b"", {"Retry-After": "900"})
    with pytest.raises(Trouble) as trouble:
        send("wecom")
    assert trouble.value.retry_after == dt.timedelta(minutes=15)


def test_a_server_that_stalls_is_given_up(platform, monkeypatch) -> None:
    monkeypatch.setattr(webhook, "STEP_SECONDS", 0.05)
    monkeypatch.setattr(Platform, "do_POST", lambda self: threading.Event().wait(0.5))
    with pytest.raises(Trouble, match="没有应答"):
        send("wecom")


def test_it_goes_only_where_the_office_allows(platform, settings) -> None:
    settings.ROBOT_HOSTS = ("qyapi.weixin.qq.com",)
    with pytest.raises(Trouble, match="TRACKER_ROBOT_HOSTS"):
        send("wecom")
    assert platform.got == []


@pytest.mark.parametrize(
    ("address", "host", "is_secure"),
    [
        ("127.0.0.1", "qyapi.weixin.qq.com", True),
        ("10.1.2.3", "open.feishu.cn", True),
        ("169.254.169.254", "wecom.county.example", True),
        ("0.0.0.0", "wecom.county.example", True),
        ("224.0.0.1", "wecom.county.example", True),
        ("93.184.216.34", "wecom.county.example", False),
    ],
)
def test_names_that_point_to_wrong_places_are_refused(address: str, host: str, is_secure: bool) -> None:
    with pytest.raises(Trouble):
        webhook.refuse_wrong(address, host, is_secure=is_secure)
    webhook.refuse_wrong("10.1.2.3", "wecom.county.example", is_secure=False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_text_is_cut_to_the_platform_s_limit(platform, kind: str) -> None:
    send(kind, body_text="长" * 30_000)
    body = json.dumps(platform.got[0][1], ensure_ascii=False)
    most = channel_class(kind).most_bytes  # type: ignore[attr-defined]
    assert len(body.encode()) <= most + 200 and "其余请登录系统查看" in body


def test_cutting_leaves_whole_letters() -> None:
    assert shortened("长" * 10, 30) == "长" * 10
    assert len(shortened("长" * 100, 100).encode()) <= 100


def test_a_group_without_a_robot_waits_for_its_setting(platform, settings) -> None:
    settings.ROBOTS = {}
    with pytest.raises(Trouble, match="TRACKER_ROBOTS"):
        send("wecom")


def test_robots_are_read_from_the_settings_and_mistakes_show_nothing() -> None:
    found = robots(
        "督查群=wecom https://qyapi.weixin.qq.com/x?key=1 ; 专班群 = dingtalk https://d.example/s SEC1\n"
    )
    assert found["专班群"] == Robot("专班群", "dingtalk", "https://d.example/s", "SEC1")
    assert found["督查群"].secret == "" and "key=1" not in repr(found)
    for wrong in (
        "wecom https://k.example/secret",
        "群=wecom ftp://k.example",
        "群=wecom",
        "群=wecom https://u:secret@k.example/",
    ):
        with pytest.raises(BadSetting) as error:
            load({"TRACKER_ROBOTS": wrong})
        assert "secret" not in str(error.value).replace("SECRET", "")


def to_gotify(settings, platform, url: str = "") -> Outgoing:
    """A message to a Gotify server that the tests' platform stands for."""
    at = settings.ROBOTS["wecom群"].url.removeprefix("http://").partition("/")[0]
    settings.ROBOTS["apprise群"] = Robot("apprise群", "apprise", url or f"gotify://{at}/AbCdEfGhIjKlMnO")
    return outgoing("apprise")


def test_another_server_is_reached_by_apprise(platform, settings):
    pytest.importorskip("apprise")
    channel_class("apprise")().send(to_gotify(settings, platform))
    ((path, body),) = platform.got
    assert path == "/message" and "每日摘要" in body["title"]
    assert "https://luoshi.example/items/" in body["message"] and "evil.example" not in body["message"]


def test_its_no_is_tried_again(platform, settings):
    pytest.importorskip("apprise")
    platform.answer = (500, b"{}", {})
    with pytest.raises(Trouble, match="没有接收"):
        channel_class("apprise")().send(to_gotify(settings, platform))


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("json://127.0.0.1/anything", Refused, "json://"),
        ("tgram://123456789:abcdefg_hijklmnop/1", Refused, "tgram://"),
        ("gotify://10.1.2.3/AbCdEfGhIjKlMnO", Trouble, "TRACKER_ROBOT_HOSTS"),
        ("gotify://127.0.0.1/", Refused, "无法识别"),
    ],
)
def test_apprise_goes_nowhere_else(platform, settings, url, error, words):
    pytest.importorskip("apprise")
    with pytest.raises(error, match=words):
        channel_class("apprise")().send(to_gotify(settings, platform, url))
    assert platform.got == []


def test_without_the_extra_a_sentence_says_so(platform, settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Trouble, match="requirements-extra.txt"):
        channel_class("apprise")().send(to_gotify(settings, platform))


def test_an_address_for_apprise_is_taken_as_it_is():
    found = robots("工作群=apprise rockets://luoshi:geheim@chat.example/general")
    assert found["工作群"].kind == "apprise" and "geheim" not in repr(found["工作群"])
