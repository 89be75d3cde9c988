"""Everything due at once, a channel that fails, ticks killed anywhere: nothing lost, hardly anything twice. bench/chaos.py is the same for real.

A killed tick is one whose every further statement fails: what its clean-up would have done is not done either, and what it had
not committed is rolled back, as the database does for a process that is gone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, World
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.jobs import tick
from tracker.notices.channels import CHANNELS
from tracker.notices.channels.base import Channel, Outgoing, Receipt, Trouble
from tracker.notices.models import Message
from tracker.reminders import operations
from tracker.reminders.models import DigestPlan, DigestRun, Reminder

MINUTE = dt.timedelta(minutes=1)
MORNING = dt.datetime(2026, 3, 17, 8, 30, tzinfo=SHANGHAI)
KILLS = 12
KEPT = ("SAVEPOINT", "ROLLBACK", "RELEASE")


class Killed(BaseException):
    """The process is gone: nothing catches this."""


class Rough(Channel):
    """Takes most messages; sometimes it is in trouble, sometimes the sender is killed just after it took one."""

    kind = "rough"
    label = "试验渠道"
    dice = random.Random(7)
    kills_left = 0
    taken: Counter[str] = Counter()

    @staticmethod
    def address_of(person: Any) -> str:
        return f"{person.username}@rough"

    def send(self, message: Outgoing) -> Receipt:
        fate = Rough.dice.random()
        if fate < 0.1:
            raise Trouble("451 稍后再试")
        Rough.taken[message.message_id] += 1
        if fate < 0.2 and Rough.kills_left:
            Rough.kills_left -= 1
            Killer.is_dead = True
            raise Killed
        return Receipt("taken")


class Killer:
    """Lets a tick live for so many statements; a dead one does no more."""

    is_dead = False
    statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(KEPT):
            Killer.statements -= 1
            if Killer.is_dead or Killer.statements == 0:
                Killer.is_dead = True
                raise Killed
        return execute(sql, params, many, context)


@pytest.fixture
def everything_due(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """Reminders of duties of three units, and three digests, all at MORNING; how many messages by the channel that is."""
    monkeypatch.setitem(CHANNELS, "rough", f"{__name__}.Rough")
    monkeypatch.delitem(CHANNELS, "mail")
    Rough.taken = Counter()
    for unit in ("财政局", "审计局", "林业局", "柳河镇"):
        for _ in range(2):
            items.issue(an_assignment(world, unit).pk, by=world.viewer("officer"), at=NOW)
    operations.plan_due(NOW)
    Message.objects.all().delete()
    for who in ("lead_clerk", "support_clerk", "stranger", "town_clerk"):
        DigestPlan.objects.create(
            person=world.people[who],
            kind="liaison",
            time=MORNING.time(),
            next_at=MORNING,
            takes_reminders=False,
        )
    return 8 + 4


@pytest.mark.parametrize("seed", [1])
def test_killed_anywhere_it_loses_nothing_and_says_nothing_twice(everything_due: int, seed: int) -> None:
    dice = Rough.dice = random.Random(seed)
    Rough.kills_left, kills, at = 4, 0, MORNING
    for _ in range(100):
        Killer.is_dead = False
        Killer.statements = dice.randrange(5, 200) if kills < KILLS else -1
        try:
            with connection.execute_wrapper(Killer()):
                tick.tick(at)
        except Killed:
            kills += 1
        at += MINUTE
        if kills >= KILLS and not open_messages():
            break

    mails = Message.objects.filter(channel="rough")
    # Every reminder and every digest once as a message, each accepted at least once.
    assert mails.count() == everything_due and set(mails.values_list("state", flat=True)) == {"sent"}
    assert set(Rough.taken) == set(mails.values_list("message_id", flat=True))
    assert sum(Rough.taken.values()) - len(Rough.taken) <= kills
    assert kills >= KILLS and DigestRun.objects.count() == 4
    assert Reminder.objects.filter(kind="due-3d", state="posted").count() == UnitAssignment.objects.count()


def open_messages() -> bool:
    return (
        Message.objects.filter(channel="rough").exclude(state="sent").exists()
        or DigestRun.objects.count() < 4
    )
