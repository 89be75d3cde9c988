"""A form that must be sent once: its buttons rest until the page changes, and what the pressed one says is sent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, until, visit, why_not

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def test_a_sent_form_rests_until_the_page_changes(live_server, world):
    with visit(live_server, None, size=DESKTOP) as tab:
        tab.goto(reverse("login"))
        sent = []

        def unanswered(route):
            if route.request.method != "POST":
                return route.fallback()
            sent.append(route.request.post_data)
            return route.fulfill(status=204)  # the page stays as it is

        tab.route("**/login/", unanswered)
        tab.fill("#id_username", "officer")
        tab.fill("#id_password", "any")
        button = tab.get_by_role("button", name="登录")
        button.evaluate("it => { it.name = 'act'; it.value = 'enter'; it.click(); it.click(); }")
        until(tab, "document.querySelector('form button').disabled")
        # The page tells of its button before the browser tells of its request; a second one would come with the first.
        for _ in range(100):
            tab.wait_for_timeout(50)
            if sent:
                break
        tab.wait_for_timeout(200)
        assert len(sent) == 1 and "act=enter" in sent[0]

        tab.goto(reverse("login"))
        assert tab.get_by_role("button", name="登录").is_enabled()
