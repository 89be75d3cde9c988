"""Scoring that meets itself: posted twice, frozen twice, frozen while an appeal comes in, answered twice, proposed twice."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.races.runners import at_once, outcome
from tests.support.scoring import a_scheme, a_slot, issued
from tests.support.world import NOW, make_world
from tracker.common.workdays import calendar_for
from tracker.items.history import broken_links
from tracker.items.models import Event
from tracker.regimes.models import RankingTalk, ScoreAppeal, ScoreEntry, ScorePeriod, ScoringScheme
from tracker.regimes.scoring import appeals, citing, posting, talks
from tracker.regimes.scoring.freezing import contradictions, freeze

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
APRIL = dt.datetime(2026, 4, 1, 9, tzinfo=NOW.tzinfo)


def scored():
    """An office with an overdue duty and a missing report that nobody has noted yet."""
    world = make_world()
    part = issued(world)
    a_slot(part, NOW.replace(day=6, hour=18))
    issued(world, "林业局", due_on=dt.date(2026, 4, 30))
    a_scheme(world, talk_last=1)
    return world


def test_four_postings_at_once_note_and_score_everything_once() -> None:
    scored()
    answers = at_once(*[lambda: outcome(lambda: posting.post(APRIL))] * 4)
    assert "done" in answers
    assert sorted(ScoreEntry.objects.values_list("kind", flat=True)) == ["overdue", "report_missing"]
    assert Event.objects.filter(act__startswith="note_").count() == 2
    assert list(broken_links()) == [] and contradictions(ScoringScheme.objects.get()) == []


def test_a_period_is_frozen_once_whoever_freezes_posts_and_appeals_meanwhile() -> None:
    world = scored()
    posting.post(NOW.replace(day=30))
    period, entry = ScorePeriod.objects.get(), ScoreEntry.objects.get(kind="overdue")
    officer, other, clerk = (world.viewer(who) for who in ("officer", "officer2", "lead_clerk"))
    answers = at_once(
        lambda: outcome(lambda: freeze(period.pk, by=officer, at=APRIL)),
        lambda: outcome(lambda: freeze(period.pk, by=other, at=APRIL)),
        lambda: outcome(lambda: posting.post(APRIL)),
        lambda: outcome(
            lambda: appeals.appeal(entry.pk, reason="有误", by=clerk, at=APRIL, workdays=calendar_for())
        ),
    )
    period.refresh_from_db()
    assert answers[:2].count("done") == (period.frozen_at is not None) <= 1
    # Frozen with an appeal before it that waited: never.
    if period.frozen_at is not None and ScoreAppeal.objects.exists():
        assert [len(period.figures), contradictions(ScoringScheme.objects.get())] == [2, []]
    assert contradictions(ScoringScheme.objects.get()) == []


def test_an_appeal_is_answered_once_and_its_points_come_back_once() -> None:
    world = scored()
    posting.post(NOW.replace(day=30))
    entry = ScoreEntry.objects.get(kind="overdue")
    made = appeals.appeal(
        entry.pk,
        reason="有误",
        by=world.viewer("lead_clerk"),
        at=NOW.replace(day=30),
        workdays=calendar_for(),
    )
    viewers = [world.viewer(who) for who in ("officer", "officer2", "leader")]
    answers = at_once(
        *[
            lambda by=by: outcome(
                lambda: appeals.decide(made.pk, granted=True, answer="属实", by=by, at=NOW.replace(day=31))
            )
            for by in viewers
        ]
    )
    assert answers.count("done") == 1
    assert [str(one) for one in ScoreEntry.objects.filter(kind="overdue").values_list("points", flat=True).order_by("number")] == ["-2.00", "2.00"]  # fmt: skip


def test_a_talk_is_proposed_and_a_citation_written_once() -> None:
    world = scored()
    posting.post(NOW)
    period = freeze(ScorePeriod.objects.get().pk, by=world.viewer("officer"), at=APRIL)
    (low,) = talks.lowest(period, at=APRIL)
    by, approver = world.viewer("officer"), world.leader.pk
    answers = at_once(
        *[lambda: outcome(lambda: talks.propose(period.pk, low.unit, approver_id=approver, reason="末位", by=by, at=APRIL))] * 3
    )  # fmt: skip
    assert answers.count("done") == 1 and RankingTalk.objects.count() == 1
    part = ScoreEntry.objects.first().assignment_id
    told = {"tone": "criticise", "words": "滞后", "paper": "第3期", "approver": "县长", "by": by, "at": APRIL}
    assert at_once(*[lambda: outcome(lambda: citing.cite(part, **told))] * 3).count("done") == 1
    assert Event.objects.filter(act="criticise").count() == 1
    assert list(broken_links()) == []
