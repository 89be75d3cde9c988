"""A report that is sent while the form's last words are being kept: they are not offered again as unsent."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tracker.common.errors import Stale
from tracker.items import operations
from tracker.items.models import ProgressReport, UnsavedReport
from tracker.items.progress import Told, report_progress
from tracker.items.unsaved_reports import keep_report, last_own

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_words_kept_while_they_are_sent_are_not_left_behind() -> None:
    world = make_world()
    clerk = world.viewer("lead_clerk")
    part = operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    operations.acknowledge(part.pk, by=clerk, at=NOW)
    for number in range(5):
        opened = last_own(part, clerk)

        def send() -> None:
            report_progress(part.pk, Told("第一批已完成"), by=clerk, at=NOW)

        def keep(after: int = opened) -> None:
            with suppress(Stale):
                keep_report(part, {"content": "第一批已完成"}, after=after, by=clerk, at=NOW)

        at_once(send, keep, keep)
        assert ProgressReport.objects.count() == number + 1
        assert not UnsavedReport.objects.exists()
