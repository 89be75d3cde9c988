from __future__ import annotations

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "tracker.items"
    label = "items"
    verbose_name = "责任事项"
