"""Door to jobs/serving.py: the portal and its workers on one machine, under one parent."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.env import SETTINGS
from tracker.jobs.serving import Child, Parent, port_is_free, web_command, workers_command


class Command(BaseCommand):
    help = "Runs the portal and the workers together until Ctrl-C; starts the workers anew when they break."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--web-workers", type=int, default=2, help="processes that answer pages (2)")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not port_is_free(host, port):
            raise CommandError(
                f"端口 {port} 已被占用（也可能没有权限使用）。请换一个端口再试：manage.py serve --port {port + 1}"
            )
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            raise CommandError("页面所需的静态文件尚未收集。请先运行：manage.py collectstatic --noinput")
        self.check(databases=["default"])
        env = {**os.environ, **origin_for(host, port)}
        web = Child("web", web_command(host, port, options["web_workers"]), env)
        workers = Child("workers", workers_command(str(settings.BASE_DIR / "manage.py")), env)
        self.stdout.write(f"门户：{env.get('TRACKER_ORIGIN', settings.ORIGIN)}/   按 Ctrl-C 停止")
        self.stdout.flush()
        sys.exit(Parent(web, workers).run())


def origin_for(host: str, port: int) -> dict[str, str]:
    """Where nobody has set the portal's address, it is the one served now: links in mail and CSRF depend on it."""
    default = next(setting.default for setting in SETTINGS if setting.name == "TRACKER_ORIGIN")
    if default != settings.ORIGIN:
        return {}
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return {"TRACKER_ORIGIN": f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"}
