"""Prints the demo accounts worth trying, with their common password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tracker.jobs import demo


class Command(BaseCommand):
    help = "列出演示账户及口令"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"演示账户（口令都是 {demo.demo_password()}）：")
        for login in demo.logins():
            self.stdout.write(f"  {login.username:<14}{login.what}")
