"""`manage.py extract FILE`: reads a speech and prints its responsibility items. It never touches the database."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from speeches.terminal import STATUS_BAD_INPUT, Complaint, add_extract_options, run_extract, standard_streams


class Command(BaseCommand):
    """A door: options in, one call of the engine, bytes out."""

    help = "从讲话稿（txt、docx、pdf、html）读出责任事项，不写数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_extract_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run_extract(options, standard_streams(), today=dt.date.today())
        except Complaint as complaint:
            print(complaint, file=sys.stderr)
            sys.exit(STATUS_BAD_INPUT)
