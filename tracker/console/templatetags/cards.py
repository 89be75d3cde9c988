"""Draws the cards and the marked text of the desk, of which a page has a hundred and more: Jinja templates (templates/cards) are compiled, and ten times as fast.

What is the same on every card but for id and revision (buttons, forms) stands in templates like any other, is drawn once a page, and filled in.
It is kept in the page's own context, under "drawn"; a card that is answered alone has none and is drawn whole.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template import Context, engines
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from tracker.console.marking import Line
from tracker.console.review import Card
from tracker.meetings.doubts import WEEKDAYS

register = template.Library()
# Numbers that no draft has; nothing a person wrote stands in these parts.
ID, REVISION = 987_600_001_234, 987_600_005_678


@register.simple_tag(takes_context=True)
def draw(context: Context, card: Card, *, problem: str = "", oob: bool = False) -> SafeString:
    """The card of a draft. `problem`: why an act on it was refused; `oob`: it comes along with another's answer.

    On a page with all its cards ("asleep") the browser makes the buttons only as a card comes into sight (static/js/awake.js).
    """
    parts = Parts(context, card)
    drawn = (
        engines["cards"]
        .get_template("draft.html")
        .render(
            {
                "card": card,
                "problem": problem,
                "oob": oob,
                "asleep": context.get("asleep"),
                "may_decide": context.get("may_decide"),
                "weekdays": WEEKDAYS,
                "moment": moment,
                "url": url,
                "at": parts.at,
                "alike": parts.alike,
                "icon": parts.icon,
            }
        )
    )
    return mark_safe(drawn)


@register.simple_tag
def draw_text(lines: list[Line]) -> SafeString:
    """The paragraphs of a speech with what is marked in them: a thousand stretches and more."""
    return mark_safe(engines["cards"].get_template("text.html").render({"lines": lines}))


@register.simple_tag
def symbols(names: str) -> SafeString:
    """The icons of the cards, to stand in the page itself: a thousand references to a file are a thousand loads of it."""
    return mark_safe("".join(map(symbol, names.split())))


@cache
def symbol(name: str) -> str:
    """One icon of the sprite, as a symbol of the page: "check" gets the id i-check. Raises LookupError for an unknown one."""
    sprite = Path(finders.find("vendor/icons.svg") or "")
    found = re.search(rf'<symbol id="{re.escape(name)}" (.*?)</symbol>', sprite.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(f"{name} is not in the sprite: see deploy/icons.txt")
    return f'<symbol id="i-{name}" {found[1]}</symbol>'


def moment(at: dt.datetime) -> str:
    """When something was decided: "03-02 17:05"."""
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def url(name: str, pk: int) -> str:
    """The address of a row's page."""
    return reverse(name, args=[pk])


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a card is drawn once a page."""

    context: Context
    card: Card

    def alike(self, name: str) -> SafeString:
        """The template `name` for the card; it may ask only for draft.pk, draft.revision and card.decision."""
        decision = self.card.decision
        stand_in = {
            "draft": SimpleNamespace(pk=ID, revision=REVISION),
            "card": SimpleNamespace(decision=decision),
            "csrf_token": self.context.get("csrf_token"),
        }
        return self.filled((name, decision), lambda: self.rendered(name, stand_in))

    def at(self, act: str) -> str:
        """The address of an act on the card's draft: at("draft_name")."""
        return self.filled(act, lambda: reverse(f"console:{act}", args=[ID]))

    def icon(self, name: str, size: str = "icon-small") -> SafeString:
        """An icon of the sprite."""
        return self.filled(
            (name, size), lambda: self.rendered("_icon.html", {"name": name, "class": size, "here": True})
        )

    def filled(self, key: object, draw: Any) -> SafeString:
        """A part with the numbers of this draft in place of those that stand for them."""
        kept = self.context.get("drawn")
        kept = kept if isinstance(kept, dict) else {}
        if key not in kept:
            kept[key] = draw()
        draft = self.card.draft
        return mark_safe(
            kept[key].replace(str(ID), str(draft.pk)).replace(str(REVISION), str(draft.revision))
        )

    def rendered(self, name: str, given: dict[str, Any]) -> str:
        """A template of the ordinary kind."""
        return engines["django"].get_template(name).template.render(Context(given)).strip()  # type: ignore[attr-defined]
