"""What a web process would otherwise load while the first person waits: addresses with their views, the engine's word lists, templates.

Only a server does this (wsgi.py), beside the requests that come meanwhile; management commands load what they need and no more.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.loader import get_template
from django.urls import get_resolver

from tracker.meetings import bridge

log = logging.getLogger(__name__)


def warm_beside() -> threading.Thread:
    """Starts `warm` in a thread that no stop waits for."""
    thread = threading.Thread(target=warm, name="warm-up", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Loads everything once. What cannot be loaded is told in the log and left for the request that needs it."""
    try:
        get_resolver().url_patterns  # noqa: B018  (imports every view)
        bridge.warm()
        load_templates()
    except Exception:
        log.exception("the web process could not be warmed up")


def load_templates() -> None:
    """Compiles the pages of officers and the parts of the desk."""
    root = Path(settings.BASE_DIR) / "templates"
    for path in sorted((root / "console").glob("*.html")):
        try:
            get_template(str(path.relative_to(root)))
        except (TemplateDoesNotExist, TemplateSyntaxError):
            log.exception("%s cannot be compiled", path.name)
    for path in sorted((root / "cards").glob("*.html")):
        engines["cards"].get_template(path.name)
