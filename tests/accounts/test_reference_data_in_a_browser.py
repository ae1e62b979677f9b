"""Reference data in a real browser: the policy blocks nothing its pages need, and nothing comes from elsewhere."""

import os
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import log_in

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
PAGES = [
    "/console/data/",
    "/console/data/accounts/organisation/",
    "/console/data/accounts/organisation/?q=none",
    "/console/data/accounts/membership/",
    "/console/data/deadlines/calendarday/",
    "/console/data/rulebooks/revision/",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium, live_server, operator):
    """A page of an operator; `said` holds what the console said and which other hosts were asked."""
    client = Client()
    log_in(client, operator)
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda asked: page.said.append(asked.url) if not asked.url.startswith(live_server.url) else None)
    yield page
    context.close()


def test_nothing_is_blocked_and_nothing_is_left_in_english(page, handler):
    for path in PAGES:
        page.goto(path, wait_until="load")
        page.wait_for_timeout(300)
        words = page.locator("body").inner_text()
        assert not page.said, (path, page.said)
        for english in ("Filter", "Search", "result", "Select value", "View site", "Organisation", "Next", "Previous"):
            assert english not in words, (path, english)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_a_colleague_is_found_by_typing_and_appointed(page, handler, other_insurer):
    page.goto("/console/data/accounts/membership/add/", wait_until="load")
    for field, typed in (("person", handler.person.name), ("organisation", handler.organisation.name)):
        page.locator(f"#id_{field} + .select2").click()
        page.locator(".select2-search__field").last.fill(typed)
        page.locator(".select2-results__option", has_text=typed).first.click()
    page.select_option("#id_role", "approver")
    page.fill("#id_since", "2026-03-02")
    page.locator("button[name=_save], input[name=_save]").first.click()
    page.wait_for_url("**/accounts/membership/")
    assert handler.person.memberships.filter(role="approver").exists()
    assert not page.said, page.said
