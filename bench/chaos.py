"""Everything due at once, a mail server that fails, workers killed at random: what was lost, what was sent twice? Prints one JSON line.

`python bench/chaos.py [--messages 10000] [--digests 1000] [--kills 20] [--clusters 2] [--database postgres://…] [--broker database|redis]`. A
database of its own: SQLite in a temporary folder, or one made on the server (also DATABASE_URL) and dropped at the end; for redis REDIS_URL names a
database that is emptied. Real clusters (`manage.py runcluster`), killed with SIGKILL and started again as a supervisor does: busy and idle
workers, monitor, pusher, sentinel and main process in turn. The tick runs on a clock that is faster than life, everything else as always.
Exits 1 unless every message was accepted, none lost, duplicates are at most one a kill, and every digest was made once.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
# Fast enough for waits of minutes, slow enough for a batch of a minute to end within its lease of ten.
BUSY_SPEED, IDLE_SPEED = 5.0, 40.0
FAULTY = 0.06


def main() -> int:
    """Sets up, lets it run, counts; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--digests", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--clusters", type=int, default=2)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--broker", choices=("database", "redis"), default="database")
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds after which it is given up")
    asked = parser.parse_args()
    from bench.support.badserver import Bad, started
    from bench.support.databases import own_database

    dice = random.Random(asked.seed)
    server = Bad(FAULTY, dice)
    controller = started(server)
    home = Path(tempfile.mkdtemp(prefix="luoshi-chaos-"))
    url, drop = own_database(asked.database, "chaos")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL=url, TRACKER_BROKER=asked.broker,
        EMAIL_URL=f"smtp://127.0.0.1:{controller.port}", TRACKER_LOG_LEVEL="ERROR", PYTHONPATH=str(ROOT),
    )  # fmt: skip
    try:
        return run(asked, home, server, dice)
    finally:
        controller.stop()
        shutil.rmtree(home, ignore_errors=True)
        drop()


def run(asked: argparse.Namespace, home: Path, server: Any, dice: random.Random) -> int:
    """The whole trial on an installation that is set up here."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.support import chaosclock
    from bench.support.clusters import Cluster, Killer
    from bench.support.due import AT
    from bench.support.goals import told

    call_command("migrate", verbosity=0)
    make_due(asked.messages, asked.digests)
    chaosclock.set_clock(AT, BUSY_SPEED)
    clusters = [Cluster(ROOT / "manage.py", home / f"cluster-{n}.log") for n in range(asked.clusters)]
    killer = Killer(clusters, asked.kills, dice)
    begun = time.monotonic()
    try:
        watch(asked, clusters, killer, begun)
    finally:
        for cluster in clusters:
            cluster.stop()
    figures = counted(asked, server) | {
        "kills": len(killer.killed),
        "seconds": round(time.monotonic() - begun),
        "victims": dict(Counter(killer.killed)),
        "faults": dict(server.faults),
        "restarts": sum(cluster.starts for cluster in clusters),
    }
    goals = (("lost", "<=", 0), ("duplicates", "<=", figures["kills"]), ("digests_twice", "<=", 0), ("strangers", "<=", 0),
             ("kills", ">=", asked.kills))  # fmt: skip
    return told(figures, goals)


def make_due(messages: int, digests: int) -> None:
    """Reminders and digests whose moment is the first one of the clock, written in bulk."""
    from django_q.models import Schedule

    from bench.support.due import AT, DAY, parts, with_units
    from tracker.reminders.models import DigestPlan, Reminder

    # This week still, so that every digest has something to tell.
    due_on = AT.date() + 2 * DAY
    office = with_units(digests)
    ids = parts(office, messages, lambda n: {"state": "in_progress", "due_on": due_on})
    Reminder.objects.bulk_create(
        (Reminder(assignment_id=pk, kind="due-3d", due_on=due_on, moment=AT) for pk in ids), batch_size=2000
    )
    # Told by mail one by one: a digest that takes them in would leave little to send.
    DigestPlan.objects.bulk_create(
        DigestPlan(person=person, kind="liaison", time="08:30", next_at=AT, takes_reminders=False)
        for person in office.people
    )
    Schedule.objects.create(
        name="tick",
        func="bench.support.chaosclock.tick",
        schedule_type=Schedule.CRON,
        cron="* * * * *",
        next_run=AT,
    )


def watch(asked: argparse.Namespace, clusters: list[Any], killer: Any, begun: float) -> None:
    """Keeps the clusters alive, hands out ticks, kills, until nothing is left to do."""
    from bench.support import chaosclock

    dice, next_tick, next_kill = killer.dice, 0.0, begun + 5
    while time.monotonic() - begun < asked.limit:
        for cluster in clusters:
            cluster.keep_alive()
        now = time.monotonic()
        if now >= next_tick:
            hint()
            next_tick = now + 2
        if killer.left and now >= next_kill and killer.strike():
            next_kill = now + dice.uniform(0.5, 4)
        left = still_to_do(asked)
        if not left and not killer.left:
            return
        if not killer.left and left < 500 and chaosclock.read_clock()[1] < IDLE_SPEED:
            # What is left waits for leases and second tries; the batches are short now.
            chaosclock.set_clock(chaosclock.read_clock()[0], IDLE_SPEED)
        time.sleep(0.3)


def hint() -> None:
    """Queues a tick, unless several wait already."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    if get_broker().queue_size() < 4:
        async_task("bench.support.chaosclock.tick")


def still_to_do(asked: argparse.Namespace) -> int:
    """Reminders not posted, digests not made, mails not sent."""
    from tracker.notices.models import Message
    from tracker.reminders.models import DigestRun, Reminder

    posted = Reminder.objects.filter(state="posted").count()
    unsent = Message.objects.filter(channel="mail").exclude(state=Message.State.SENT).count()
    return asked.messages - posted + asked.digests - DigestRun.objects.count() + unsent


def counted(asked: argparse.Namespace, server: Any) -> dict[str, Any]:
    """What the server took against what the database says was to be sent."""
    from django.db.models import Count

    from tracker.notices.models import Message
    from tracker.reminders.models import DigestRun

    ours = set(Message.objects.filter(channel="mail").values_list("message_id", flat=True))
    due = asked.messages + asked.digests
    accepted = sum(one in server.taken for one in ours)
    runs = (
        DigestRun.objects.values("person", "kind", "period").annotate(n=Count("pk")).filter(n__gt=1).count()
    )
    mails = (
        Message.objects.filter(kind="digest", channel="mail")
        .values("recipient")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    return {
        "due": due,
        "accepted": accepted,
        "lost": due - accepted,
        "duplicates": sum(server.taken.values()) - len(server.taken),
        "digests_twice": runs + mails.count(),
        "strangers": sum(one not in ours for one in server.taken),
    }


if __name__ == "__main__":
    sys.exit(main())
