"""System checks: the settings under which django-q2 was measured to lose and repeat nothing, and what production needs.

Each problem has a number and a hint; the measurements are in docs/decisions/0006-queue.md.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from croniter import croniter
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.http.request import validate_host
from django.utils.module_loading import import_string
from django_q.models import Schedule

from .schedules import SCHEDULES, TICK, TICK_ROW

Queue = dict[str, Any]


def redelivery(queue: Queue) -> bool:
    """`retry` runs from the moment a task is fetched, so it must also cover the time the task waits for a worker."""
    workers: int = queue.get("workers") or 1
    ahead: float = queue.get("queue_limit", workers) / workers
    return queue.get("retry", 60) > (queue.get("timeout") or 0) * (ahead + 2)


def broker(queue: Queue) -> bool:
    """The database the rest is in, or Redis with an address; nothing else was measured."""
    return queue.get("orm") == "default" or bool(queue.get("redis"))


# (id, what must hold, the problem, the hint)
RULES: tuple[tuple[str, Callable[[Queue], bool], str, str], ...] = (
    (
        "luoshi.E011",
        lambda q: q.get("catch_up", True) is False,
        "Q_CLUSTER['catch_up'] must be False.",
        "With True, every tick missed while the workers were stopped is run one after another.",
    ),
    (
        "luoshi.E012",
        lambda q: bool(q.get("timeout")) and q["timeout"] < q.get("retry", 60),
        "Q_CLUSTER['timeout'] must be set and smaller than 'retry'.",
        "Otherwise a task is given to a second worker while the first is still at it.",
    ),
    (
        "luoshi.E013",
        redelivery,
        "Q_CLUSTER['retry'] must be larger than timeout x (queue_limit / workers + 2).",
        "A task that waits in the cluster's own queue longer than 'retry' is run twice, without any crash.",
    ),
    (
        "luoshi.E014",
        lambda q: q.get("max_attempts", 0) >= 1 and not q.get("ack_failures", False),
        "Q_CLUSTER['max_attempts'] must be 1 or more, with 'ack_failures' False.",
        "0 repeats a failing task for ever; ack_failures drops it after one failure whatever max_attempts says.",
    ),
    (
        "luoshi.E015",
        broker,
        "Q_CLUSTER must queue in the default database ('orm': 'default') or in Redis with an address.",
        "Leave TRACKER_BROKER=database, or set REDIS_URL as well as TRACKER_BROKER=redis.",
    ),
    (
        "luoshi.E016",
        lambda q: bool(q.get("workers")) and q.get("queue_limit") == q["workers"] and q.get("bulk", 1) == 1,
        "Q_CLUSTER['queue_limit'] must equal 'workers', and 'bulk' must be 1.",
        "Tasks fetched ahead wait for 'retry' when their cluster is killed, and time out when it is busy.",
    ),
)


@register(Tags.compatibility)
def queue_settings(**kwargs: Any) -> list[CheckMessage]:
    """Q_CLUSTER against the rules above."""
    queue = getattr(settings, "Q_CLUSTER", {})
    return [
        Error(problem, hint=hint, id=number) for number, holds, problem, hint in RULES if not holds(queue)
    ]


@register(Tags.compatibility)
def lasting_connections(**kwargs: Any) -> list[CheckMessage]:
    """The queue asks the database every second; a new connection each time costs writes and a third of a core."""
    problems: list[CheckMessage] = []
    if settings.DATABASES["default"].get("CONN_MAX_AGE", 0) == 0:
        problems.append(
            Error(
                "DATABASES['default']['CONN_MAX_AGE'] must not be 0.",
                hint="Set it to 600: the queue polls every second.",
                id="luoshi.E017",
            )
        )
    if not settings.DATABASES["default"].get("CONN_HEALTH_CHECKS"):
        problems.append(
            Error(
                "DATABASES['default']['CONN_HEALTH_CHECKS'] must be True.",
                hint="Otherwise each process answers one page with an error after the database was restarted.",
                id="luoshi.E021",
            )
        )
    return problems


def https_origin() -> bool:
    """Cookies are sent over HTTPS alone in production: under an http:// address nobody could sign in."""
    return settings.ORIGIN.startswith("https://")


