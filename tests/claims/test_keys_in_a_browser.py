"""The keys of a desk: they walk and give the focus; nothing that counts is done by one of them."""

import pytest
from django.urls import reverse

from claims.models import Claim
from idi_platform.workflow.models import Proposal, ProposalState
from tests.browser import IN_A_BROWSER, complaints_of, context_of
from tests.cast import log_in
from tests.claims.test_decision import not_covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(surveyed, take, handler, photo):
    """A refusal that waits for a second person."""
    return take(handler, "refuse", **not_covered(photo)).proposal


@pytest.fixture
def desk(chromium, client, approver, live_server):
    log_in(client, approver)
    context = context_of(chromium, viewport={"width": 1280, "height": 900}, bypass_csp=True)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.said = complaints_of(page)
    yield page
    context.close()


def test_no_key_agrees_to_a_refusal_it_only_leads_to_the_button(desk, waiting, live_server):
    desk.goto(live_server.url + reverse("claims:console_approvals"), wait_until="load")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    one = live_server.url + reverse("claims:console_approval", args=[waiting.pk])
    desk.wait_for_url(one)
    desk.wait_for_load_state("load")
    for key in ("a", "r"):
        desk.keyboard.press(key)
        assert desk.evaluate("document.activeElement.dataset.key") == key
    desk.wait_for_timeout(500)
    assert desk.url == one
    assert Proposal.objects.get(pk=waiting.pk).state == ProposalState.OPEN
    assert Claim.objects.get(pk=waiting.subject_id).state == "filed"
    assert desk.said == []


def test_in_the_queue_the_marked_rows_are_handed_over_by_a_key(desk, waiting, live_server):
    desk.goto(live_server.url + reverse("claims:console_queue"), wait_until="load")
    for key in ("j", "x", "a"):
        desk.keyboard.press(key)
    desk.wait_for_url(f"**{reverse('claims:console_assign')}?claim=*")


def test_the_list_of_keys_names_each_once_and_all_that_the_page_has(desk, waiting, live_server):
    def listed(path):
        desk.goto(live_server.url + path, wait_until="load")
        desk.keyboard.press("?")
        return desk.locator("#keys-list dt:visible kbd").all_inner_texts()

    queue = listed(reverse("claims:console_queue"))
    assert sorted(queue) == sorted(["?", "j", "k", "Enter", "o", "x", "a", "/"])
    approval = listed(reverse("claims:console_approval", args=[waiting.pk]))
    assert sorted(approval) == sorted(set(approval))
    assert {"?", "a", "r", "u"} <= set(approval)
