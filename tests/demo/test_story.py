"""The story when the visitor comes in: what the platform computes is what the page of the story says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from claims.codes import CLAIM_ENDED
from claims.desk.assigning import tell_unassigned
from claims.models import Claim, DutyDay, EmergencyCase, Intake, Payment, Subrogation, Waiver
from claims.nearby import nearby
from idi_platform.accounts.demo import find_cast
from idi_platform.accounts.demo_cast import FIRMS, SINCE
from idi_platform.accounts.models import OrganisationAct
from idi_platform.deadlines.models import Clock, TimeOffset
from idi_platform.deadlines.offset import forget
from idi_platform.demo import books, story
from idi_platform.demo.population.projects import BACKGROUND
from idi_platform.demo.script import BEGINS_AT
from idi_platform.demo.stories import STORIES
from idi_platform.demo.story import is_told, script
from idi_platform.demo.teller import Teller
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.projects.models import HomeBinding, InsuredObject, Project, Unit
from idi_platform.projects.notices.pages import notices_of
from idi_platform.records.models import Record
from idi_platform.records.queue import OwedState
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.models import RefusedAttempt
from policies.models import DepositExemption, Policy
from tests.demo.reading import claim, in_project, limit, shown, state, steps

pytestmark = pytest.mark.usefixtures("told")
NAMES = {firm.uscc: firm.code for firm in FIRMS}


def policy(insured_object):
    return Policy.objects.select_related("subject").get(insured_object__number=insured_object)


def rows_of(insured_object):
    """Return first and last day of each item of a policy, the same in every building."""
    found = policy(insured_object).rows.order_by("item").values_list("item", "starts_on", "ends_on")
    return {item: (since, until) for item, since, until in found}


def acting(name):
    return Teller(lambda _instant: None, find_cast()).who(name)


def test_the_visitor_comes_in_on_a_monday_morning():
    assert is_told()
    assert not TimeOffset.objects.exists(), "a story that is kept has not begun"
    assert Record.objects.latest("recorded_at").recorded_at <= BEGINS_AT
    assert BEGINS_AT.strftime("%Y-%m-%d %H:%M %A") == "2026-09-28 09:00 Monday"


def test_who_works_where_was_written_down_when_it_began_and_not_when_the_story_was_told():
    assert {clock.local_date(act.done_at) for act in OrganisationAct.objects.all()} == {SINCE}


def test_a_kept_story_begins_on_that_morning_however_late_it_is_brought_out(monkeypatch):
    then = clock.machine_now() + timedelta(days=40, seconds=0.3)
    monkeypatch.setattr(clock, "machine_now", lambda: then)
    clock.stand_at(None)
    story.begin()
    forget()
    assert (clock.now() - BEGINS_AT).total_seconds() in {0, 1}
    story.begin()
    assert TimeOffset.objects.count() == 1


def test_every_act_has_a_name_of_its_own_and_its_place_in_time():
    acts = script()
    assert len({act.code for act in acts}) == len(acts)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert all(any(act.code.startswith(f"{story.code}.") for act in story.acts) for story in STORIES)


@pytest.mark.parametrize(
    ("name", "homes"),
    [("bj-1", 286), ("bj-2", 148), ("sh-2", 212), ("sh-3", 96), ("hz-1", 168), ("hz-2", 44), ("lg-1", 120 + 1)],
)
def test_the_books_have_as_many_homes_as_the_page_says(name, homes):
    entered = next(one for one in books.BOOKS if one.name == name)
    assert sum(len(building.all_units()) for building in books.read(entered).buildings) == homes


@pytest.mark.parametrize(
    ("insured_object", "premium", "risk_fee"),
    [
        ("BJ-1", "4567040.00", "822067.20"),
        ("HZ-1-K1", "3379170.00", "557563.05"),
        ("HZ-2-K1", "1925100.00", "317641.50"),
        ("SH-1", "3456800.00", "622224.00"),
        ("JY-1", "91500.00", None),
    ],
)
def test_premiums_are_the_rate_of_the_base_to_the_fen(insured_object, premium, risk_fee):
    found = policy(insured_object)
    assert found.premium == Decimal(premium)
    assert (found.premium_base * found.rate).quantize(Decimal("0.01")) == found.premium
    assert found.risk_fee == (Decimal(risk_fee) if risk_fee else None)


def test_the_agency_fee_of_beijing_is_below_its_cap():
    fee = policy("BJ-1").risk_fee
    assert fee == policy("BJ-1").premium * Decimal("0.18")
    assert fee < policy("BJ-1").premium * Decimal("0.30") == Decimal("1370112.00")


def test_cover_begins_and_ends_as_the_page_says():
    day = date
    assert rows_of("BJ-1") == {
        "structure": (day(2025, 3, 17), day(2035, 3, 17)),
        "insulation": (day(2025, 3, 17), day(2030, 3, 17)),
        "waterproofing": (day(2025, 3, 17), day(2030, 3, 17)),
    }
    assert rows_of("BJ-2")["waterproofing"] == (day(2022, 11, 20), day(2027, 11, 20))
    assert rows_of("BJ-2")["structure"] == (day(2022, 11, 20), day(2032, 11, 20))
    hangzhou = rows_of("HZ-1-K1")
    assert hangzhou["structure"] == (day(2027, 11, 14), day(2037, 11, 14))
    assert hangzhou["insulation"] == (day(2027, 11, 14), day(2032, 11, 14))
    assert hangzhou["waterproofing"] == hangzhou["concealed_works"] == (day(2027, 11, 14), day(2033, 11, 14))
    assert hangzhou["decoration"] == (day(2027, 11, 14), day(2029, 11, 14))
    longgang = rows_of("LG-1")
    assert longgang["structure"] == (day(2025, 9, 22), day(2035, 9, 22))
    assert longgang["waterproofing"] == (day(2025, 9, 22), day(2031, 9, 22))
    assert longgang["heating_cooling"] == (day(2025, 9, 22), day(2027, 9, 22))
    jiyuan = rows_of("JY-1")
    assert jiyuan["waterproofing"] == (day(2024, 10, 12), day(2030, 10, 12))
    assert jiyuan["structure"] == (day(2024, 10, 12), day(2034, 10, 12))


def test_each_object_stands_under_its_own_text():
    bound = {
        one.number: (rulebook_for(one.pk).id, rulebook_for(one.pk).outcome)
        for one in InsuredObject.objects.order_by("number")
    }
    assert bound == {
        "BJ-1": ("beijing-2019", "bound"),
        "BJ-2": ("beijing-2019", "bound"),
        "BJ-3": ("beijing-2019", "bound"),
        "BJ-4": ("beijing-2019", "bound"),
        "BJ-5": ("beijing-2019", "bound"),
        "HZ-1-K1": ("hangzhou-2024", "bound"),
        "BJ-X": ("china-national", "candidate"),
        "HZ-2-K1": ("hangzhou-2024", "bound"),
        "HZ-2-K2": ("hangzhou-2024", "bound"),
        "HZ-3-K1": ("hangzhou-2024", "bound"),
        "HZ-4-K1": ("hangzhou-2024", "bound"),
        "HZ-5-K1": ("hangzhou-2024", "bound"),
        "HZ-X": ("china-national", "candidate"),
        "HZ-Y": ("hangzhou-2024", "bound"),
        "JY-1": ("jiyuan-2022", "bound"),
        "JY-2": ("jiyuan-2022", "bound"),
        "JY-X": ("jiyuan-2022", "candidate"),
        "LG-1": ("longgang-trial", "bound"),
        "LG-2": ("longgang-trial", "bound"),
        "LG-3": ("longgang-trial", "bound"),
        "LG-X": ("longgang-trial", "bound"),
        "SH-1": ("shanghai-2025", "bound"),
        "SH-2": ("shanghai-2025", "bound"),
        "SH-3": ("china-national", "undetermined"),
        "SH-4": ("china-national", "undetermined"),
        "SH-5": ("shanghai-2025", "bound"),
        "SH-6": ("shanghai-2025", "bound"),
    }


@pytest.mark.parametrize(
    ("insured_object", "code", "clause"),
    [
        ("BJ-X", "edition.none_in_force", ""),
        ("HZ-X", "edition.none_in_force", ""),
        ("HZ-Y", "policy.sign_contract.followers", "HZ-8-1b"),
        ("LG-X", "policy.sign_contract.designated", "LG-3.5-1"),
        ("JY-X", "policy.sign_contract.rider_for_history", "JY-4-5c"),
    ],
)
def test_a_contract_that_was_refused_stands_in_the_log_and_was_not_signed(insured_object, code, clause):
    (tried,) = RefusedAttempt.objects.filter(subject=policy(insured_object).pk)
    assert tried.step == "policy.sign_contract"
    assert [(item["code"], item["clause"]) for item in tried.refusals] == [(code, clause)]
    assert policy(insured_object).signed_on is None


def test_the_fund_of_hangzhou_is_provided():
    project = policy("HZ-1-K1").insured_object.project
    assert project.fund_provided == Decimal("115725.00")


class TestWhatWasTold:
    def test_every_claim_has_somebody_by_rule_and_nobody_is_told_that_one_has_none(self):
        assert not Claim.objects.filter(handled_by=None).exclude(state__in=CLAIM_ENDED).exists()
        assert claim("s03").handled_by == acting("gao").person_id
        assert claim("s06").handled_by == claim("s08").handled_by == acting("ruan").person_id
        assert tell_unassigned() == 0

    def test_every_day_of_the_national_holiday_has_somebody_on_duty(self):
        days = [date(2026, 10, number) for number in range(1, 8)]
        for login, of in (("gao", days[:4]), ("ruan", days[4:]), ("shu", days), ("chi", days), ("yue", days)):
            one = acting(login)
            kept = DutyDay.objects.filter(organisation=one.organisation_id, person=one.person_id).order_by("day")
            assert list(kept.values_list("day", flat=True)) == of, login

    def test_2_refused_because_of_a_third_party_and_told_a_day_before_the_limit(self):
        case = claim("s02")
        assert (case.state, case.ground) == ("refusal_notified", "third_party")
        assert limit(case, "claim.refusal_notice") == ("2026-09-25 00:00", "2026-09-25 00:00")
        assert state(case, "claim.refusal_notice") == "met"
        assert shown(case.refusal_dispatched_at) == "2026-09-23 11:00"

    def test_3_two_receipts_one_claim_and_the_clock_of_the_first(self):
        case = claim("s03")
        assert Intake.objects.filter(claim=case).count() == 2
        receipts = Paper.objects.filter(
            code__in=("intake_receipt", "joined_receipt"), subject__unit=case.subject.unit_id
        )
        to_whom = receipts.order_by("pk").values_list("code", "recipient_person__phone")
        assert list(to_whom) == [("intake_receipt", "+8613800000301"), ("joined_receipt", "+8613800000302")]
        assert Claim.objects.filter(subject__unit=case.subject.unit_id).count() == 1
        assert limit(case, "claim.determination") == ("2026-09-30 00:00", "2026-09-30 00:00")
        assert state(case, "claim.survey") == "met"

    def test_4_an_emergency_for_fifty_six_homes_which_are_told(self):
        case = claim("s04")
        assert (case.item_code, len(case.affected_homes), case.is_emergency) == ("", 56, True)
        assert limit(case, "claim.emergency_repair")[1] == "2026-09-28 10:40"
        assert state(case, "claim.emergency_repair") == "met", "made safe first, determined later"
        assert EmergencyCase.objects.get().state == "opened"

    def test_5_mid_autumn_moves_the_limit_of_the_second_to_today(self):
        first, second, third = (claim(code) for code in ("s05a", "s05b", "s05c"))
        assert (first.state, second.state, third.state) == ("accepted", "filed", "filed")
        assert limit(second, "claim.determination") == ("2026-09-26 00:00", "2026-09-29 00:00")
        assert limit(third, "claim.survey") == ("2026-09-27 00:00", "2026-09-29 00:00")

    def test_5_the_finding_of_2022_stands_beside_with_its_pictures(self):
        (found,) = nearby(claim("s05b"), acting("gao")).found
        assert (found.second, found.outcome) == ("waterproofing_x01", "closed")
        assert {"has_before_photo", "has_after_photo"} <= found.proofs
        assert shown(found.began_at) == "2022-08-16 15:00"

    def test_6_the_home_was_sold_and_a_person_decides_who_is_paid(self):
        case = claim("s06")
        assert (case.state, case.is_transfer_pending, case.transferred_on) == ("accepted", True, date(2026, 8, 15))
        seller, buyer = acting("13800000904"), acting("13800000905")
        assert Claim.objects.visible_to(seller).filter(pk=case.pk).exists()
        assert not Claim.objects.visible_to(buyer).filter(pk=case.pk).exists()

    def test_8_paid_with_the_shares_of_the_panel_and_within_that_pursued(self):
        case = claim("s08")
        payment = Payment.objects.get(claim=case)
        shares = payment.shares.order_by("-is_lead", "pk").values_list("amount", flat=True)
        assert [str(share) for share in shares] == ["123464.00", "85888.00", "59048.00"]
        works, specialist = Subrogation.objects.filter(claim=case).order_by("pk")
        assert (works.amount + specialist.amount, works.recovered) == (Decimal("268400.00"), Decimal("150000.00"))
        assert shown(works.notified_at) == shown(specialist.notified_at) == "2026-04-22 10:00"
        assert Waiver.objects.get(claim=case).timing == "after_payment"
        assert specialist.state == "demanded", "a waiver after the payment ends nothing"

    def test_8_each_demand_begins_the_three_years_anew(self):
        specialist = Subrogation.objects.get(liable_kind="specialist")
        barred = Clock.objects.get(subject=specialist.pk, name="subrogation.barred_since_demand")
        assert shown(barred.due_at) == "2029-06-11 00:00", "the last day is 10 June 2029"

    def test_12_national_law_alone_until_persons_decide(self):
        names = set(Clock.objects.filter(subject=claim("s12").pk).values_list("name", flat=True))
        assert names == {"claim.determination_national"}
        assert limit(claim("s12"), "claim.determination_national") == ("2026-10-26 00:00", "2026-10-27 00:00")

    def test_15_the_deposit_is_exempt_and_the_contract_is_locked(self):
        assert DepositExemption.objects.get().state == "locked"
        assert "exempt_deposit" in {name for name, _at in steps(policy("LG-1"))}

    def test_18_one_list_complex_in_time_and_sixty_days_from_the_complete_papers(self):
        case = claim("s18")
        assert [name for name, _at in steps(case)].count("request_supplement") == 1
        assert (case.is_complex, case.state) == (True, "accepted")
        assert limit(case, "claim.interim_payment") == ("2026-10-03 00:00", "2026-10-09 00:00")

    def test_19_the_notice_was_made_before_the_keys_and_its_owner_is_not_bound_yet(self):
        home = Unit.objects.get(number="2-0602", building__insured_object__number="BJ-1")
        notice = Paper.objects.get(subject=home.pk, code="owner_notice")
        assert (shown(notice.issued_at), home.handed_over_on) == ("2023-06-26 10:00", date(2023, 6, 30))
        assert list(notices_of(acting("gu")).filter(subject=home.pk)) == [notice]
        assert list(notices_of(acting("fang")).filter(subject=home.pk)) == [notice]
        assert not Unit.objects.visible_to(acting("13800000612")).exists()
        assert not HomeBinding.objects.exists()


def test_nothing_is_left_undone_and_only_what_the_story_says_was_late():
    assert not Paper.objects.exclude(owed_state=OwedState.DONE).exists()
    assert not Notice.objects.exclude(owed_state=OwedState.DONE).exists()
    background = [one.number for one in BACKGROUND]
    late = Clock.objects.filter(breached_at__isnull=False)
    (missed,) = late.exclude(subject__project__in=Project.objects.filter(number__in=background).values("pk"))
    assert (missed.name, missed.period, shown(missed.breached_at)) == (
        "inspection.process",
        "2026-08",
        "2026-09-01 00:00",
    )


def test_hz_2_one_visit_in_august_two_in_september_and_a_rate_below_the_reference():
    months = in_project(Clock, "HZ-2").filter(name="inspection.process").exclude(state="annulled")
    assert dict(months.values_list("period", "state")) == {"2026-08": "overdue", "2026-09": "met"}
    signed = Record.objects.get(name="policy.sign_contract", subject=policy("HZ-2-K1").pk)
    assert "policy.sign_contract.rate_commodity" in signed.reasons
    assert not Policy.objects.filter(insured_object__number="HZ-2-K2").exists(), "the second contract is not signed"
