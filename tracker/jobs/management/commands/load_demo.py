"""Loads the demo office; loading it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.common.errors import Refused
from tracker.jobs import demo


class Command(BaseCommand):
    help = "载入演示单位、人员和一篇示例讲话（可重复执行；正式环境拒绝）"

    def handle(self, **options: Any) -> None:
        try:
            demo.load(at=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("演示数据已就绪。")
