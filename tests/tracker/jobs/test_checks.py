"""The system checks: each setting that was measured to lose or repeat work is refused with its own number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django_q.models import Schedule

from tests.support.world import NOW
from tracker.jobs.schedules import sync


def numbers(**arguments: Any) -> set[str]:
    return {str(m.id) for m in run_checks(**arguments) if str(m.id).startswith("luoshi.")}


def test_the_settings_as_shipped_pass() -> None:
    assert numbers() == set()


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"catch_up": True}, "luoshi.E011"),
        ({"catch_up": ...}, "luoshi.E011"),  # django-q's default is True
        ({"timeout": None}, "luoshi.E012"),
        ({"timeout": 1800}, "luoshi.E012"),
        ({"retry": 900}, "luoshi.E013"),  # 300 s x (2/2 + 2) is not less than 900
        ({"max_attempts": 0}, "luoshi.E014"),
        ({"ack_failures": True}, "luoshi.E014"),
        ({"orm": ...}, "luoshi.E015"),
        ({"orm": "other"}, "luoshi.E015"),
        ({"orm": ..., "redis": ""}, "luoshi.E015"),
        ({"queue_limit": 8}, "luoshi.E016"),
        ({"bulk": 10}, "luoshi.E016"),
        ({"workers": ...}, "luoshi.E016"),
    ],
)
def test_each_dangerous_setting_is_refused(settings, changes: dict[str, Any], number: str) -> None:
    queue = {**settings.Q_CLUSTER, **changes}
    settings.Q_CLUSTER = {name: value for name, value in queue.items() if value is not ...}

    found = [m for m in run_checks() if m.id == number]

    assert len(found) == 1 and found[0].hint and found[0].is_serious()


def test_redis_with_an_address_is_a_broker(settings) -> None:
    queue = {name: value for name, value in settings.Q_CLUSTER.items() if name != "orm"}
    settings.Q_CLUSTER = {**queue, "redis": "redis://localhost:6379/0"}

    assert numbers() == set()


def test_a_database_that_is_opened_anew_each_second_is_refused(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", 0)

    assert "luoshi.E017" in numbers()


def test_a_connection_that_is_kept_unasked_is_refused(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_HEALTH_CHECKS", False)

    assert numbers() == {"luoshi.E021"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only a database server can be restarted")
def test_a_connection_that_the_server_closed_is_replaced_at_the_next_request() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [pid])
    other.close()

    connection.close_if_unusable_or_obsolete()  # what Django does as each request begins
    assert Schedule.objects.count() >= 0


PORTAL = {"ORIGIN": "https://luoshi.example", "ALLOWED_HOSTS": ["luoshi.example"]}
BY_SMTP = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
BY_FILE = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({**PORTAL, **BY_SMTP}, set()),
        ({**PORTAL, **BY_SMTP, "ALLOWED_HOSTS": [".example"]}, set()),
        ({**PORTAL, **BY_FILE}, {"luoshi.W024"}),
        ({**PORTAL, **BY_SMTP, "ORIGIN": "http://luoshi.example"}, {"luoshi.E022"}),
        ({**PORTAL, **BY_SMTP, "ORIGIN": "https://other.example"}, {"luoshi.E023"}),
        ({**PORTAL, **BY_SMTP, "ALLOWED_HOSTS": ["*"]}, {"luoshi.E023"}),
        (
            {"ORIGIN": "http://127.0.0.1:8000", "ALLOWED_HOSTS": ["localhost", "127.0.0.1"], **BY_FILE},
            {"luoshi.E022", "luoshi.E023", "luoshi.W024"},
        ),
    ],
)
def test_production_needs_an_address_its_host_and_a_mail_server(
    settings, tmp_path: Path, changes: dict[str, Any], found: set[str]
) -> None:
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    for name, value in changes.items():
        setattr(settings, name, value)
    assert numbers() == set()  # nothing of it is asked of a trial

    settings.PRODUCTION = True
    assert numbers() == found
    assert all(message.hint for message in run_checks() if message.id in found)


@pytest.mark.parametrize(
    ("mode", "found"), [(0o700, set()), (0o750, {"luoshi.W025"}), (0o705, {"luoshi.W025"})]
)
def test_production_wants_a_data_folder_that_others_cannot_read(
    settings, tmp_path: Path, mode: int, found: set[str]
) -> None:
    for name, value in {**PORTAL, **BY_SMTP, "PRODUCTION": True, "DATA_DIR": tmp_path}.items():
        setattr(settings, name, value)
    tmp_path.chmod(mode)

    assert numbers() == found


def test_a_ticker_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from tracker.jobs import checks

    lost = dataclasses.replace(checks.SCHEDULES[0], run="tracker.jobs.tasks.gone")
    monkeypatch.setattr(checks, "SCHEDULES", (lost,))

    assert "luoshi.E018" in numbers()


@pytest.mark.django_db
def test_without_the_tick_it_warns() -> None:
    assert numbers(databases=["default"]) == {"luoshi.W020"}

    sync(NOW)
    assert numbers(databases=["default"]) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"args": "foo("},
        {"args": "open('x')"},
        {"kwargs": "{'a': "},
        {"kwargs": "a=1, b"},
        {"schedule_type": "C", "cron": "every monday"},
        {"schedule_type": "C", "cron": None},
    ],
)
def test_a_row_that_stops_all_others_is_found_and_the_cluster_does_not_start(columns: dict[str, Any]) -> None:
    sync(NOW)
    # As it happens in the admin or in a shell: neither asks django-q.
    Schedule.objects.bulk_create([Schedule(name="stray", func="os.getcwd", **columns)])

    assert numbers(databases=["default"]) == {"luoshi.E019"}
    with pytest.raises(CommandError, match="stray"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_a_readable_stray_is_no_error() -> None:
    sync(NOW)
    Schedule.objects.create(name="ok", func="os.getcwd", args="1, 'a'", kwargs="x=1", schedule_type="D")

    assert numbers(databases=["default"]) == set()
