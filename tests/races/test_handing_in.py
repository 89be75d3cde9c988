"""The same speech handed in, chosen or thrown away by several people at the same moment."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once
from tests.support.build import a_source
from tests.support.world import NOW, make_world
from tracker.common.errors import Refused
from tracker.meetings import intake
from tracker.meetings.models import ShingleHash, Source, Speech

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

SPEECH = "在全县重点工作推进会上的讲话\n同志们:\n县财政局要在3月20日前完成预算审计,县审计局配合。\n"


def test_one_text_handed_in_by_four_at_once_is_one_speech() -> None:
    by = make_world().viewer("officer")

    def press() -> str:
        try:
            source = intake.receive(SPEECH.encode(), name="讲话.txt", max_bytes=10**6, by=by, at=NOW)
            return f"taken {source.pk}"
        except intake.Duplicate as again:
            return f"duplicate {again.speech_id}"

    answers = at_once(*[press] * 4)
    speech, source = Speech.objects.get(), Source.objects.get()
    assert answers.count(f"taken {source.pk}") == 1 and answers.count(f"duplicate {speech.pk}") == 3
    assert ShingleHash.objects.filter(speech=speech).count() == ShingleHash.objects.count()
    # The files of those who were too late did not stay behind.
    folder = source.file.storage
    directory = source.file.name.rpartition("/")[0]
    assert folder.listdir(directory)[1] == [source.file.name.rpartition("/")[2]]


def test_speeches_kept_by_four_at_once_are_made_once() -> None:
    world = make_world()
    source, by = a_source(world), world.viewer("officer")
    answers = at_once(*[lambda: [one.pk for one in intake.keep(source.pk, [0, 1], by=by)]] * 4)
    assert len({tuple(pks) for pks in answers}) == 1 and Speech.objects.count() == 2


def test_keeping_and_throwing_away_at_once_leaves_one_of_the_two() -> None:
    world = make_world()
    source, by = a_source(world), world.viewer("officer")

    def keep() -> int:
        try:
            return len(intake.keep(source.pk, [0], by=by))
        except Refused:
            return 0

    kept, _ = at_once(keep, lambda: intake.discard(source.pk, by=by))
    assert Speech.objects.count() == Source.objects.count() == kept
