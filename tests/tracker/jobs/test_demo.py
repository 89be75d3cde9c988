"""The demo: it loads once, a repeat changes nothing, and its log-ins lead somewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.world import SHANGHAI
from tracker.common.errors import Refused
from tracker.items.models import Event, UnitAssignment
from tracker.jobs import demo
from tracker.meetings.models import Speech
from tracker.org.models import Person, Unit

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
pytestmark = pytest.mark.django_db


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_loading_twice_changes_nothing(data_dir):
    demo.load(at=AT)
    before = (
        Unit.objects.count(),
        Person.objects.count(),
        UnitAssignment.objects.count(),
        Event.objects.count(),
    )
    demo.load(at=AT + dt.timedelta(hours=1))
    after = (
        Unit.objects.count(),
        Person.objects.count(),
        UnitAssignment.objects.count(),
        Event.objects.count(),
    )
    assert before == after and Speech.objects.count() == 1
    assert before[0] >= 60 and before[2] >= 30


def test_each_log_in_opens_a_page_with_something_on_it(data_dir, signed_in):
    demo.load(at=AT)
    pages = {
        "督查专员": "portal:items",
        "联络员": "portal:owed",
        "分管领导": "portal:items",
        "系统管理员": "console:units",
    }
    for login in demo.logins():
        client = signed_in(Person.objects.get(username=login.username))
        page = client.get(reverse(next(name for role, name in pages.items() if role in login.what)))
        assert page.status_code == 200 and "empty-note" not in page.content.decode(), login


def test_production_refuses_it(data_dir, settings):
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="正式环境"):
        demo.load(at=AT)
    assert not Unit.objects.exists()
