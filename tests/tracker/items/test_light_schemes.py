"""The office's own colours: how a light looks follows its scheme, what it is does not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.items import operations
from tracker.items.clock import clock_at, light_of
from tracker.items.light_schemes import SCHEMES, dressed
from tracker.items.lights import Light
from tracker.org.models import Office


@pytest.mark.parametrize(
    ("scheme", "colour", "late", "look", "sign"),
    [
        ("three", "red", 30, "", ""),
        ("five", "red", 10, "orange", "橙"),
        ("five", "red", 11, "red", "红"),
        ("five", "yellow", 0, "", ""),
        ("slips", "yellow", 0, "blue", "蓝"),
        ("slips", "red", 30, "", ""),
        ("gone", "red", 30, "", ""),
    ],
)
def test_a_light_looks_as_the_scheme_says(scheme, colour, late, look, sign):
    made = dressed(Light(colour, "词", "话"), scheme, late)
    assert (made.colour, made.look, made.sign, made.phrase) == (colour, look, sign, "话")


def test_every_choice_of_the_office_is_a_scheme():
    assert set(Office.LightScheme.values) == set(SCHEMES)


def test_the_page_shows_the_colour_with_its_word_and_filters_by_what_it_is(world: World, signed_in):
    part = an_assignment(world, due_on=dt.date(2026, 2, 25))
    part = operations.issue(part.pk, by=world.viewer("officer"), at=NOW)
    Office.objects.update(light_scheme="five")
    assert light_of(part, clock_at(NOW)).look == "orange"
    page = signed_in(world.officer).get(reverse("portal:items") + "?light=red").content.decode()
    assert '<span class="light light-orange">橙 · 逾期5天</span>' in page
