from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tracker.jobs"
    label = "jobs"
    verbose_name = "后台作业"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
