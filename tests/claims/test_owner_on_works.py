"""The owner looks at the works on his own page: he accepts them, or says what is wrong, or that it is broken again."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.models import Repair
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import Refused
from idi_platform.notifications.models import Notice
from idi_platform.workflow.perform import perform
from tests.asking import asked_by
from tests.cast import log_in
from tests.claims.test_repair_warranty import fresh, sold, works  # noqa: F401
from tests.workflow.test_corrections import let_time_act

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def repair(works):  # noqa: F811
    """Works that are done and that nobody has accepted."""
    return works.repair(works.report("2033-09-13"), accepted="")


@pytest.fixture
def browser(client, repair, owner):
    log_in(client, owner)
    return client


def page_of(browser, repair):
    return browser.get(reverse("claims:owner_claim", args=[fresh(repair.claim).number])).content.decode()


def say(browser, repair, name, **said):
    address = reverse("claims:owner_works", args=[repair.claim.number, name])
    return browser.post(address, {"key": str(uuid4()), **said})


def told(template):
    return Notice.objects.filter(template=template, channel="in_app").count()


def test_works_that_are_done_wait_for_the_owner_and_are_not_called_accepted(browser, repair):
    page = page_of(browser, repair)
    assert "您验收" in page
    assert "修好并验收" not in page
    for name in ("accept", "dispute_result"):
        assert reverse("claims:owner_works", args=[repair.claim.number, name]) in page
    assert reverse("claims:owner_works", args=[repair.claim.number, "reopen_under_warranty"]) not in page
    assert (told("claim.repaired"), told("claim.performed")) == (1, 0)


def test_his_acceptance_begins_the_warranty_and_its_card_is_on_the_page(browser, repair, works):  # noqa: F811
    works.at("2033-10-20 15:00")
    assert say(browser, repair, "accept").status_code == 302
    let_time_act()
    done = Repair.objects.get(pk=repair.pk)
    assert (done.state, done.accepted_on) == ("under_warranty", date(2033, 10, 20))
    card = Paper.objects.get(subject=repair.pk, code="repair_warranty_card")
    produce(card.pk)
    page = page_of(browser, repair)
    assert "质保到 2034年4月18日 24:00" in page
    assert "指引4.4" in page
    assert reverse("claims:owner_paper", args=[card.pk]) in page
    assert told("repair.accepted") == 1, "the desk"


def test_what_is_not_right_is_told_to_the_desk_and_accepted_once_it_is(browser, repair, client, handler):
    assert say(browser, repair, "dispute_result", words=" ").status_code == 422
    assert say(browser, repair, "dispute_result", words="墙角还在渗。").status_code == 302
    page = page_of(browser, repair)
    assert "再来看您说没有修好的地方" in page
    assert reverse("claims:owner_works", args=[repair.claim.number, "accept"]) in page
    assert told("repair.disputed") == 1
    log_in(client, handler)
    desk = client.get(reverse("claims:console_claim", args=[repair.claim.number])).content.decode()
    assert "业主说没有修好：墙角还在渗。" in desk


def test_a_claim_whose_works_are_not_right_is_not_closed(browser, repair, works, handler):  # noqa: F811
    close = partial(perform, fresh(repair.claim), "close", acting=handler.acting)
    assert fresh(repair.claim).state == "performed"
    say(browser, repair, "dispute_result", words="墙角还在渗。")
    with pytest.raises(Refused) as refused:
        close(key=str(uuid4()))
    assert "claim.works_disputed" in [one.code for one in refused.value.refusals]
    assert fresh(repair.claim).state == "performed"
    assert say(browser, repair, "accept").status_code == 302
    close(key=str(uuid4()))
    assert fresh(repair.claim).state == "closed"


def test_what_is_broken_again_under_warranty_goes_on_as_the_same_claim(browser, repair, works):  # noqa: F811
    works.on_repair(repair, "accept", "2033-10-20")
    let_time_act()
    works.at("2034-01-10 09:00")
    assert reverse("claims:owner_works", args=[repair.claim.number, "reopen_under_warranty"]) in page_of(
        browser, repair
    )
    assert say(browser, repair, "reopen_under_warranty").status_code == 302
    assert fresh(repair.claim).state == "performing"
    assert Repair.objects.get(pk=repair.pk).is_recurring


def test_a_step_that_is_not_open_is_refused_with_words_and_a_neighbour_finds_nothing(
    browser, repair, client, neighbour
):
    refused = say(browser, repair, "reopen_under_warranty")
    assert refused.status_code == 409
    assert say(browser, repair, "order").status_code == 404
    log_in(client, neighbour)
    assert say(client, repair, "accept").status_code == 404
    assert Repair.objects.get(pk=repair.pk).state == "completed"


def test_pages_of_a_claim_with_works_stay_within_their_queries(browser, repair, client, works, handler):  # noqa: F811
    works.on_repair(repair, "accept", "2033-10-20")
    let_time_act()
    asked = asked_by(browser, reverse("claims:owner_claim", args=[repair.claim.number]))
    assert len(asked) <= MOST_QUERIES, "\n".join(asked.sql)
    log_in(client, handler)
    asked = asked_by(client, reverse("claims:console_claim", args=[repair.claim.number]))
    assert len(asked) <= MOST_QUERIES, "\n".join(asked.sql)


def test_who_accepts_sees_what_was_done_and_that_water_stood_on_it(browser, repair):
    page = browser.get(reverse("claims:owner_works", args=[repair.claim.number, "accept"]))
    (picture,) = page.context["works"]
    assert picture.caption.startswith("修好后")
    assert picture.href in page.content.decode()
    assert "闭水试验合格" in page.content.decode()
    assert browser.get(picture.href).status_code == 200
