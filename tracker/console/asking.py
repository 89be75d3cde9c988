"""The open questions of the desk: the doubts of each draft, and the earlier orders it may state again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from tracker.access.policy import Act, Viewer
from tracker.items import joining
from tracker.items.charge import leaders_on
from tracker.items.earlier import earlier_orders
from tracker.items.registration import Names, names_on
from tracker.meetings import doubts
from tracker.meetings.doubts import Question
from tracker.meetings.models import Draft, Speech

from .review import Card, card

Asked = dict[int, tuple[Question, ...]]


def asked_of(
    viewer: Viewer, speech: Speech, drafts: list[Draft], names: Names, *, beside: list[Draft] | None = None
) -> Asked:
    """Draft id → its open questions, the first to be answered first; four queries, whatever the number of drafts.

    `beside` are all drafts of the speech; one more query looks for them where they are not at hand.
    """
    around = doubts.around(speech, beside)
    open_to_join = [draft for draft in drafts if doubts.is_asked(draft) and joining.is_open(draft)]
    earlier = earlier_orders(viewer, open_to_join, names)
    made = {draft.pk: doubts.questions(draft, around) for draft in drafts}
    for draft in open_to_join:
        if draft.pk in earlier:
            made[draft.pk] = (joining.question(draft, earlier[draft.pk]), *made[draft.pk])
    return made


def cards_of(
    viewer: Viewer, speech: Speech, drafts: list[Draft], *, beside: list[Draft] | None = None
) -> list[Card]:
    """The cards of some drafts of a speech as they are now, with their questions for whoever may answer them.

    As many queries as for one; `beside` as for `asked_of`.
    """
    names, leaders = names_on(timezone.localdate()), leaders_on(timezone.localdate())
    may_answer = viewer.may(Act.DECIDE_DRAFT)
    asked = asked_of(viewer, speech, drafts, names, beside=beside) if may_answer else {}
    return [card(draft, names, leaders, asked.get(draft.pk, ())) for draft in drafts]


def answer_earlier(draft_id: int, *, day: dt.date | None, **asked: object) -> Draft:
    """An answer to the question about an earlier order."""
    return joining.answer(draft_id, names=names_on(timezone.localdate()), **asked)  # type: ignore[arg-type]


# kind of question → the act that takes its answer; a doubt of the draft itself is answered by doubts.answer.
ANSWERS: dict[str, Callable[..., Draft]] = {joining.KIND: answer_earlier}


def answer(draft_id: int, *, kind: str, key: str, day: dt.date | None, **signed: object) -> Draft:
    """Takes an answer, whichever question it is to. Raises as the act behind it."""
    if kind in ANSWERS:
        return ANSWERS[kind](draft_id, key=key, day=day, **signed)
    return doubts.answer(draft_id, kind=kind, key=key, day=day, **signed)  # type: ignore[arg-type]
