from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tracker.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
