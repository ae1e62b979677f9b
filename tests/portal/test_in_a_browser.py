"""The shell in a real browser: nothing is blocked by the policy, nothing scrolls sideways, axe finds nothing."""

import re

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser import IN_A_BROWSER, complaints_of, context_of, violations_on
from tests.conftest import _own_copy

PAGES = [
    "/",
    "/demo/components/",
    "/demo/components/?frame=desk",
    "/demo/components/?wrong=1",
    "/demo/time/",
    "/nothing/",
    "/law/",
    "/law/beijing-2019/#BJ-20-2b",
    "/law/compare/?a=beijing-2019&b=hangzhou-2024&only=different",
    "/law/search/?q=%E6%9F%A5%E5%8B%98",
]
SIZES = {"": [1280, 320], "elder": [375]}

pytestmark = [*IN_A_BROWSER]


@pytest.fixture(scope="module")
def site(django_db_setup, database_host, database_template, django_db_blocker):
    """The address of one server over one database for this file: its tests look, and write nothing."""
    with django_db_blocker.unblock(), _own_copy(database_host, database_template):
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            yield server.url
        server.stop()


@pytest.fixture
def page_at(chromium, site):
    context = context_of(chromium)

    def open_at(path, width, view=""):
        context.clear_cookies()
        if view:
            context.add_cookies([{"name": "idi_view", "value": view, "url": site}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.said = complaints_of(page, home=site)
        page.goto(site + path, wait_until="load")
        return page

    yield open_at
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_blocks_nothing_no_page_scrolls_sideways_and_axe_finds_nothing(page_at, path):
    for view, widths in SIZES.items():
        page = page_at(path, widths[0], view)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, view)
            assert violations_on(page) == [], (path, width, view)
        assert [line for line in page.said if "404 (Not Found)" not in line] == []  # nor comes anything from elsewhere


def test_targets_can_be_hit_with_a_thumb(page_at):
    small = """(least) => [...document.querySelectorAll('a.btn, button, .tabs-foot a, .bar-btn, .choice label')]
      .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < least - 0.5)
      .map((element) => element.outerHTML.slice(0, 120))"""
    assert page_at("/demo/components/", 375).evaluate(small, 44) == []
    assert page_at("/demo/components/", 375, "elder").evaluate(small, 60) == []


def test_large_print_is_switched_by_the_button_alone(page_at):
    page = page_at("/demo/components/?frame=owner", 375)
    with page.expect_navigation():
        page.get_by_role("button", name="大字版").click()
    assert page.locator("html").get_attribute("data-view") == "elder"
    assert page.url.endswith("/demo/components/?frame=owner")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px"


def test_a_desk_is_walked_with_the_keyboard(page_at):
    page = page_at("/demo/components/?frame=desk", 1280)
    before = page.locator("tr.cur").inner_text()
    page.keyboard.press("j")
    after = page.locator("tr.cur").inner_text()
    assert page.locator("tr.cur").count() == 1
    assert before != after
    page.keyboard.press("k")
    assert page.locator("tr.cur").inner_text() == before


def test_the_skip_link_leads_to_the_text(page_at):
    page = page_at("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#main$"))


def test_an_icon_is_really_drawn(page_at):
    box = page_at("/demo/components/", 1280).locator(".chip svg use").first.bounding_box()
    assert box is not None
    assert box["width"] > 4
