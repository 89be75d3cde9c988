"""The WSGI door: gunicorn tracker.wsgi:application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # the database, uploads and mail files are for this user alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()

from tracker.jobs.warming import warm_beside  # noqa: E402  (needs Django to be set up)

warm_beside()
