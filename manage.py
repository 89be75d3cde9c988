#!/usr/bin/env python
"""Entry point of every command: `python manage.py help` lists them."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.umask(0o077)  # the database, uploads and mail files are for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
