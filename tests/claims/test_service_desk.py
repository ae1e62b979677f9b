"""The desk behind /service/: finds a home within its mandate, files for a caller in one screen, tells every home."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from claims.actions.calling import list_homes
from claims.home_search import homes_found, parts_found, read_words
from claims.mandates import Mandate, mandates_of
from claims.models import Claim, Intake
from claims.taking_over import link_of
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.notifications.models import Notice
from idi_platform.portal.exports import safe_cell
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import Party, Record
from idi_platform.workflow.perform import perform
from tests.asking import asked_by
from tests.cast import OrganisationFactory, log_in, member
from tests.claims.conftest import key
from tests.doors.world import picture

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 29)
BUDGET = 20
CALL = {
    "name": "王小姐（演示）", "phone": "13900001234", "reporter": "family", "claimant": "unknown", "place": "bathroom",
    "what": "waterproofing:basement_roof_wetroom_leak", "severity": "growing", "words": "顶上滴水。", "channel": "desk",
}  # fmt: skip
AT_PART = {name: value for name, value in CALL.items() if name not in ("place", "claimant")} | {"reporter": "tenant"}


@pytest.fixture
def entrusted(home, property_desk, underwriter):
    """Let the property firm work for the compound until the end of 2026."""
    project = home.building.insured_object.project
    perform(
        project, "name_participant", acting=underwriter.acting, key=key(), role="property_firm",
        organisation_id=property_desk.organisation.pk, since=date(2026, 1, 1), until=date(2027, 1, 1),
    )  # fmt: skip
    return property_desk


def browser_of(player):
    client = Client()
    log_in(client, player)
    return client


@pytest.fixture
def desk(entrusted):
    return browser_of(entrusted)


@pytest.fixture
def night(home, hotline):
    return browser_of(hotline)


@pytest.fixture
def roof(home):
    return CommonPart.objects.select_related("subject").get(number="roof")


def sent(**more):
    return {**CALL, "key": str(uuid.uuid4()), **more}


def at_home(home):
    return f"{reverse('claims:service_report')}?q=1-0101&home={home.pk}"


def at_part(part, home=None):
    return f"{reverse('claims:service_report')}?part={part.pk}" + (f"&home={home.pk}" if home else "")


# --- the mandate ------------------------------------------------------------------------------------------------


def test_a_mandate_has_its_first_and_its_last_day(entrusted, at):
    acting = entrusted.acting
    assert [(one.place, one.last_day) for one in mandates_of(acting, TODAY)] == [("青砚里（演示）", date(2026, 12, 31))]
    assert mandates_of(acting, date(2025, 12, 31)) == []
    assert mandates_of(acting, date(2027, 1, 1)) == []
    assert Unit.objects.visible_to(acting).exists()
    at("2027-01-01 00:10")
    assert not Unit.objects.visible_to(acting).exists()


def test_a_mandate_that_ends_before_it_begins_is_refused_and_a_renewed_one_goes_on(entrusted, home, underwriter, at):
    project, firm = home.building.insured_object.project, entrusted.organisation.pk
    named = {"acting": underwriter.acting, "role": "property_firm", "organisation_id": firm}
    with pytest.raises(BadInput):
        perform(project, "name_participant", key=key(), **named, since=date(2026, 9, 1), until=date(2026, 9, 1))
    at("2026-12-20 09:00")
    perform(
        project, "name_participant", key=key(), **named,
        since=date(2026, 12, 20), until=date(2028, 1, 1), replaces_id=firm,
    )  # fmt: skip
    days = [one.until for one in mandates_of(entrusted.acting, date(2027, 6, 1))]
    assert days == [date(2028, 1, 1)]
    assert len(mandates_of(entrusted.acting, date(2026, 12, 20))) == 1, "the old one ends on the day of the new one"


def test_every_page_shows_the_mandate_and_warns_before_it_ends(desk, at):
    routes = ("service_home", "service_report", "service_visits", "service_passed_on", "service_month")
    for route in routes:
        page = desk.get(reverse(f"claims:{route}")).content.decode()
        assert "青砚里（演示）（受托至 2026年12月31日）" in page, route
        assert "快到期" not in page
    at("2026-12-15 09:00")
    assert "快到期" in desk.get(reverse("claims:service_home")).content.decode()
    at("2027-01-01 09:00")
    page = desk.get(reverse("claims:service_home")).content.decode()
    assert "委托到期了" in page
    assert "青砚里（演示） 的委托到 2026年12月31日 为止" in page
    nobody_s = browser_of(member(Role.property_desk)).get(reverse("claims:service_home")).content.decode()
    assert "没有委托" in nobody_s
    assert "青砚里" not in nobody_s


def test_after_the_mandate_nothing_of_it_is_left_to_the_desk(desk, home, at):
    desk.post(at_home(home), sent())
    number = Claim.objects.get().number
    assert desk.get(reverse("claims:service_claim", args=[number])).status_code == 200
    at("2027-01-01 00:10")
    assert desk.get(at_home(home)).status_code == 404
    assert desk.post(at_home(home), sent()).status_code == 404
    assert desk.get(reverse("claims:service_claim", args=[number])).status_code == 404
    assert Claim.objects.count() == 1


def test_another_firm_finds_and_files_nothing(desk, home, roof):
    desk.post(at_home(home), sent())
    number = Claim.objects.get().number
    other = browser_of(member(Role.property_desk))
    assert "没有找到" in other.get(reverse("claims:service_report"), {"q": "1-0101"}).content.decode()
    for path in (at_home(home), at_part(roof)):
        assert other.get(path).status_code == other.post(path, sent()).status_code == 404
    for route in ("service_claim", "service_photos", "service_qr"):
        assert other.get(reverse(f"claims:{route}", args=[number])).status_code == 404
    assert Claim.objects.count() == 1


# --- finding the home -------------------------------------------------------------------------------------------


TYPED = (
    ("1-0101", ["1-0101"]),
    ("１－０１０１", ["1-0101"]),
    ("1号楼0101", ["1-0101"]),
    ("1 号楼 0101 室", ["1-0101"]),
    ("青砚里1-0202", ["1-0202"]),
    ("青砚里1号楼0202", ["1-0202"]),
    ("0102", ["1-0102"]),
    ("1号0101室", ["1-0101"]),
    ("1号楼", ["1-0101", "1-0102", "1-0201", "1-0202"]),
    ("2号楼0101", []),
    ("云杉里1-0101", []),
    ("9999", []),
    ("", []),
    ("'; DROP TABLE", []),
)


def test_a_home_is_found_as_people_type_it(entrusted):
    for words, numbers in TYPED:
        found = homes_found(entrusted.acting, read_words(words), TODAY).order_by("number")
        assert [unit.number for unit in found] == numbers, words


def test_a_home_is_found_by_the_end_of_its_owners_telephone(entrusted, owner, home, hotline):
    for player in (entrusted, hotline):
        for digits in (owner.person.phone[-4:], owner.person.phone.removeprefix("+86"), owner.person.phone):
            assert list(homes_found(player.acting, read_words(digits), TODAY)) == [home]
        assert not homes_found(player.acting, read_words(owner.person.phone[-3:]), TODAY).exists()
    assert not homes_found(entrusted.acting, read_words(owner.person.phone[-4:]), date(2020, 2, 28)).exists()


def test_a_common_part_is_found_by_its_building_or_its_name(entrusted, roof):
    typed = "1号楼、1 号楼、屋面、1号楼屋面、屋顶、1号楼楼顶、1号楼顶、1楼顶、1栋楼顶、青砚里 1 号楼天台、青砚里1号屋顶"
    for words in typed.split("、"):
        assert list(parts_found(entrusted.acting, read_words(words))) == [roof], words
    for words in ("地库", "2号楼屋顶", "2号楼顶", "云杉里屋顶"):
        assert not parts_found(entrusted.acting, read_words(words)).exists(), words
    assert not parts_found(entrusted.acting, read_words("1号楼0101")).exists()
    assert not parts_found(member(Role.property_desk).acting, read_words("屋面")).exists()


def test_a_hotline_finds_the_homes_of_its_insurers_policies_only(hotline, home):
    assert list(homes_found(hotline.acting, read_words("1-0101"), TODAY)) == [home]
    assert not homes_found(member(Role.hotline).acting, read_words("1-0101"), TODAY).exists()


# --- filing for a caller ----------------------------------------------------------------------------------------


def test_a_caller_is_filed_for_in_one_screen(desk, home, owner, entrusted):
    page = desk.get(reverse("claims:service_report"), {"q": "1-0101"}).content.decode()
    assert "念给来电人听" in page
    assert "用盆接水" in page, "first aid stands beside how bad it is"
    assert owner.person.phone.removeprefix("+86") not in page
    answer = desk.post(at_home(home), sent())
    claim = Claim.objects.select_related("statement").get()
    assert answer.headers["Location"] == reverse("claims:service_claim", args=[claim.number])
    assert (claim.subject.unit_id, claim.reporter, claim.channel) == (home.pk, "family", "desk")
    assert claim.statement.reporter_name == "王小姐（演示）"
    assert claim.filed_by_organisation == entrusted.organisation.pk
    assert claim.is_unclaimed, "who calls is not who claims"
    shown = desk.get(answer.headers["Location"]).content.decode()
    assert claim.number in shown
    assert "王**" in shown or "王*" in shown
    assert "13900001234" not in shown
    assert "还没有写明，由业主在自己的页面确认" in shown
    assert "收款人" in shown
    assert Notice.objects.filter(person=owner.person, channel="sms", template="claim.taken_in").count() == 1


def test_the_same_form_twice_is_one_claim(desk, home):
    form = sent()
    first, second = desk.post(at_home(home), form), desk.post(at_home(home), form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Claim.objects.count() == Intake.objects.count() == 1


def test_the_instant_of_the_call_is_the_legal_one(night, home, at):
    at("2026-09-30 03:05")
    night.post(
        at_home(home),
        sent(
            channel="hotline",
            received_at="2026-09-30T02:47",
            recording="R-0930-0247",
            call_back="13900001234，早上九点",
        ),
    )
    claim, intake = Claim.objects.get(), Intake.objects.get()
    assert f"{claim.received_at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" == "09-30 02:47"
    assert (claim.channel, intake.recording) == ("hotline", "R-0930-0247")
    called = Record.objects.get(subject=claim.pk, name="claim.call")
    assert called.facts["recording"] == "R-0930-0247"


def test_a_call_of_the_future_and_a_late_one_without_reason_are_refused(desk, home, at):
    at("2026-09-30 12:00")
    assert desk.post(at_home(home), sent(received_at="2026-09-30T12:30")).status_code == 422
    late = sent(received_at="2026-09-28T09:00")
    assert desk.post(at_home(home), late).status_code == 409
    assert not Claim.objects.exists()
    assert desk.post(at_home(home), late | {"why_late": "停电，先写在纸上。"}).status_code == 302


def test_an_owner_is_named_or_recognised_never_guessed(desk, home, owner):
    assert desk.post(at_home(home), sent(reporter="owner", name="", phone="")).status_code == 422
    assert not Claim.objects.exists()
    desk.post(at_home(home), sent(reporter="owner", phone=owner.person.phone))
    desk.post(at_home(home), sent(reporter="owner", phone="", claimant=str(owner.person.pk), same="new"))
    assert {claim.claimant_person for claim in Claim.objects.all()} == {owner.person.pk}


def test_nobody_elses_owner_can_be_named(desk, home, neighbour):
    assert desk.post(at_home(home), sent(claimant=str(neighbour.person.pk))).status_code == 422


def test_an_open_case_is_suggested_and_joined_only_by_word(desk, home):
    desk.post(at_home(home), sent())
    claim = Claim.objects.get()
    assert claim.number in desk.get(at_home(home)).content.decode()
    assert desk.post(at_home(home), sent()).status_code == 422, "a suggestion is answered, never passed over"
    desk.post(at_home(home), sent(same=claim.number))
    assert Claim.objects.count() == 1
    assert Intake.objects.filter(claim=claim, state="joined").count() == 1
    desk.post(at_home(home), sent(same="new", place="kitchen"))
    assert Claim.objects.count() == 2


def test_the_screen_of_a_caller_stays_within_its_budget(desk, home, roof):
    desk.post(at_part(roof, home), sent(homes="0101", reporter="tenant"))
    desk.post(at_home(home), sent())
    for path in (at_home(home), at_part(roof, home), f"{reverse('claims:service_report')}?q=1号楼"):
        asked = asked_by(desk, path)
        assert len(asked) <= BUDGET, asked


# --- common parts -----------------------------------------------------------------------------------------------


def told(claim):
    return Notice.objects.filter(subject=claim.pk, template="claim.home_affected", channel="sms")


def test_one_claim_for_a_roof_and_every_home_is_told_once(desk, home, roof, owner):
    form = sent(homes="0101 1-0202", reporter="tenant")
    for _twice in range(2):
        desk.post(at_part(roof, home), form)
    claim = Claim.objects.get()
    second = Unit.objects.get(number="1-0202")
    assert claim.subject.common_part_id == roof.pk
    assert claim.affected_homes == sorted([home.pk, second.pk])
    assert [notice.person_id for notice in told(claim)] == [owner.person.pk]
    desk.post(at_part(roof), sent(same=claim.number, homes="0101 0102", reporter="tenant"))
    claim.refresh_from_db()
    assert Claim.objects.count() == 1
    assert len(claim.affected_homes) == 3
    assert told(claim).count() == 1, "who was told is not told again"


def test_rooms_of_another_house_are_refused_beside_their_field(desk, roof):
    answer = desk.post(at_part(roof), sent(homes="0101 0999", reporter="tenant"))
    assert answer.status_code == 422
    assert "0999" in answer.content.decode()
    assert not Claim.objects.exists()


def test_the_whole_building_is_one_tick(desk, roof):
    desk.post(at_part(roof), sent(whole_building="on", reporter="tenant"))
    assert len(Claim.objects.get().affected_homes) == 4


def test_the_next_caller_of_the_building_hears_of_the_open_case(desk, home, roof):
    desk.post(at_part(roof, home), sent(reporter="tenant"))
    page = desk.get(at_home(home)).content.decode()
    assert "会不会是同一个原因" in page
    assert Claim.objects.get().number in page


def test_the_insurers_desk_adds_homes_by_their_room_numbers(desk, home, roof, handler):
    desk.post(at_part(roof, home), sent(homes="0101", reporter="tenant"))
    claim = Claim.objects.get()
    address = reverse("claims:console_step", args=[claim.number, "list_homes"])
    console = browser_of(handler)
    assert "受影响的房屋" in console.get(address).content.decode()
    wrong = console.post(address, {"key": str(uuid.uuid4()), "unit_ids": "0202 0999"})
    assert (wrong.status_code, "0999" in wrong.content.decode()) == (422, True)
    claim.refresh_from_db()
    assert claim.affected_homes == [home.pk]
    assert console.post(address, {"key": str(uuid.uuid4()), "unit_ids": "0202、1-0101"}).status_code == 302
    claim.refresh_from_db()
    assert claim.affected_homes == sorted([home.pk, Unit.objects.get(number="1-0202").pk])


def test_homes_are_listed_for_common_parts_only(desk, home, entrusted):
    desk.post(at_home(home), sent())
    with pytest.raises(Refused) as refused:
        list_homes(acting=entrusted.acting, key=key(), claim=Claim.objects.get(), homes=[home.pk])
    assert [refusal.code for refusal in refused.value.refusals] == ["claim.no_common_part"]


def test_an_owners_committee_claims_in_its_own_name(home, roof):
    committee = member(Role.property_desk, OrganisationFactory.create(kind="owners_committee"))
    project = home.building.insured_object.project
    Party.objects.create(
        subject_id=project.pk, role="property_firm", organisation=committee.organisation, since="2026-01-01"
    )
    browser_of(committee).post(at_part(roof), sent(reporter="owners_committee"))
    claim = Claim.objects.get()
    assert (claim.reporter, claim.claimant_organisation) == ("owners_committee", committee.organisation.pk)


# --- lists ------------------------------------------------------------------------------------------------------


def test_a_desk_sees_what_it_filed_and_the_common_parts_not_what_owners_report_at_home(
    report, desk, entrusted, home, roof, hotline
):
    own = report().claim
    browser_of(hotline).post(at_part(roof), sent(reporter="tenant", channel="hotline"))
    common = Claim.objects.exclude(pk=own.pk).get()
    page = desk.get(reverse("claims:service_home")).content.decode()
    assert common.number in page
    assert own.number not in page
    assert desk.get(reverse("claims:service_claim", args=[own.number])).status_code == 404


def test_todays_visits_name_place_and_insurer_and_no_person(claim, desk, handler, at, owner):
    owner.person.name = "钟离青禾（演示）"
    owner.person.save()
    now = at("2026-09-30 08:00")
    perform(
        claim, "schedule_survey", acting=handler.acting, key=key(),
        from_at=now.replace(hour=6), until_at=now.replace(hour=7),
    )  # fmt: skip
    page = desk.get(reverse("claims:service_visits")).content.decode()
    assert "14:00" in page
    assert "1-0101" in page
    assert handler.organisation.name in page
    assert "青禾" not in page
    assert claim.number not in page, "what the owner reported himself stays his"
    assert "14:00" not in desk.get(reverse("claims:service_visits"), {"day": "2026-10-01"}).content.decode()
    other = browser_of(member(Role.property_desk))
    assert "1-0101" not in other.get(reverse("claims:service_visits")).content.decode()


def test_the_month_is_a_file_without_formulas_and_names(desk, home, owner):
    desk.post(at_home(home), sent(name="=cmd|' /C calc'!A0"))
    answer = desk.get(reverse("claims:service_month_file"), {"month": "2026-09"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    assert Claim.objects.get().number in text
    assert "calc" not in text
    assert owner.person.name not in text
    assert (
        Claim.objects.get().number
        not in desk.get(reverse("claims:service_month_file"), {"month": "2026-08"}).content.decode()
    )


def test_no_cell_is_a_formula():
    for cell in ("=1+1", "+1", "-1", "@SUM", "\t=1", "  =1", "\u3000=1"):
        assert safe_cell(cell) == f"'{cell}"
    assert safe_cell("1-0101") == "1-0101"


def test_what_was_passed_on_shows_received_and_entered(desk, home, at):
    at("2026-09-30 12:00")
    desk.post(at_home(home), sent(received_at="2026-09-30T09:30"))
    page = desk.get(reverse("claims:service_passed_on")).content.decode()
    assert "9月30日 09:30" in page
    assert "收到后 2 小时 30 分" in page
    assert Clock.objects.get(name="claim.determination").started_at == at("2026-09-30 09:30")


def test_photos_come_later_and_show_only_the_desks_own(desk, home, entrusted):
    desk.post(at_home(home), sent())
    number = Claim.objects.get().number
    path = reverse("claims:service_photos", args=[number])
    assert desk.post(path, {"key": str(uuid.uuid4())}).status_code == 422
    form = {"key": str(uuid.uuid4()), "words": "来电人发来的。"}
    for _twice in range(2):
        assert desk.post(path, form | {"photos": [picture()]}).status_code == 302
    photo = Attachment.objects.get(subject=Claim.objects.get().pk)
    assert photo.label in desk.get(reverse("claims:service_claim", args=[number])).content.decode()


def test_the_code_on_the_screen_leads_to_the_owners_page(desk, home):
    desk.post(at_home(home), sent())
    claim = Claim.objects.get()
    drawn = desk.get(reverse("claims:service_qr", args=[claim.number]))
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert link_of(claim) in desk.get(reverse("claims:service_claim", args=[claim.number])).content.decode()


# --- the shell --------------------------------------------------------------------------------------------------


def test_many_mandates_are_folded_and_a_few_stand_in_full(desk, monkeypatch):
    assert '<p class="mandate">' in desk.get(reverse("claims:service_home")).content.decode()
    many = [Mandate(place=f"小区{number}（演示）") for number in range(3)]
    monkeypatch.setattr("claims.views.service.mandates_of", lambda *_asked: many)
    page = desk.get(reverse("claims:service_home")).content.decode()
    assert '<details class="mandate">' in page
    assert "3 处" in page
    assert "小区2（演示）" in page


def test_the_home_that_was_chosen_is_marked_among_those_found(desk, home):
    page = desk.get(f"{reverse('claims:service_report')}?q=1号楼&home={home.pk}").content.decode()
    marked = [line for line in page.splitlines() if "link-row" in line and 'aria-current="true"' in line]
    assert len(marked) == 1
    assert f"home={home.pk}" in marked[0]
