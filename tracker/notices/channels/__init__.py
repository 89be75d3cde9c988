"""The registry of channels: one line each, loaded on first use. Nothing else may name a channel's module."""

from __future__ import annotations

from django.utils.module_loading import import_string

from .base import Channel

# kind → dotted path of the class. The first one reaches everybody who has an account.
CHANNELS: dict[str, str] = {
    "inapp": "tracker.notices.channels.inapp.InApp",
    "mail": "tracker.notices.channels.mail.Mail",
    "wecom": "tracker.notices.channels.wecom.WeCom",
    "dingtalk": "tracker.notices.channels.dingtalk.DingTalk",
    "feishu": "tracker.notices.channels.feishu.Feishu",
    "apprise": "tracker.notices.channels.others.Others",
}


def channel_class(kind: str) -> type[Channel]:
    """The class that sends messages of `kind`; KeyError for a channel that is not registered."""
    found: type[Channel] = import_string(CHANNELS[kind])
    return found
