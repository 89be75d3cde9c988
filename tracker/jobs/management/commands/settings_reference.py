"""Writes .env.example and docs/settings.md from the one list of settings."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tracker import env


class Command(BaseCommand):
    help = "从 tracker/env.py 生成 .env.example 和 docs/settings.md"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        (env.BASE_DIR / ".env.example").write_text(env.example(), encoding="utf-8")
        (env.BASE_DIR / "docs" / "settings.md").write_text(env.reference(), encoding="utf-8")
