"""Door to the fail-fast cluster. To be kept alive by systemd, a container platform or `manage.py serve`."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracker.jobs import cluster
from tracker.jobs.orphans import stop_when_orphaned


class Command(BaseCommand):
    help = (
        "Runs the workers and the scheduler. Exits with 70 when a part of it dies, so that a supervisor starts it anew; "
        "SIGTERM and SIGINT let running tasks finish."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--grace", type=float, default=100.0, help="seconds that running tasks get after SIGTERM (100)"
        )
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that started this one is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # One unreadable schedule row stops all of django-q's schedules without a word: better not to start.
        self.check(databases=["default"])
        if options["with_parent"]:
            stop_when_orphaned()
        sys.exit(cluster.build().serve(options["grace"]))
