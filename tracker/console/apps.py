from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "tracker.console"
    label = "console"
    verbose_name = "督查工作台"
