"""Reference data in a real browser: the policy blocks nothing its pages need, and nothing comes from elsewhere."""

import pytest
from django.test import Client

from tests.browser import IN_A_BROWSER, complaints_of, context_of
from tests.cast import log_in

PAGES = [
    "/console/data/",
    "/console/data/accounts/organisation/",
    "/console/data/accounts/organisation/?q=none",
    "/console/data/accounts/membership/",
    "/console/data/deadlines/calendarday/",
    "/console/data/rulebooks/revision/",
]

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, live_server, operator):
    """A page of an operator; `said` holds what the console said and which other hosts were asked."""
    client = Client()
    log_in(client, operator)
    context = context_of(chromium, viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.said = complaints_of(page, home=live_server.url)
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
