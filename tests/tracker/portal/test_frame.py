"""What every page shares: the frame, the icons, the refusals, and that no template needs what the CSP forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.access.context import MENU
from tracker.items import operations
from tracker.portal.context import section_of

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
SCRIPTS = sorted(Path(settings.BASE_DIR, "static/js").glob("*.js"))


def icons_in_stock() -> set[str]:
    text = Path(settings.BASE_DIR, "deploy/icons.txt").read_text(encoding="utf-8")
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def test_every_icon_that_is_used_is_in_the_sprite():
    used = {entry.icon for entry, _, _ in MENU}
    for path in TEMPLATES:
        used |= set(re.findall(r'_icon\.html" with name="([\w-]+)"', path.read_text(encoding="utf-8")))
    assert used - icons_in_stock() == set()


def page_templates() -> list[Path]:
    """Templates of pages; those of mails need their styles inside."""
    return [path for path in TEMPLATES if "notices" not in path.parts]


@pytest.mark.parametrize("path", page_templates(), ids=lambda path: path.name)
def test_a_page_needs_no_inline_style_script_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), "a sealed office reaches no other host"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_builds_no_markup_from_text(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\.(innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|\beval\(|new Function|document\.write", text
    )


def test_the_frame_names_the_person_the_posts_and_the_unread_messages(world, signed_in):
    operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    page = signed_in(world.lead_clerk).get(reverse("portal:owed")).content.decode()
    assert "钱小明" in page and "财政局 联络员" in page
    assert "1条未读" in page


def test_whoever_holds_no_post_is_told_so(world, signed_in):
    page = signed_in(world.former).get(reverse("home")).content.decode()
    assert "没有在任岗位" in page


def test_refusals_are_chinese_pages_without_the_frame(world, signed_in):
    client = signed_in(world.stranger)
    missing, forbidden = client.get("/nowhere/"), client.get(reverse("console:speeches"))
    assert (missing.status_code, forbidden.status_code) == (404, 403)
    assert "没有找到" in missing.content.decode() and "没有这项权限" in forbidden.content.decode()


def test_the_error_page_needs_no_request():
    from django.template.loader import render_to_string

    assert "系统出了问题" in render_to_string("500.html")


def test_a_wrong_password_is_answered_in_chinese_and_too_many_lock(world, client):
    world.officer.set_password("right-one-2026")
    world.officer.save(update_fields=["password"])
    form = {"username": "officer", "password": "wrong"}
    first = client.post(reverse("login"), form)
    assert first.status_code == 200 and "请输入一个正确的" in first.content.decode()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = client.post(reverse("login"), form)
    assert last.status_code == 429 and "暂时不能登录" in last.content.decode()


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/console/", "console:dashboard"),
        ("/console/speeches/7/", "console:speeches"),
        ("/items/7/", "portal:items"),
        ("/inbox/", ""),
    ],
)
def test_the_menu_marks_the_entry_the_page_belongs_to(world, path, section):
    assert section_of(path, world.viewer("officer")) == section


def test_an_entry_that_the_viewer_does_not_have_is_not_marked(world):
    assert section_of("/console/speeches/7/", world.viewer("lead_clerk")) == ""
