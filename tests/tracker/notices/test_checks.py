"""Group robots are looked at before anything is sent to them."""

from __future__ import annotations

import pytest

from tracker.env import Robot
from tracker.notices.checks import robots

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim"


@pytest.mark.parametrize(
    ("kind", "url", "found"),
    [
        ("wecom", ADDRESS, []),
        ("feishu", ADDRESS, []),
        ("wechat", ADDRESS, ["luoshi.E026"]),
        # A channel, but one that speaks to persons.
        ("mail", ADDRESS, ["luoshi.E026"]),
        ("wecom", "https://robots.office.example/send?key=geheim", ["luoshi.W027"]),
    ],
)
def test_a_robot_of_no_kind_or_at_no_host_is_found(settings, kind: str, url: str, found: list[str]) -> None:
    settings.ROBOTS = {"督查群": Robot("督查群", kind, url, "")}

    problems = robots()

    assert [problem.id for problem in problems] == found
    # The address is a password.
    assert not any("geheim" in f"{problem.msg}{problem.hint}" for problem in problems)
