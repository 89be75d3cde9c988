"""System checks: group robots that the settings name and no channel could ever reach."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .channels import CHANNELS, channel_class


def group_kinds() -> list[str]:
    """The kinds of channel that speak to groups."""
    return [kind for kind in CHANNELS if channel_class(kind).to_group]


@register(Tags.compatibility)
def robots(**kwargs: Any) -> list[CheckMessage]:
    """Every robot has a kind that there is, and stands at a host it may be at. No sentence repeats an address: it holds the key."""
    kinds = group_kinds()
    problems: list[CheckMessage] = []
    for robot in settings.ROBOTS.values():
        host = urlsplit(robot.url).hostname or ""
        if robot.kind not in kinds:
            problems.append(
                Error(
                    f"TRACKER_ROBOTS: {robot.name} is of the unknown kind {robot.kind}.",
                    hint=f"There are {', '.join(kinds)}.",
                    id="luoshi.E026",
                )
            )
        elif host not in settings.ROBOT_HOSTS:
            problems.append(
                Warning(
                    f"TRACKER_ROBOTS: {robot.name} is at {host}, where no robot may be: nothing will be sent to it.",
                    hint="Add the host to TRACKER_ROBOT_HOSTS, if it is the office's own.",
                    id="luoshi.W027",
                )
            )
    return problems
