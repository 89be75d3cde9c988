"""The colours an office has chosen stand wherever lights do: in the list's tabs, on the wall, in the charts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.items import operations as items
from tracker.items.clock import COLOURS
from tracker.items.light_schemes import SCHEMES, shown_as
from tracker.org.models import Office


def test_what_stands_for_many_lights_is_shown_as_the_scheme_says() -> None:
    assert {colour: shown_as(colour, "three") for colour in COLOURS} == {colour: colour for colour in COLOURS}
    assert (shown_as("red", "five"), shown_as("yellow", "slips"), shown_as("blue", "slips")) == (
        "orange",
        "blue",
        "green",
    )
    assert all(shown_as("red", scheme) for scheme in [*SCHEMES, "unknown"])


@pytest.mark.parametrize(("scheme", "colour"), [("three", "red"), ("five", "orange")])
def test_tabs_wall_and_charts_show_the_office_s_colours(
    world: World, signed_in, scheme: str, colour: str
) -> None:
    Office.objects.update(light_scheme=scheme)
    part = an_assignment(world, due_on=NOW.date().replace(month=2, day=27))
    items.issue(part.pk, by=world.viewer("officer"), at=NOW)
    client = signed_in(world.officer)

    def page(name: str) -> str:
        return client.get(reverse(name)).content.decode()

    assert f'<span class="light light-{colour}">逾期</span>' in page("portal:items")
    wall = page("console:wall")
    assert f'class="bar-{colour}' in wall and f'<span class="light light-{colour}">逾期 1</span>' in wall
    assert f'"colour": "{colour}"' in page("console:dashboard")
