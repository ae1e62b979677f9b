"""Photos and a video on a telephone: shown while they travel, carried on after a reload, and never lost by the form."""

import pytest
from django.urls import reverse

from idi_platform.documents import pictures
from idi_platform.documents.models import Attachment, Upload
from tests.browser import IN_A_BROWSER, complaints_of, context_of, violations_on
from tests.cast import log_in
from tests.documents import uploads

PART = 512 * 1024
PARTS = "**/owner/uploads/*/"

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, client, claim, owner, live_server):
    log_in(client, owner)
    context = context_of(chromium, viewport={"width": 375, "height": 800})
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.said = complaints_of(page)
    page.asked = []
    page.on("request", lambda sent: page.asked.append(sent.url) if _asks(sent) else None)
    page.goto(live_server.url + reverse("claims:owner_add", args=[claim.number]), wait_until="load")
    yield page
    context.close()


def _asks(sent):
    return sent.method == "GET" and "/uploads/files/" in sent.url


def choose(page, *files):
    kinds = {
        "jpg": "image/jpeg",
        "eic": "image/heic",
        "mp4": "video/mp4",
        "pdf": "application/pdf",
        "svg": "image/svg+xml",
    }
    chosen = [{"name": name, "mimeType": kinds[name[-3:]], "buffer": content} for name, content in files]
    page.set_input_files("input[data-pick][multiple]", chosen)


def tile(page, words):
    return page.locator("[data-tiles] .ev", has_text=words)


def test_files_travel_by_themselves_and_the_form_waits_for_them(page, claim):
    choose(page, ("far.jpg", uploads.picture()), ("near.jpg", uploads.picture(colour="red")))
    tile(page, "已传好").nth(1).wait_for()
    assert page.locator("[data-tiles] canvas").nth(1).is_visible(), "shown as a picture before any worker has seen it"
    assert not page.locator(".uploads-plain").is_visible()
    choose(page, ("far.jpg", uploads.picture(colour="blue")), ("leak.svg", b"<svg onload='alert(1)'/>" * 9))
    tile(page, "已传好").nth(2).wait_for()
    tile(page, "请换成这样的文件").wait_for()
    assert page.get_by_text("处理好就能看到").locator("visible=true").count() == 0
    tile(page, "请换成这样的文件").get_by_role("button").click()
    page.locator("[data-tiles] .ev").first.get_by_role("button").click()
    tile(page, "已传好").nth(2).wait_for(state="detached")
    assert Attachment.objects.count() == 2
    page.wait_for_timeout(1200)
    _names(page)
    _refuses(page)
    assert violations_on(page) == []
    _resumes(page)
    _waits(page, claim)


def _names(page):
    """What the browser cannot draw is named until the worker has drawn it; of what it draws, nothing is asked."""
    assert page.asked == []
    choose(page, ("IMG_0007.heic", uploads.picture(form="HEIF")))
    unseen = tile(page, "IMG_0007.heic").locator("[data-icon=photo]", has_text="处理好就能看到")
    unseen.wait_for()
    assert "KB" in unseen.inner_text()
    assert page.locator("[data-tiles] [data-icon]:visible").count() == 1
    tile(page, "IMG_0007.heic").filter(has_text="已传好").wait_for()
    assert pictures.prepare_owed() > 0
    drawn = page.locator("[data-tiles] .ev img.photo")
    drawn.wait_for()
    drawn.evaluate("(image) => image.decode()")
    assert page.locator("[data-tiles] [data-icon]:visible").count() == 0
    page.locator("[data-tiles] .ev", has=page.locator("img.photo")).get_by_role("button").click()
    drawn.wait_for(state="detached")


def _refuses(page):
    """A photo that breaks off is refused on its tile as soon as the worker has seen it, and can be removed."""
    whole = uploads.picture((2000, 2000), colour="navy")
    choose(page, ("IMG_0008.jpg", whole[: len(whole) // 2]))
    tile(page, "已传好").nth(2).wait_for()
    assert pictures.prepare_owed() > 0
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        refused = tile(page, "打不开")
        refused.wait_for()
    assert "ev-refused" in refused.get_attribute("class")
    assert not refused.locator("[data-tick]").is_visible()
    assert page.get_by_text("处理好就能看到").locator("visible=true").count() == 0
    assert Attachment.objects.count() == 2, "it does not wait for the form any more"
    refused.get_by_role("button").click()
    refused.wait_for(state="detached")


def _resumes(page):
    """Half of a video has arrived when the network goes; after a reload the other half follows, and no more.

    The network stays away from the page that is left, which tries again every few seconds: it comes with the new one.
    """
    film = uploads.video(20) + uploads.box(b"free", bytes(2 * PART))
    offsets, away = [], [True]

    def at_the_second_part(route):
        offset = route.request.headers.get("upload-offset")
        offsets.append(offset)
        route.abort() if away and offset == str(PART) else route.continue_()

    def a_new_page(_frame):
        away.clear()
        offsets.clear()

    page.route(PARTS, at_the_second_part)
    choose(page, ("film.mp4", film))
    tile(page, "没有网络").wait_for()
    assert Upload.objects.get(attachment=None).held == PART
    page.once("framenavigated", a_new_page)
    page.reload(wait_until="load")
    page.locator("[data-tiles] .ev[data-stored-pk]").nth(2).wait_for()
    page.unroute(PARTS)
    assert [offset for offset in offsets if offset] == [str(PART), str(2 * PART)]
    assert page.evaluate("new Promise((done) => { indexedDB.open('idi-uploads').onsuccess = (opened) => {"
                         " opened.target.result.transaction('files').objectStore('files').count().onsuccess ="
                         " (counted) => done(counted.target.result); }; })") == 0  # fmt: skip


def _waits(page, claim):
    """Pressed while a photo is under way, the form is sent by itself once it has arrived."""
    page.route(PARTS, lambda _route: None)  # held until the route is given up
    choose(page, ("last.jpg", uploads.picture(colour="green")))
    tile(page, "正在传").wait_for()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("传完自动提交").wait_for()
    assert claim.subject.attachments.count() == 0
    with page.expect_navigation():
        page.unroute(PARTS)
    assert page.url.endswith(reverse("claims:owner_claim", args=[claim.number]))
    assert sorted(claim.subject.attachments.values_list("kind", flat=True)) == ["photo", "photo", "photo", "video"]
    assert [line for line in page.said if "Content Security Policy" in line] == []
