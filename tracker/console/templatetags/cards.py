"""Parts of a draft's card that are the same on every card of the page but for id and revision: drawn once, then filled in.

A desk has a hundred cards and more. Drawing their buttons one by one took two thirds of the page's time. What was drawn is kept in
the page's own context, under "drawn"; a card that is answered alone has none and is drawn whole.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Numbers that no draft has; nothing a person wrote stands in these parts.
ID, REVISION = 987_600_001_234, 987_600_005_678


@register.simple_tag(takes_context=True)
def alike(context: Context, name: str) -> SafeString:
    """The template `name` for the card at hand; it may ask only for draft.pk, draft.revision and card.decision."""
    draft, decision = context["draft"], context["card"].decision
    drawn = kept(context)
    if (name, decision) not in drawn:
        stand_in = {
            "draft": SimpleNamespace(pk=ID, revision=REVISION),
            "card": SimpleNamespace(decision=decision),
            "csrf_token": context.get("csrf_token"),
        }
        drawn[name, decision] = context.template.engine.get_template(name).render(Context(stand_in)).strip()  # type: ignore[union-attr]
    filled = drawn[name, decision].replace(str(ID), str(draft.pk)).replace(str(REVISION), str(draft.revision))
    return mark_safe(filled)


@register.simple_tag(takes_context=True)
def card_icon(context: Context, name: str) -> SafeString:
    """A small icon of the sprite, drawn once a page."""
    drawn = kept(context)
    if name not in drawn:
        icon = context.template.engine.get_template("_icon.html")  # type: ignore[union-attr]
        drawn[name] = icon.render(Context({"name": name, "class": "icon-small"}))
    return mark_safe(drawn[name])


def kept(context: Context) -> dict[Any, str]:
    """What was drawn for this page so far."""
    drawn = context.get("drawn")
    return drawn if isinstance(drawn, dict) else {}
