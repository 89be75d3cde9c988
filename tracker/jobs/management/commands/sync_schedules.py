"""Door to jobs/schedules.py: part of every deployment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.jobs.schedules import sync


class Command(BaseCommand):
    help = "Makes django-q's schedules exactly the minute tick. Run it on every deployment; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sync(timezone.now()) or ["the schedules are in order"]:
            self.stdout.write(line)