def hosts_named() -> bool:
    """The portal answers to the name that links in mail have, and that name is not this machine's own or any."""
    host = urlsplit(settings.ORIGIN).hostname or ""
    own = host in ("localhost", "127.0.0.1", "::1")
    return not own and "*" not in settings.ALLOWED_HOSTS and validate_host(host, settings.ALLOWED_HOSTS)


def mail_leaves() -> bool:
    """A mail that is written to a file counts as sent, and nobody gets it."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"


def data_is_private() -> bool:
    """A folder that was there before (copied, unpacked) keeps the rights it had; we make ours with 0700."""
    return not settings.DATA_DIR.stat().st_mode & 0o077


# (kind, id, what must hold in production, the problem, the hint)
PRODUCTION_RULES: tuple[tuple[type[Error] | type[Warning], str, Callable[[], bool], str, str], ...] = (
    (
        Error,
        "luoshi.E022",
        https_origin,
        "TRACKER_ORIGIN must start with https:// in production.",
        "Set it to the address people open, for example https://luoshi.example. Without HTTPS nobody can sign in.",
    ),
    (
        Error,
        "luoshi.E023",
        hosts_named,
        "TRACKER_HOSTS must name the host of TRACKER_ORIGIN in production, and that host must not be this machine's own.",
        "Set TRACKER_HOSTS to that name, for example luoshi.example; never to *.",
    ),
    (
        Warning,
        "luoshi.W024",
        mail_leaves,
        "EMAIL_URL is not set: in production every mail would be written to a file and recorded as sent.",
        "Set it to the office's mail server, for example smtp+tls://user:password@mail.example:587.",
    ),
    (
        Warning,
        "luoshi.W025",
        data_is_private,
        "The data folder can be read by other users of this machine.",
        "Run: chmod -R go= on the folder of TRACKER_DATA_DIR.",
    ),
)


@register(Tags.security)
def production(**kwargs: Any) -> list[CheckMessage]:
    """What a real office needs set; nothing is asked outside production mode."""
    if not settings.PRODUCTION:
        return []
    return [
        kind(problem, hint=hint, id=number)
        for kind, number, holds, problem, hint in PRODUCTION_RULES
        if not holds()
    ]


@register(Tags.compatibility)
def tickers(**kwargs: Any) -> list[CheckMessage]:
    """Every path in jobs/schedules.py leads to a function."""
    problems: list[CheckMessage] = []
    for path in [TICK_ROW["func"], *(path for ticker in SCHEDULES for path in (ticker.run, ticker.backlog))]:
        try:
            import_string(str(path))
        except ImportError as error:
            problems.append(
                Error(
                    f"jobs/schedules.py names {path}: {error}",
                    hint="Correct the path; a tick would fail every minute.",
                    id="luoshi.E018",
                )
            )
    return problems


@register(Tags.database)
def schedule_rows(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """django-q's own rows: one that cannot be read stops all of them, and without the tick nothing runs at all."""
    if "default" not in (databases or []):
        return []
    try:
        if Schedule._meta.db_table not in connection.introspection.table_names():
            return []  # before the first migrate
        rows = list(Schedule.objects.all())
    except DatabaseError as error:
        return [
            Error(f"the schedules cannot be read: {error}", hint="Run: manage.py migrate", id="luoshi.E019")
        ]
    problems: list[CheckMessage] = [
        Error(
            f"the schedule {row.name or row.pk} cannot be read: {fault}",
            hint="Run: manage.py sync_schedules. A row like this stops every other schedule too.",
            id="luoshi.E019",
        )
        for row in rows
        if (fault := fault_of(row))
    ]
    if not any(row.name == TICK for row in rows):
        problems.append(
            Warning(
                "there is no minute tick: nothing is reminded, sent or reaped.",
                hint="Run: manage.py sync_schedules",
                id="luoshi.W020",
            )
        )
    return problems


def fault_of(row: Schedule) -> str:
    """What is wrong with a schedule row, "" for nothing. Read as django-q reads it, which checks neither args nor cron."""
    try:
        if row.args:
            ast.literal_eval(row.args)
        if row.kwargs and not row.kwargs.lstrip().startswith("{"):
            ast.parse(f"f({row.kwargs})")
        elif row.kwargs:
            ast.literal_eval(row.kwargs)
    except (SyntaxError, ValueError) as error:
        return f"arguments: {error}"
    if row.schedule_type == Schedule.CRON and not croniter.is_valid(row.cron or ""):
        return f"cron: {row.cron!r}"
    return ""
