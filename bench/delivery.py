"""Delivery from the outbox beside a bare smtplib loop that sends the same mails to the same server. Prints one JSON line.

`python bench/delivery.py [--messages 600] [--rounds 5] [--database postgres://user@host/name]`. The server (aiosmtpd) has a process of its own on this
machine. Each round fills the outbox with reminders and delivers them with `tracker.notices.delivery`, then sends the very bytes that
were delivered once more by smtplib over one connection; `ratio` is the median of the rounds' (loop's time / delivery's time). SQLite in a temporary
folder, or a database of its own on the server named by `--database` or DATABASE_URL, dropped at the end. Exits 1 where the ratio is
under 0.70, or a message was lost or sent twice. `--profile FILE` writes what the deliveries' time went to.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
GOAL = 0.70
PEOPLE = 60


def main() -> int:
    """Prepares a database and a server, measures, prints; the exit code."""
    from bench.lists import own_database
    from bench.support.smtp import smtp_server

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--profile", default="")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="luoshi-delivery-"))
    url, drop = own_database(asked.database)
    with smtp_server() as server:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tracker.settings",
            TRACKER_DATA_DIR=str(home),
            DATABASE_URL=url,
            EMAIL_URL=f"smtp://127.0.0.1:{server.port}",
            TRACKER_ORIGIN="https://luoshi.example",
        )
        try:
            return measured(server, asked)
        finally:
            shutil.rmtree(home, ignore_errors=True)
            drop()


def measured(server: Any, asked: argparse.Namespace) -> int:
    """Runs the rounds; prints the figures and returns 1 where a goal is missed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.support.goals import told

    call_command("migrate", verbosity=0)
    people = office()
    ours, bare, lost, twice = [], [], 0, 0
    for number in range(asked.rounds + 1):
        letters = fill(people, asked.messages, number)
        seconds = delivered(asked.profile if number == asked.rounds else "")
        accepted = server.taken()
        lost += len(set(letters) - set(accepted))
        twice += len(accepted) - len(set(accepted))
        loop = sent_bare(server.port, list(letters.values()))
        assert len(server.taken()) == len(letters)
        # The first round warms templates, connections and caches up for both.
        if number:
            ours.append(seconds)
            bare.append(loop)
    figures = {
        "database": connection.vendor,
        "messages": asked.messages,
        "delivery_per_s": round(asked.messages / statistics.median(ours)),
        "smtplib_per_s": round(asked.messages / statistics.median(bare)),
        "ratio": round(statistics.median(b / o for b, o in zip(bare, ours, strict=True)), 3),
        "rounds": [round(b / o, 2) for b, o in zip(bare, ours, strict=True)],
        "lost": lost,
        "twice": twice,
    }
    return told(figures, (("ratio", ">=", GOAL), ("lost", "<=", 0), ("twice", "<=", 0)))


def office() -> list[Any]:
    """People with addresses."""
    from tracker.org.models import Person

    return [
        Person.objects.create(username=f"clerk{n}", full_name=f"联络员{n}", email=f"clerk{n}@qinghe.example")
        for n in range(PEOPLE)
    ]


def fill(people: list[Any], number: int, round_: int) -> dict[str, tuple[str, bytes]]:
    """Posts that many mails; Message-ID → (address, the bytes that delivery will send)."""
    from django.utils import timezone

    from tracker.notices import delivery
    from tracker.notices.channels.mail import compose
    from tracker.notices.models import Message
    from tracker.notices.operations import post

    at = timezone.now()
    for n in range(number):
        person = people[n % len(people)]
        post(
            key=f"bench:{round_}:{n}",
            kind="reminder",
            recipient=person,
            rendered=words(person, n),
            at=at,
            url=f"/items/{n}/",
            thread=f"item-{n}",
        )
    rows = Message.objects.filter(state=Message.State.QUEUED).select_related("recipient")
    return {row.message_id: (row.address, written(compose(delivery.outgoing(row)))) for row in rows}


def words(person: Any, n: int) -> Any:
    """A reminder as the product renders it, of a task of usual length."""
    from tracker.notices.rendering import render

    class Item:
        item_no = f"督〔2026〕{n // 50 + 1}-{n % 50 + 1}"
        task = f"对第{n}片老旧小区的燃气管道逐栋排查，建立隐患台账并逐项销号，整改情况每周五报县督查室"
        target = "排查率100%，重大隐患当月清零"

    class Assignment:
        item = Item
        unit = f"第{n % PEOPLE}街道办事处"
        due_words = "6月30日前"
        get_role_display = "牵头单位"

    context = {
        "assignment": Assignment,
        "item": Item,
        "person": person,
        "late": False,
        "phrase": "还有3个工作日到期",
        "unacknowledged": False,
        "url": f"/items/{n}/",
        "links": (),
    }
    return render("reminder", context)


def written(letter: Any) -> bytes:
    """The mail as it goes over the wire."""
    sent: bytes = letter.message().as_bytes(linesep="\r\n")
    return sent


def delivered(profile: str) -> float:
    """Delivers all that waits; seconds."""
    import cProfile

    from django.utils import timezone

    from tracker.notices import delivery

    profiler = cProfile.Profile() if profile else None
    if profiler:
        profiler.enable()
    started = time.perf_counter()
    while delivery.deliver(timezone.now()):
        pass
    seconds = time.perf_counter() - started
    if profiler:
        profiler.disable()
        profiler.dump_stats(profile)
    return seconds


def sent_bare(port: int, letters: list[tuple[str, bytes]]) -> float:
    """The loop without a product: one connection, one sendmail for each; seconds."""
    import smtplib

    from django.core.mail.utils import DNS_NAME

    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname=DNS_NAME.get_fqdn(), timeout=30) as connection:
        for address, text in letters:
            connection.sendmail("luoshi@localhost", [address], text)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
