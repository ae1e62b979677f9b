"""Whoever calls a desk: received at that instant whatever the register knows of him, told once, led to take over."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from claims.actions import Caller, report_defect
from claims.at_desks import phones_told
from claims.codes import Reporter
from claims.models import Claim, Intake
from claims.taking_over import link_of, mobile_of, text_about
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import Refused
from idi_platform.notifications.models import Channel, Notice
from idi_platform.portal.words import masked_phone
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from idi_platform.workflow.perform import perform
from tests.claims.conftest import LEAK, key
from tests.claims.test_service_desk import at_home, at_part, browser_of, desk, entrusted, night, roof, sent  # noqa: F401

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db
UNKNOWN = "13900009999"


@pytest.fixture
def unowned(home):
    """A home of whose owner the register knows nothing."""
    found = Unit.objects.get(number="1-0102")
    Party.objects.filter(subject=found.pk).delete()
    return found


def to_callers():
    return list(Notice.objects.exclude(address="").values_list("template", "address", "channel"))


def page_of(browser, claim):
    return browser.get(reverse("claims:service_claim", args=[claim.number])).content.decode()


# --- an owner whom the register does not know -------------------------------------------------------------------


@pytest.mark.parametrize("left", [{}, {"name": ""}, {"phone": ""}], ids=["both", "a number", "a name"])
def test_an_owner_who_stands_in_no_register_is_received_at_the_desks_instant(desk, unowned, at, left):
    at("2026-09-30 09:40")
    form = sent(reporter="owner", phone=UNKNOWN, received_at="2026-09-30T09:30") | left
    form.pop("claimant")
    assert desk.post(at_home(unowned), form).status_code == 302
    claim = Claim.objects.get()
    assert (claim.reporter, claim.claimant_person, claim.is_unclaimed) == ("owner", None, True)
    assert Clock.objects.get(name="claim.determination").started_at == at("2026-09-30 09:30")


def test_an_owner_with_another_number_than_the_registers_is_received_and_confirms_later(desk, home, owner):
    assert desk.post(at_home(home), sent(reporter="owner", phone=UNKNOWN)).status_code == 302
    claim = Claim.objects.get()
    assert (claim.claimant_person, claim.is_unclaimed) == (None, True), "nobody is guessed"
    perform(claim, "take_up", acting=owner.acting, key=key())
    claim.refresh_from_db()
    assert claim.claimant_person == owner.person.pk


def test_an_owner_of_a_common_part_is_received_by_his_name(desk, roof):
    assert desk.post(at_part(roof), sent(reporter="owner", homes="0101")).status_code == 302
    assert Claim.objects.get().is_unclaimed


def test_who_leaves_neither_name_nor_number_is_asked_beside_the_field(desk, home, unowned, roof):
    for path in (at_home(home), at_home(unowned), at_part(roof)):
        answer = desk.post(path, sent(reporter="owner", name="", phone=""))
        assert answer.status_code == 422
        assert "写下他的姓名或电话" in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_property_firm_files_nothing_in_its_own_name(entrusted, unowned):
    with pytest.raises(Refused) as refused:
        report_defect(
            acting=entrusted.acting, key=key(), at=unowned, defect=LEAK, caller=Caller(reporter=Reporter.OWNER)
        )
    assert [refusal.code for refusal in refused.value.refusals] == ["claim.claimant_missing"]


def test_a_hotline_receives_an_owner_who_leaves_nothing(night, unowned):
    form = sent(reporter="owner", name="", phone="", channel="hotline")
    assert night.post(at_home(unowned), form).status_code == 302


# --- the text message -------------------------------------------------------------------------------------------


def test_a_caller_is_sent_number_and_link_once(desk, home, owner):
    form = sent(reporter="owner", phone=UNKNOWN)
    for _twice in range(2):
        desk.post(at_home(home), form)
    claim = Claim.objects.get()
    assert to_callers() == [("claim.taken_in", mobile_of(UNKNOWN), Channel.SMS)]
    text = Notice.objects.exclude(address="").get().body
    assert claim.number in text
    assert link_of(claim) in text
    owners = Notice.objects.get(person=owner.person, channel=Channel.SMS)
    assert link_of(claim) in owners.body, "the register's owner can take over as well"


def test_an_owner_with_the_registers_number_is_sent_one_message(desk, home, owner):
    desk.post(at_home(home), sent(reporter="owner", phone=owner.person.phone))
    assert to_callers() == []
    assert Notice.objects.filter(person=owner.person, channel=Channel.SMS).count() == 1


@pytest.mark.parametrize("phone", ["", "010-62345678", "400-123-4567"])
def test_no_message_is_owed_to_a_number_that_receives_none(desk, home, phone):
    desk.post(at_home(home), sent(phone=phone))
    assert Claim.objects.count() == 1
    assert to_callers() == []


def test_who_reports_himself_is_sent_no_second_message(report):
    report()
    assert to_callers() == []
    assert not Notice.objects.filter(template="claim.taken_in").exists()


def test_a_second_caller_is_sent_the_number_of_his_own_report(desk, home):
    desk.post(at_home(home), sent(phone=""))
    claim = Claim.objects.get()
    form = sent(same=claim.number, phone=UNKNOWN)
    for _twice in range(2):
        desk.post(at_home(home), form)
    assert to_callers() == [("claim.taken_in", mobile_of(UNKNOWN), Channel.SMS)]
    assert Intake.objects.get(state="joined").number in Notice.objects.exclude(address="").get().body


def test_a_caller_about_a_common_part_is_sent_the_number_alone(desk, roof):
    desk.post(at_part(roof), sent(reporter="tenant", homes="0101"))
    assert to_callers() == [("claim.noted", mobile_of("13900001234"), Channel.SMS)]
    assert "/c/" not in Notice.objects.exclude(address="").get().body


def test_a_link_too_long_for_one_message_stays_away(settings):
    claim = SimpleNamespace(pk=1234567, subject=SimpleNamespace(unit_id=1))
    settings.PUBLIC_ADDRESS = "https://idi.example.cn"
    assert text_about(claim, "BJ-2026-000001", without_link="claim.filed")[0] == "claim.taken_in"
    settings.PUBLIC_ADDRESS = "https://住宅质量保险.example.gov.cn.invalid"
    assert text_about(claim, "BJ-2026-000001", without_link="claim.filed")[0] == "claim.filed"


# --- where the link leads ---------------------------------------------------------------------------------------


def test_the_link_opens_the_claim_for_the_owner_and_the_binding_for_a_caller(desk, home, owner, stranger, neighbour):
    desk.post(at_home(home), sent(reporter="owner", phone=stranger.person.phone))
    claim = Claim.objects.get()
    link = reverse("claims:take_over", args=[claim.pk])
    assert browser_of(owner).get(link).headers["Location"] == reverse("claims:owner_claim", args=[claim.number])
    caller = browser_of(stranger)
    led = caller.get(link, follow=True)
    assert led.redirect_chain == [(reverse("bindings_owner:add"), 302)]
    assert claim.number in led.content.decode(), "he sees that his report stands, and nothing of the case"
    assert browser_of(neighbour).get(link).status_code == 404
    assert caller.get(reverse("claims:take_over", args=[claim.pk + 1000])).status_code == 404
    Party.objects.create(subject_id=home.pk, role="owner", person=stranger.person, since="2020-01-01")
    assert caller.get(link).headers["Location"] == reverse("claims:owner_claim", args=[claim.number])


def test_a_caller_whose_home_is_not_bound_reads_on_his_pages_that_his_report_stands(
    desk, home, owner, stranger, neighbour
):
    desk.post(at_home(home), sent(reporter="owner", phone=stranger.person.phone))
    claim, caller = Claim.objects.get(), browser_of(stranger)
    for route in ("claims:owner_home", "claims:owner_claims"):
        page = caller.get(reverse(route)).content.decode()
        assert reverse("claims:take_over", args=[claim.pk]) in page
        assert claim.number in page
        assert "还没有报过案" not in page
        assert claim.number not in browser_of(neighbour).get(reverse(route)).content.decode()
    Party.objects.create(subject_id=home.pk, role="owner", person=stranger.person, since="2020-01-01")
    assert caller.get(reverse("claims:owner_claims")).context["calls"] == [], "it is among his own cases"
    Party.objects.filter(subject=home.pk, person=stranger.person).delete()
    perform(claim, "take_up", acting=owner.acting, key=key())
    assert caller.get(reverse("claims:owner_claims")).context["calls"] == [], "somebody has it in hand"


# --- what the desk shows and reads ------------------------------------------------------------------------------


def test_the_code_is_shown_only_where_somebody_can_open_it(desk, home, unowned, roof):
    desk.post(at_home(unowned), sent(reporter="owner", phone=UNKNOWN))
    reached = Claim.objects.latest("pk")
    assert reverse("claims:service_qr", args=[reached.number]) in page_of(desk, reached)
    assert "短信发到" in page_of(desk, reached)
    desk.post(at_home(unowned), sent(reporter="owner", phone="", same="new", place="kitchen"))
    silent = Claim.objects.latest("pk")
    assert "service/claims/" not in "".join(line for line in page_of(desk, silent).splitlines() if "<img" in line)
    assert "打印回执给他" in page_of(desk, silent)
    desk.post(at_part(roof), sent(reporter="owner", homes="0101"))
    common = Claim.objects.latest("pk")
    qr = reverse("claims:service_qr", args=[common.number])
    assert qr not in page_of(desk, common)
    assert "短信发到" in page_of(desk, common)
    assert desk.get(qr).status_code == 404


def test_nobody_is_named_who_is_sent_no_message(desk, home, handler):
    caller = Caller(reporter=Reporter.TENANT, name="租客", phone=UNKNOWN)
    found = report_defect(acting=handler.acting, key=key(), at=home, defect=LEAK, caller=caller).claim
    assert to_callers() == []
    assert masked_phone(UNKNOWN) not in phones_told(found)
    desk.post(at_home(home), sent(reporter="owner", phone=UNKNOWN, same="new", place="kitchen"))
    assert masked_phone(UNKNOWN) in phones_told(Claim.objects.latest("pk"))


def test_what_is_read_aloud_is_said_as_people_say_it(desk, home, at):
    at("2026-09-30 12:00")
    desk.post(at_home(home), sent(severity="danger"))
    page = page_of(desk, Claim.objects.get())
    read = page[page.index("读给来电人听") : page.index("不在这份保险里")]
    assert "收到时间 9月30日 12:00。" in read
    assert "：上门看。" in read
    assert "应于 10月7日 24:00，最晚 10月8日 24:00：告诉您赔不赔、为什么。" in read
    for said in ("查勘", "核定", ":00:", "59", "2026年"):
        assert said not in read, said
