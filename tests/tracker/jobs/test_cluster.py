"""The fail-fast cluster as real processes: whatever is killed, all of it ends, nobody is left, and the work is done later."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.tracker.jobs.processes import Installation, cluster_parts, is_complete, is_there, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("cluster"))
    yield made
    made.clean_up()


def started(installation: Installation) -> tuple[psutil.Process, list[psutil.Process]]:
    """A running cluster: its main process and all the others."""
    main = installation.start("runcluster")
    until(lambda: is_complete(main))
    return main, main.children(recursive=True)


@pytest.mark.parametrize("victim", ["idle", "monitor", "pusher", "sentinel"])
def test_a_killed_part_ends_the_whole_cluster(installation: Installation, victim: str) -> None:
    main, others = started(installation)

    for process in cluster_parts(main)[victim]:
        process.send_signal(signal.SIGKILL)

    # A supervisor sees the failure and starts it anew.
    assert installation.exit_code(main, 30) == 70
    until(lambda: not any(is_there(process) for process in others), 20)


def test_a_killed_main_process_leaves_no_orphans(installation: Installation) -> None:
    main, others = started(installation)

    main.send_signal(signal.SIGKILL)

    assert installation.exit_code(main, 30) == -signal.SIGKILL
    until(lambda: not any(is_there(process) for process in others), 20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_order_when_asked(installation: Installation, number: signal.Signals) -> None:
    main, others = started(installation)

    main.send_signal(number)

    assert installation.exit_code(main, 20) == 0
    assert not any(is_there(process) for process in others)


def test_a_task_that_its_cluster_did_not_live_to_do_is_done_by_the_next(installation: Installation) -> None:
    main, _ = started(installation)
    for process in cluster_parts(main)["idle"]:
        process.send_signal(signal.SIGKILL)
    installation.exit_code(main, 30)
    installation.manage(
        "shell", "-c", "from django_q.tasks import async_task; async_task('tracker.jobs.tasks.tick')"
    )
    assert installation.ask("select count(*) from django_q_ormq") == [(1,)]

    again, _ = started(installation)

    until(lambda: installation.ask("select count(*) from jobs_heartbeat where name = 'tick'") == [(1,)])
    until(lambda: installation.ask("select count(*) from django_q_ormq") == [(0,)])
    again.send_signal(signal.SIGTERM)
    assert installation.exit_code(again, 20) == 0


def test_it_does_not_start_on_a_schedule_that_stops_all_others(installation: Installation) -> None:
    installation.manage(
        "shell",
        "-c",
        "from django_q.models import Schedule; Schedule.objects.create(name='stray', func='f', args='foo(')",
    )

    refused = installation.start("runcluster")
    code = installation.exit_code(refused)
    installation.manage("sync_schedules")

    assert code == 1
    assert "luoshi.E019" in (installation.folder / "log").read_text()
    assert installation.ask("select name from django_q_schedule") == [("tick",)]
