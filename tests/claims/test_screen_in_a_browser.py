"""A typical claim on one screen of a desk: what it is decided by stands before the eyes, nothing scrolls."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import actions
from claims.codes import Cause
from claims.models import Claim
from idi_platform.accounts.models import Person
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from tests.browser import IN_A_BROWSER, complaints_of, context_of, violations_on
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_screen import finding  # noqa: F401  fixture
from tests.documents import uploads

WIDTH, HEIGHT = 1280, 1050
PARTS = ("#facts", "#proof", "#cover", "#survey", "#records", "#clocks", "#next", "#papers")

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def typical(claim, finding, handler, surveyor, owner, at):  # noqa: F811
    """Four photos, papers asked for and supplied, a visit and its survey, a finding of the agency at the same place."""
    photos = []
    for colour in ("red", "blue", "green", "grey"):
        file = SimpleUploadedFile(f"{colour}.jpg", uploads.picture(colour=colour), content_type="image/jpeg")
        photos.append(receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk).pk)

    def take(player, step, **facts):
        actions.take(Claim.objects.get(pk=claim.pk), step, acting=player.acting, key=key(), **facts)

    at("2026-09-30 09:10")
    take(handler, "request_supplement", papers=["ownership"], words="请补购房合同首页。")
    take(owner, "supply_documents", words="补上了。", evidence_ids=photos[:1])
    take(handler, "schedule_survey", from_at="2026-10-08T14:00+08:00", until_at="2026-10-08T16:00+08:00")
    at("2026-10-08 15:00")
    take(
        surveyor, "record_survey", words="闭水四十分钟复现，管根无附加层，建议同立管一并处理。",
        evidence_ids=photos, cause=Cause.CONSTRUCTION, item="waterproofing", moisture="12.5",
    )  # fmt: skip
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def desk(chromium, client, typical, handler, live_server):
    log_in(client, handler)
    context = context_of(chromium, viewport={"width": WIDTH, "height": HEIGHT}, bypass_csp=True)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.said = complaints_of(page)
    page.goto(live_server.url + reverse("claims:console_claim", args=[typical.number]), wait_until="load")
    yield page
    context.close()


def test_a_typical_claim_fits_one_screen_and_says_everything(desk):
    tall, wide = desk.evaluate(
        """() => {
            const bar = document.querySelector(".demo-bar"), page = document.documentElement;
            const end = document.querySelector("main").getBoundingClientRect().bottom + scrollY;
            return [end - (bar ? bar.offsetHeight : 0), page.scrollWidth];
        }"""
    )
    assert wide <= WIDTH
    assert tall <= HEIGHT, tall
    for part in PARTS:
        assert desk.locator(part).is_visible(), part
    assert violations_on(desk) == []
    assert desk.said == []


def test_in_elder_view_a_desk_stands_in_one_column_at_any_width(desk, typical, handler, live_server):
    Person.objects.filter(pk=handler.person.pk).update(elder_view=True)
    desk.reload(wait_until="load")
    tracks, brand = desk.evaluate(
        """() => [getComputedStyle(document.querySelector(".claim-grid")).gridTemplateColumns.split(" ").length,
                  document.querySelector(".brand").getBoundingClientRect()].map((one) => one.width ?? one)"""
    )
    assert tracks == 1
    assert brand > 100, "the words of the brand stand on one line"
    small = desk.locator("#clocks ~ div summary, .link-btn, #steps summary").evaluate_all(
        "(all) => all.filter((one) => one.getBoundingClientRect().height < 60).map((one) => one.textContent)"
    )
    assert small == []
    for path in (reverse("claims:console_queue"), reverse("claims:console_claim", args=[typical.number])):
        for width in (WIDTH, 320):
            desk.set_viewport_size({"width": width, "height": HEIGHT})
            desk.goto(live_server.url + path, wait_until="load")
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert desk.locator(".queue-strip").first.is_visible()
    assert violations_on(desk) == []
