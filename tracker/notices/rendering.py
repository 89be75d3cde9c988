"""From a template folder to subject, text and HTML. Rendered once, when a message is posted; must not query for rows itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in its final words. `html` has its styles inside the elements, as mail readers want it."""

    subject: str
    text: str
    html: str = ""


def render(kind: str, context: Mapping[str, Any]) -> Rendered:
    """templates/notices/<kind>/{subject.txt,body.txt,body.html} filled with `context`, plus `origin` and `subject`.

    `context["url"]`, a path such as /items/3/, becomes `link`, the full address. Blanks in the subject are folded:
    "【交办】 督〔2026〕12-3\\n" → "【交办】 督〔2026〕12-3".
    """
    values = {**context, "origin": settings.ORIGIN, "link": settings.ORIGIN + str(context.get("url", ""))}
    # A subject is a header line, not HTML: its template switches escaping off and the fold keeps line breaks out.
    subject = " ".join(render_to_string(f"notices/{kind}/subject.txt", values).split())
    values["subject"] = subject
    # A field that is left out of a template leaves its line break behind.
    text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"notices/{kind}/body.txt", values)).strip() + "\n"
    html = inliner().inline(render_to_string(f"notices/{kind}/body.html", values))
    return Rendered(subject, text, html)


@cache
def inliner() -> Any:
    """The style inliner; it must never fetch anything."""
    import css_inline

    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
