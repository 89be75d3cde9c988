"""A real Chromium on the tests' own server: looks at a page as a person would, and reports what the page itself cannot hide."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

# Seconds that a page may take for anything, on a busy machine.
PATIENCE = 20
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
SERIOUS = """
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']}).then((result) => result.violations
  .filter((found) => ['serious', 'critical'].includes(found.impact))
  .map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`))
"""


def chromium() -> str | None:
    """Where Chromium is, None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def why_not() -> str:
    """Why the browser tests cannot run here; "" when they can."""
    if chromium() is None:
        return "Chromium is not installed (apt-get install chromium fonts-noto-cjk)"
    if not Path(settings.BASE_DIR, "static/vendor/tabler.css").exists():
        return "the front-end files are not built (python deploy/assets.py)"
    return ""


@contextmanager
def visit(server: Any, person: Any, *, size: dict[str, int], script: bool = True) -> Iterator[Any]:
    """A tab in which `person` (None: nobody) is signed in; `tab.complaints` gathers what went wrong on its pages.

    The browser lives no longer than the tab: Playwright keeps an event loop in the thread, where Django refuses the database.
    """
    from playwright.sync_api import sync_playwright

    cookies = [session_of(person, server)] if person is not None else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(
            viewport=size, locale="zh-CN", java_script_enabled=script, base_url=server.url
        )
        context.add_cookies(cookies)
        tab = context.new_page()
        tab.complaints = []
        if script:
            tab.add_init_script(WATCH)
        tab.on("pageerror", lambda error: tab.complaints.append(f"script error: {error}"))
        tab.on(
            "request", lambda asked: None if at_home(asked.url, server) else tab.complaints.append(asked.url)
        )
        tab.set_default_timeout(PATIENCE * 1000)
        yield tab
        browser.close()


@contextmanager
def tabs_of(server: Any, *people: Any) -> Iterator[list[Any]]:
    """One tab for each person, in contexts of one browser: several people at their own machines."""
    from playwright.sync_api import sync_playwright

    cookies = [session_of(person, server) for person in people]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        tabs = []
        for cookie in cookies:
            context = browser.new_context(viewport=DESKTOP, locale="zh-CN", base_url=server.url)
            context.add_cookies([cookie])
            tab = context.new_page()
            tab.complaints = []
            tab.add_init_script(WATCH)
            tab.set_default_timeout(PATIENCE * 1000)
            tabs.append(tab)
        yield tabs
        browser.close()


def session_of(person: Any, server: Any) -> dict[str, str]:
    """The cookie of a session in which `person` has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": server.url}


def at_home(url: str, server: Any) -> bool:
    """Does the request stay on the tests' server? Pictures inside a style sheet (data:) count as home."""
    return url.startswith((server.url, "data:", "blob:"))


def faults(tab: Any) -> list[str]:
    """What is wrong with the page in the tab: blocked by the CSP, sideways scrolling, serious barriers, errors, foreign hosts."""
    found = [f"blocked: {line}" for line in tab.evaluate("window.violations")]
    wider = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider > 0:
        found.append(f"the page is {wider} px wider than the screen")
    if AXE.exists():
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found += tab.evaluate(SERIOUS)
    return found + tab.complaints


def faults_at_both(tab: Any, name: str) -> list[str]:
    """What is wrong with the page on a desk and on a phone. Where BROWSER_PICTURES names a folder, its pictures are left there under `name`."""
    found, folder = [], os.environ.get("BROWSER_PICTURES")
    for size in (PHONE, DESKTOP):
        tab.set_viewport_size(size)
        found += [f"{size['width']} px: {fault}" for fault in faults(tab)]
        if folder:
            tab.screenshot(path=Path(folder, f"{name}-{size['width']}.png"), full_page=True)
    return found


def until(tab: Any, question: str, arg: Any = None) -> None:
    """Waits until the page answers `question` (a JavaScript expression or function) with yes, as long as the tab waits for anything.

    Not by Playwright's own wait_for_function: it asks again by eval, which the pages' policy blocks, so that only its
    first look counts.
    """
    end = time.monotonic() + PATIENCE
    while not tab.evaluate(question, arg):
        if time.monotonic() > end:
            raise AssertionError(f"the page never came to: {question}")
        tab.wait_for_timeout(50)


def meanwhile(act: Callable[[], object]) -> None:
    """Lets somebody else act on the database while a tab is open: in a thread of its own, as in life."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(alone).result(timeout=30)
