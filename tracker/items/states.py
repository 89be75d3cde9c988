"""The life of an assignment: its states, the legal moves and who may make them. Pure; the diagram in the docs comes from here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    """States of an assignment (DESIGN §5). Overdue and lights are not states: they are derived."""

    REGISTERED = "registered", "已立项"
    ISSUED = "issued", "待签收"
    ACKNOWLEDGED = "acknowledged", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    CLOSE_REQUESTED = "close_requested", "申请销号"
    VERIFYING = "verifying", "核查中"
    CLOSED = "closed", "已销号"
    RETURNED = "returned", "退回重办"
    SUSPENDED = "suspended", "挂账中止"
    CANCELLED = "cancelled", "已撤销"
    REOPENED = "reopened", "重新办理"


class Stage(models.IntegerChoices):
    """Where a part stands in a list by urgency: still to be done, handed in and to be checked, neither."""

    RUNNING = 0
    HANDED_IN = 1
    AT_REST = 2


OPEN = frozenset(
    {
        State.ISSUED.value,
        State.ACKNOWLEDGED.value,
        State.IN_PROGRESS.value,
        State.CLOSE_REQUESTED.value,
        State.VERIFYING.value,
        State.RETURNED.value,
        State.REOPENED.value,
    }
)
WORKING = frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS, State.RETURNED, State.REOPENED})
# While the unit still has the work before it, a later date can be asked for, it is reminded, and it owes its reports.
EXTENDABLE = frozenset({State.ISSUED.value, *(state.value for state in WORKING)})
# What can be handed over to another unit: not yet issued, or still to be done.
MOVABLE = EXTENDABLE | {State.REGISTERED.value}
# How far a duty is handed down: the unit the office names, the units below it, and those below them.
MAX_DEPTH = 3
DONE = frozenset({State.CLOSED.value, State.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class Move:
    """One act on an assignment: the states it starts from and the state it ends in.

    `label` names it for people. An act that `needs_reason` takes something back: the reason goes to the unit and into
    the history.
    """

    act: str
    label: str
    sources: frozenset[State]
    target: State
    needs_reason: bool = False


def move(
    act: str, label: str, sources: set[State] | frozenset[State], target: State, *, needs_reason: bool = False
) -> Move:
    return Move(act, label, frozenset(sources), target, needs_reason)


MOVES: dict[str, Move] = {
    m.act: m
    for m in (
        move("issue", "交办", {State.REGISTERED}, State.ISSUED),
        move("acknowledge", "签收", {State.ISSUED}, State.ACKNOWLEDGED),
        move("report", "反馈进展", WORKING, State.IN_PROGRESS),
        move("request_close", "申请销号", WORKING, State.CLOSE_REQUESTED),
        move("verify", "开始核查", {State.CLOSE_REQUESTED}, State.VERIFYING),
        move("close", "销号", {State.CLOSE_REQUESTED, State.VERIFYING}, State.CLOSED),
        move(
            "return",
            "退回重办",
            {State.CLOSE_REQUESTED, State.VERIFYING},
            State.RETURNED,
            needs_reason=True,
        ),
        move("suspend", "中止", {State.ISSUED, *WORKING}, State.SUSPENDED, needs_reason=True),
        # Back to be signed for: after weeks of standing still the unit has to take note that its time runs again.
        move("resume", "恢复办理", {State.SUSPENDED}, State.ISSUED, needs_reason=True),
        move(
            "cancel", "撤销", set(State) - {State.CLOSED, State.CANCELLED}, State.CANCELLED, needs_reason=True
        ),
        move("reopen", "重新办理", {State.CLOSED}, State.REOPENED, needs_reason=True),
    )
}


def possible(state: str) -> tuple[str, ...]:
    """The acts that can start from `state`, in the order of the table: possible("issued") == ("acknowledge", "cancel")."""
    return tuple(act for act, m in MOVES.items() if state in m.sources)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/items.md; a test holds the two together."""
    lines = ["stateDiagram-v2", "    [*] --> registered"]
    for m in MOVES.values():
        lines += [
            f"    {source.value} --> {m.target.value}: {m.label} {m.act}" for source in sorted(m.sources)
        ]
    return "\n".join(lines) + "\n"
