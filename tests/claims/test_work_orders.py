"""A contractor's work orders behind /site/: what was ordered from it, until when, by which article, and its steps."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Repair, Ticket
from claims.pages.orders import limits_of
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment
from idi_platform.records.models import Party, Record, Subject
from idi_platform.workflow.perform import perform
from tests.cast import OrganisationFactory, log_in, member
from tests.claims.conftest import key
from tests.claims.test_around_a_claim import accepted, agreed  # noqa: F401  fixtures
from tests.claims.test_decision import photo, surveyed, take  # noqa: F401  fixtures
from tests.doors.world import picture

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db
DAY = "2026-10-08"


def browser_of(player):
    client = Client()
    log_in(client, player)
    return client


@pytest.fixture
def order(agreed, take, handler):
    """Let the insurer order the repair of the claim from a firm."""

    def from_firm(firm):
        take(handler, "order_repair", repairer=firm, end_on="2026-10-14", words="拆到基层，重做附加层。")
        return Repair.objects.select_related("subject", "claim").get(claim=agreed)

    return from_firm


@pytest.fixture
def ordered(order, contractor):
    return order(contractor.organisation.pk)


@pytest.fixture
def site(contractor):
    return browser_of(contractor)


def page_of(repair):
    return reverse("claims:site_order", args=[repair.pk])


def send(client, address, step, **facts):
    return client.post(address, {"key": str(uuid.uuid4()), "step": step, **facts})


def test_a_repairer_reads_where_what_until_when_by_which_article_and_nothing_of_the_owner(ordered, site, owner):
    listed = site.get(reverse("claims:site_orders")).content.decode()
    shown = site.get(page_of(ordered)).content.decode()
    assert "only-wide" in listed
    assert "cards-phone" in listed
    for page in (listed, shown):
        assert "1-0101" in page
        assert "2026年10月14日" in page
        assert ordered.claim.number not in page
        assert owner.person.phone.removeprefix("+86") not in page
    assert "拆到基层，重做附加层。" in shown
    assert ordered.claim.statement.body not in shown, "what the owner wrote is not for the repairer"
    assert "最晚修好" in shown
    assert "办法第二十条第三款" in shown
    assert "开始维修" in shown


@pytest.mark.parametrize("name", ["claim.performance_national", "claim.repair_by_contract"])
def test_the_limit_of_the_works_is_told_whichever_text_or_contract_sets_it(ordered, name):
    city = limits_of([ordered.claim_id])[ordered.claim_id]
    measures = "repair" if name.endswith("by_contract") else "performance"
    sooner = city.due_at - timedelta(days=3)
    Clock.objects.filter(subject=ordered.claim_id, measures="performance").exclude(pk=city.pk).delete()
    other = Clock.objects.create(**{**fields_of(city), "name": name, "measures": measures, "due_at": sooner})
    assert limits_of([ordered.claim_id]) == {ordered.claim_id: other}
    Clock.objects.filter(pk=other.pk).update(measures="determination")
    assert limits_of([ordered.claim_id]) == {ordered.claim_id: city}


def fields_of(clock):
    """Return what a clock holds but its key."""
    return {one.attname: getattr(clock, one.attname) for one in clock._meta.concrete_fields if not one.primary_key}


def test_the_insurer_names_the_firm_on_its_own_form(agreed, handler, contractor, site):
    console = browser_of(handler)
    address = reverse("claims:console_step", args=[agreed.number, "order_repair"])
    assert contractor.organisation.name in console.get(address).content.decode()
    sent = {"key": str(uuid.uuid4()), "repairer": contractor.organisation.pk, "words": "重做附加层。"}
    assert console.post(address, {**sent, "repairer": agreed.pk}).status_code == 422, "no firm of that number"
    assert console.post(address, sent).status_code == 302
    repair = Repair.objects.get(claim=agreed)
    assert repair.repairer == contractor.organisation.pk
    assert "重做附加层。" in site.get(page_of(repair)).content.decode()


def test_what_another_firm_has_been_asked_to_do_is_not_there(order, site):
    theirs = order(OrganisationFactory.create(kind="contractor").pk)
    assert site.get(page_of(theirs)).status_code == 404
    assert send(site, page_of(theirs), "begin", on=DAY).status_code == 404
    assert "1-0101" not in site.get(reverse("claims:site_orders")).content.decode()


def test_an_order_that_names_nobody_is_for_the_contractor_of_the_project_alone(order, site, contractor):
    repair = order(None)
    assert site.get(page_of(repair)).status_code == 404
    of_project(contractor, repair.subject.project_id)
    assert site.get(page_of(repair)).status_code == 200


def of_project(contractor, project_id):
    Party.objects.create(
        subject_id=project_id, role="contractor", organisation=contractor.organisation, since="2019-06-01"
    )


def test_works_are_begun_and_done_with_a_picture_and_nothing_is_taken_twice(ordered, site):
    assert send(site, page_of(ordered), "complete", on=DAY).status_code == 200, "not offered before the works begin"
    assert send(site, page_of(ordered), "begin", on="2030-01-01").status_code == 409
    assert send(site, page_of(ordered), "begin", on=DAY).status_code == 302
    send(site, page_of(ordered), "begin", on=DAY)
    assert Record.objects.filter(name="repair.begin").count() == 1
    unproved = send(site, page_of(ordered), "complete", on=DAY)
    assert unproved.status_code == 409
    assert "先上传照片" in unproved.content.decode()
    assert Repair.objects.get(pk=ordered.pk).state == "in_progress"
    form = {"key": str(uuid.uuid4()), "step": "complete", "on": DAY, "water_test_passed": "true"}
    assert site.post(page_of(ordered), {**form, "photos": picture("done.jpg")}).status_code == 302
    site.post(page_of(ordered), {**form, "photos": picture("done.jpg")})
    done = Record.objects.get(name="repair.complete", subject=ordered.pk)
    (proof,) = Attachment.objects.filter(subject=ordered.pk)
    assert done.facts["evidence_ids"] == [proof.pk]
    assert Claim.objects.get(pk=ordered.claim_id).state == "performed"


@pytest.fixture
def repaired(ordered, site):
    """Let the works be begun and done, each with a picture."""
    send(site, page_of(ordered), "begin", on=DAY, photos=picture("before.jpg", "maroon"))
    send(site, page_of(ordered), "complete", on=DAY, photos=picture("done.jpg", "olive"), water_test_passed="true")
    return ordered


def test_a_picture_of_before_the_works_is_asked_for_when_they_begin(ordered, site):
    form = site.get(page_of(ordered), {"step": "begin"}).content.decode()
    assert "动工前的照片" in form
    send(site, page_of(ordered), "begin", on=DAY, photos=picture("before.jpg", "maroon"))
    (proof,) = Attachment.objects.filter(subject=ordered.pk)
    assert Record.objects.get(name="repair.begin").facts["evidence_ids"] == [proof.pk]
    assert "闭水试验的记录" in site.get(page_of(ordered), {"step": "complete"}).content.decode()


def test_the_claims_evidence_shows_the_works_before_and_after_by_whom_and_when(repaired, handler, contractor):
    number = repaired.claim.number
    page = browser_of(handler).get(reverse("claims:console_evidence", args=[number]))
    said = [item.caption for item, _proof in page.context["works"]]
    assert [one.split("　")[0] for one in said] == ["维修前", "修好后"]
    for one in said:
        assert contractor.organisation.name in one
        assert contractor.person.name in one
        assert "10月8日" in one
    assert [{fact.term: fact.value for fact in proof}["校验值"] for _item, proof in page.context["works"]] == list(
        Attachment.objects.filter(subject=repaired.pk).order_by("number").values_list("sha256", flat=True)
    )
    screen = browser_of(handler).get(reverse("claims:console_claim", args=[number])).context
    assert screen["evidence_count"] == len(page.context["items"]) + 2


def test_the_owner_sees_the_works_with_the_firm_and_nobodys_name(repaired, owner, contractor, neighbour):
    address = reverse("claims:owner_claim", args=[repaired.claim.number])
    page = browser_of(owner).get(address)
    assert [one.caption.split("　")[0] for one in page.context["works"]] == ["维修前", "修好后"]
    assert contractor.organisation.name in page.context["works"][0].caption
    assert contractor.person.name not in page.content.decode()
    assert browser_of(neighbour).get(address).status_code == 404


def test_before_anything_is_agreed_a_claim_has_no_works(agreed, handler):
    page = browser_of(handler).get(reverse("claims:console_evidence", args=[agreed.number]))
    assert page.context["works"] == []
    assert "维修时拍的" not in page.content.decode()


def test_the_insurer_sees_the_picture_on_the_repair(ordered, site, handler):
    send(site, page_of(ordered), "begin", on=DAY)
    send(site, page_of(ordered), "complete", on=DAY, photos=picture("done.jpg"), water_test_passed="true")
    assert Attachment.objects.visible_to(handler.acting, {"repair": ordered.pk}).count() == 1


def test_what_the_insurer_spent_is_not_the_repairers_to_say(ordered, site):
    send(site, page_of(ordered), "begin", on=DAY)
    form = site.get(f"{page_of(ordered)}?step=complete").context["form"]
    assert {"on", "photos", "water_test_passed"} <= set(form.fields)
    assert "cost" not in form.fields
    send(
        site, page_of(ordered), "complete", on=DAY, photos=picture("done.jpg"), cost="9000.00", water_test_passed="true"
    )
    assert Repair.objects.get(pk=ordered.pk).cost is None


def test_others_at_the_site_have_no_work_orders(ordered):
    browser = browser_of(member(Role.supervisor))
    assert browser.get(reverse("claims:site_orders")).status_code == 404
    assert browser.get(page_of(ordered)).status_code == 404
    assert browser.get(reverse("claims:site_tickets")).status_code == 404


@pytest.fixture
def told(claim, contractor, handler):
    """Let the insurer tell a report before cover to a firm."""
    of_project(contractor, claim.subject.project_id)

    def to_firm(firm):
        links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
        ticket = Ticket(subject=Subject(division_id=claim.subject.division_id, **links), number="BX-1", origin=claim)
        perform(ticket, "report", acting=handler.acting, key=key())
        ticket = Ticket.objects.select_related("subject").get(number="BX-1")
        given = {"liable": "contractor", "organisation_id": firm}
        perform(ticket, "tell_liable", acting=handler.acting, key=key(), **given)
        return ticket

    return to_firm


def test_a_contractor_works_off_what_was_told_to_it_before_cover(told, site, contractor):
    ticket = told(contractor.organisation.pk)
    assert ticket.number in site.get(reverse("claims:site_tickets")).content.decode()
    address = reverse("claims:site_ticket", args=[ticket.number])
    assert send(site, address, "record_visit").status_code == 302
    scheme = {"start_on": "2026-10-01", "end_on": "2026-10-05"}
    assert send(site, address, "agree_scheme", **scheme, words="").status_code == 422
    assert send(site, address, "agree_scheme", **scheme, words="拆开重做防水。").status_code == 302
    assert send(site, address, "start_repair").status_code == 302
    assert send(site, address, "complete_repair", photos=picture("done.jpg")).status_code == 302
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.state, str(stored.scheme_end_on)) == ("repaired", "2026-10-05")


def test_a_ticket_of_the_developers_is_not_the_contractors(told, site, developer):
    ticket = told(developer.organisation.pk)
    assert site.get(reverse("claims:site_ticket", args=[ticket.number])).status_code == 404
    assert ticket.number not in site.get(reverse("claims:site_tickets")).content.decode()


def test_the_desk_enters_the_works_of_who_has_no_log_in(order, handler, approver):
    ordered = order(None)
    desk, here = browser_of(handler), reverse("claims:console_order", args=[ordered.pk])
    screen = desk.get(reverse("claims:console_claim", args=[ordered.claim.number])).content.decode()
    assert here in screen
    send(desk, here, "begin", on=DAY)
    refused = send(desk, here, "complete", on=DAY, photos=picture("done.jpg"))
    assert (refused.status_code, "闭水试验" in refused.content.decode()) == (409, True)
    send(desk, here, "complete", on=DAY, photos=picture("done.jpg"), water_test_passed="true")
    assert Repair.objects.get(pk=ordered.pk).state == "completed"
    seen = browser_of(approver).get(here).content.decode()
    assert ("可以办的" in seen, "不写业主的姓名" in seen) == (True, False)
    assert browser_of(member(Role.handler)).get(here).status_code == 404
