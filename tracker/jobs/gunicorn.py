"""gunicorn's settings under `manage.py serve`. Read by gunicorn, which takes each name here as a setting."""

from __future__ import annotations

from typing import Any

from tracker.jobs.orphans import stop_when_orphaned

worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
loglevel = "warning"
preload_app = False
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Called in gunicorn's master: it stops when the parent that started it is gone."""
    stop_when_orphaned()
