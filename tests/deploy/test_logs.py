"""No log of the servers has an address that is a key: a link from a mail, a subscribed calendar."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tracker.jobs import gunicorn

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SECRET = "k3_-yVq0aZ"
KEYS = [reverse("portal:link", args=[SECRET]), reverse("portal:calendar_file", args=[SECRET])]


def said_of(path: str) -> list[str]:
    """What nginx.conf says of an address: the lines of the location with the longest beginning that it has."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    places = dict(re.findall(r"location (/\S*) \{\n(.*?)\n    \}", text, flags=re.S))
    longest = max((beginning for beginning in places if path.startswith(beginning)), key=len)
    return [line.strip() for line in places[longest].splitlines()]


@pytest.mark.parametrize("path", KEYS)
def test_nginx_writes_a_key_neither_down_as_visited_nor_in_an_error(path):
    assert {"access_log off;", "error_log /dev/null;"} <= set(said_of(path))
    assert "access_log off;" not in said_of(reverse("portal:items"))
    # Who comes without encryption is sent on unrecorded.
    plain = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").partition("listen 80;")[2]
    assert "access_log off;" in plain


def test_gunicorn_keeps_no_log_of_visits():
    assert not hasattr(gunicorn, "accesslog")
    units = [path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file()]
    assert not any("--access-logfile" in text or "accesslog" in text for text in units)
    # The form in which Django and gunicorn tell of a request that went wrong is masked: tests/tracker/portal/test_link.py.
