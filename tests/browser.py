"""The real browser of the tests: one for each process, whichever file asks first.

Its driver keeps a loop in the thread until it is closed, and a second driver in the same thread is refused. So no file
starts one of its own: which files meet in a process is decided by how the tests are spread.
"""

import os
from pathlib import Path

import pytest
from django.db import connections

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 45_000
"""Milliseconds for which a page may keep a test waiting; two heavy runs may share a small machine."""
AXE = Path(__file__).parent / "journeys" / "vendor" / "axe.min.js"
IN_A_BROWSER = (
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine"),
    pytest.mark.timeout(900),
)


@pytest.fixture(scope="session")
def chromium():
    """The browser itself."""
    sync_api = pytest.importorskip("playwright.sync_api")
    connections.close_all()  # beside a loop Django keeps other connections, and could not close these any more
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the loop of the driver is there for every later test too
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"], timeout=4 * PATIENCE)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def context_of(chromium, **asked):
    """Return a window of its own: cookies, size and cache of one visitor, in Chinese, nothing moving."""
    context = chromium.new_context(locale="zh-CN", reduced_motion="reduce", **asked)
    context.set_default_timeout(PATIENCE)
    return context


def complaints_of(page, *, home=None):
    """Return what the page will complain about: errors on its console and in its scripts, and requests away from home.

    What a browser remarks beside (this took long, that was loaded early) depends on how busy the machine is.
    """
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    if home is not None:
        page.on("request", lambda asked: None if asked.url.startswith(home) else said.append(asked.url))
    return said


_VIOLATIONS = """
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'], resultTypes: ['violations']})
  .then((found) => found.violations.map((rule) => [rule.id, rule.impact, rule.nodes[0].html]))
"""


def violations_on(page):
    """Return what axe-core finds on the page as it stands: rule, impact, and the first place; policy or not.

    It is asked for violations alone: to describe every place of a long page that is in order takes far longer.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [tuple(found) for found in page.evaluate(_VIOLATIONS)]
