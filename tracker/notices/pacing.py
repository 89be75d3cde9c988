"""A robot's pace: the platforms take so many messages a minute of one, from however many senders. Exact, by one row a robot.

Half of what a minute allows may leave at once, the others one by one: then no sixty seconds, wherever they begin, see more than the
whole. A counter by the clock's minutes would let twice as many pass around the turn of one.
"""

from __future__ import annotations

import datetime as dt

from .models import RobotPace

MINUTE = dt.timedelta(minutes=1)
# Of several senders at one row all but one must look again.
TRIES = 20


def turn_at(robot: str, per_minute: int, at: dt.datetime) -> dt.datetime:
    """Takes the robot's next turn: `at` itself where a message may leave now, else the moment to ask again (nothing is taken)."""
    gap = MINUTE / (per_minute - per_minute // 2)
    ahead = gap * (per_minute // 2 - 1)
    for _ in range(TRIES):
        row, _ = RobotPace.objects.get_or_create(robot=robot, defaults={"free_at": at})
        # Later than this can only be after the clock was set back, which must not silence a robot.
        free = row.free_at if at <= row.free_at <= at + MINUTE else at
        if free - at > ahead:
            return free - ahead
        if RobotPace.objects.filter(pk=row.pk, free_at=row.free_at).update(free_at=free + gap):
            return at
    return at + gap
