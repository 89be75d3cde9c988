from __future__ import annotations

from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "tracker.regimes"
    label = "regimes"
    verbose_name = "工作制度"
