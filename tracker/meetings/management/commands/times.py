"""`manage.py times`: prints the time expressions of each input line as JSON. It never touches the database."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from speeches.terminal import STATUS_BAD_INPUT, Complaint, add_times_options, run_times, standard_streams


class Command(BaseCommand):
    """A door: lines in, one call of the time engine each, JSON out."""

    help = "逐行读出时间表达（标准输入），每行输出一个 JSON 数组"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_times_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run_times(options, standard_streams(), today=dt.date.today())
        except Complaint as complaint:
            print(complaint, file=sys.stderr)
            sys.exit(STATUS_BAD_INPUT)
