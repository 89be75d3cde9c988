#!/usr/bin/env python
"""Entry point of every command: `python manage.py help` lists them."""

from __future__ import annotations

import os
import sys

# They know no database: without loading the models they start in two thirds of the time.
TEXT_ONLY = frozenset(("extract", "times"))


def main() -> None:
    os.umask(0o077)  # the database, uploads and mail files are for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.argv[1:2] and sys.argv[1] in TEXT_ONLY:
        read_text(sys.argv)
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def read_text(arguments: list[str]) -> None:
    """Run a command that reads text alone, with the office's settings and without the models."""
    from importlib import import_module

    from django.conf import settings

    # Being asked anything, the settings set the zone of the clock: a speech without a day is of today.
    assert settings.TIME_ZONE
    import_module(f"tracker.meetings.management.commands.{arguments[1]}").Command().run_from_argv(arguments)


if __name__ == "__main__":
    main()
