"""The time-travel script of docs/demo.md, station by station: what each line says is there when legal time has come."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from claims.cover import cover_of
from claims.desk import queues
from claims.models import Agreement, Claim, Determination, FundDraw, Payment, Repair, Ticket
from idi_platform.accounts.demo import find_cast
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.demo import story, travelling
from idi_platform.demo.teller import Teller
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.portal import time_travel
from idi_platform.projects.models import Unit
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.models import RefusedAttempt
from policies.ending import ends_ahead
from policies.models import Policy
from regulators.models import CorrectedFigure, Filing, MonthlyReport
from riskmgmt.models import Finding, Test
from tests.demo.conftest import instant, looking_at
from tests.demo.reading import claim, in_project, limit, red_between, shown, state, steps

STATIONS = (
    "2026-09-30 00:00",
    "2026-10-01 09:41",
    "2026-10-02 09:00",
    "2026-10-09 00:00",
    "2026-10-10 09:00",
    "2026-10-19 09:00",
    "2026-11-07 00:00",
    "2026-11-20 00:10",
    "2026-11-30 09:00",
    "2027-01-03 09:00",
    "2027-01-05 09:00",
    "2027-09-22 09:00",
    "2027-11-14 09:00",
    "2027-12-05 09:00",
    "2028-07-02 09:00",
    "2029-05-28 09:00",
    "2029-12-06 09:00",
    "2031-10-14 09:00",
)


@pytest.fixture(scope="module")
def left_out():
    """The acts of the story that did not fit on the way."""
    return []


@pytest.fixture(scope="module")
def seen(left_out):
    """What stood at each station, by its instant."""
    return {}


@pytest.fixture
def script(seen, left_out, copy_for_the_journey, database_host, django_db_blocker, monkeypatch):
    """Travel through all stations once; afterwards the database stands at the last."""
    with looking_at(database_host, copy_for_the_journey, django_db_blocker):
        if not seen:
            story.begin()
            monkeypatch.setattr(travelling.log, "info", lambda *_args, extra: left_out.append(extra))
            for station in STATIONS:
                seen[station] = _go(station)
        yield seen


@pytest.fixture
def copy_for_the_journey(told_databases, story_database, database_host):
    """A copy of the story that is travelled through once."""
    if "travelled" not in told_databases:
        from idi_platform.embedded import databases, testing

        name = testing.database_name()
        databases.clone(database_host, story_database, name)
        told_databases["travelled"] = name
    return told_databases["travelled"]


def _go(station):
    """Go there as the page does, let the workers do what is owed, and note what stands there."""
    before = clock.now()
    time_travel.go(instant(station))
    has_come = clock.now() >= instant(station)
    sweep(clock.now())
    Teller(lambda _instant: None, find_cast()).work()
    notes = {"red": red_between(before, clock.now()), "has_come": has_come}
    notes |= _NOTES.get(station, dict)()
    return SimpleNamespace(**notes)


def _first_red():
    case = claim("s03")
    events = Record.objects.filter(subject=case.pk, name="clock.due_passed", facts__clock="claim.determination")
    told = Notice.objects.filter(subject=case.pk, template__startswith="clock.breached")
    return {
        "events": [shown(at) for at in events.values_list("occurred_at", flat=True)],
        "mails": sorted(told.filter(channel="email").values_list("role", "title")),
        "told": set(
            Notice.objects.filter(subject=case.pk, template__startswith="clock.breached").values_list("role", flat=True)
        ),
    }


def _ambers():
    rows = Clock.objects.filter(state="open", due_at=instant("2026-10-09 00:00"), kind="duty")
    return {
        "due_together": set(rows.values_list("subject", flat=True)),
        "leak": limit(_leak(), "claim.survey"),
        "leak_is": state(_leak(), "claim.survey"),
        "visit": limit(Ticket.objects.get(subject__unit=_home("HZ-1", "6-0502").pk), "ticket.visit"),
        "workshop": limit(claim("s17"), "claim.survey"),
    }


def _leak():
    return Claim.objects.select_related("subject").filter(subject__unit=_home("BJ-1", "3-1201").pk).earliest("pk")


def _home(project, number):
    return Unit.objects.get(number=number, building__insured_object__project__number=project)


def _filing_of_sh_1():
    return Filing.objects.get(subject__insured_object=Policy.objects.get(number="YS-SH-2026-0001").insured_object_id)


def _filing():
    filing = _filing_of_sh_1()
    return {"upload": (filing.state, limit(filing, "filing.contract_data")[1], state(filing, "filing.contract_data"))}


def _year_end():
    return {"national": limit(claim("s19"), "claim.determination_national")}


def _told_in_longgang():
    case, name = claim("s15"), "claim.refusal_notice_national"
    return {"told": (limit(case, name)[1], state(case, name), case.state)}


def _october():
    """The report of October: what was locked, and what stands on its sheets."""
    report = MonthlyReport.objects.get(place="110000", month="2026-10-01")
    figures = {(row.code, row.line): row for row in report.figures.all()}
    return {
        "report": (report.state, shown(report.locked_at), report.corrections),
        "figures": figures,
        "sheet": {(row.code, row.line): row for row in CorrectedFigure.objects.filter(report=report, number=1)},
    }


def _window():
    window = Clock.objects.get(name="unit.fund_early", subject=_home("HZ-1", "6-0502").pk)
    return {"fund": (window.state, FundDraw.objects.count())}


def _performance():
    return {"performance": (*limit(claim("s11"), "claim.performance"), state(claim("s11"), "claim.performance"))}


def _ending():
    rows = Policy.objects.get(number="YS-LG-2022-0001").rows.filter(ends_on="2027-09-22")
    return {"ending": next(iter(ends_ahead(rows, clock.local_date(clock.now()))), None)}


_NOTES = {
    "2026-09-30 00:00": _first_red,
    "2026-10-02 09:00": _ambers,
    "2026-10-10 09:00": _filing,
    "2026-10-19 09:00": _told_in_longgang,
    "2026-11-07 00:00": _october,
    "2026-11-20 00:10": _october,
    "2026-11-30 09:00": _window,
    "2027-01-03 09:00": _year_end,
    "2027-01-05 09:00": _year_end,
    "2027-09-22 09:00": _ending,
    "2029-05-28 09:00": _performance,
}


@pytest.mark.usefixtures("told")
def test_at_the_beginning_the_console_shows_what_is_due_first():
    """A visitor has filed story 1: after what is legally due today (story 5), stories 3, 1 and 4 stand on top."""
    teller = Teller(lambda _instant: None, find_cast())
    home = teller.unit("BJ-1", "3-1201")
    from claims.actions import Defect

    filed = teller.report("visitor", "13800001201", home, Defect(words="卫生间漏水。"))
    gao, filters = teller.who("gao"), queues.filters_from(QueryDict())
    first = [case.pk for case in queues.in_order(gao, filters, clock.now())[:5]]
    assert set(first[:2]) == {claim("s05b").pk, claim("s05c").pk}
    assert first[2] == claim("s03").pk
    assert set(first[3:]) == {filed.pk, claim("s04").pk}
    assert limit(filed, "claim.survey")[1] == "2026-10-01 00:00"


def test_nothing_of_the_story_was_left_out(script, left_out):
    assert left_out == []
    assert all(script[station].has_come for station in STATIONS)


def test_09_30_story_3_turns_red_once(script):
    here = script["2026-09-30 00:00"]
    assert here.red == [
        ("claim.determination", "2026-09-30 00:00"),
        ("claim.result_notice", "2026-09-30 00:00"),
    ]
    assert here.events == ["2026-09-30 00:00"]
    assert {"approver", "regulator"} <= here.told
    assert here.mails


def test_09_30_too_late_to_be_complex(script):
    assert not claim("s03").is_complex
    assert ("accept", "2026-09-30 17:30") in steps(claim("s03"))
    assert state(claim("s03"), "claim.determination") == "met_late"


def test_10_01_the_lab_told_in_time_on_a_holiday(script):
    tested = in_project(Test, "SH-2").get()
    told = Clock.objects.get(subject=tested.pk, name="test.result_notice")
    assert (shown(told.met_at), told.state) == ("2026-10-01 09:20", "met")
    assert told.due_at == instant("2026-10-01 09:40:01")
    assert script["2026-10-01 09:41"].red == []


def test_10_02_ambers_without_reds(script):
    here = script["2026-10-02 09:00"]
    assert here.red == []
    assert (here.leak, here.leak_is) == (("2026-10-02 00:00", "2026-10-09 00:00"), "open")
    assert here.visit == ("2026-10-03 00:00", "2026-10-09 00:00")
    assert here.workshop == ("2026-10-03 00:00", "2026-10-09 00:00")
    ticket = Ticket.objects.get(subject__unit=_home("HZ-1", "6-0502").pk)
    assert {_leak().pk, ticket.pk, claim("s17").pk, claim("s18").pk} <= here.due_together


def test_10_08_two_reds_the_developers_visit_and_the_workshop(script):
    red = script["2026-10-09 00:00"].red
    assert {name for name, _at in red} == {
        "ticket.visit",
        "claim.survey",
        "claim.determination",
        "claim.result_notice",
    }
    assert {at for _name, at in red} == {"2026-10-09 00:00"}
    for name in ("claim.survey", "claim.determination"):
        assert state(claim("s17"), name) == "met_late"
        assert state(_leak(), name) == "met"
    assert state(claim("s18"), "claim.interim_payment") == "met"


def test_1_from_the_survey_to_the_last_fen(script):
    case = _leak()
    assert limit(case, "claim.performance") == ("2026-10-17 00:00", "2026-10-17 00:00")
    assert (case.state, case.water_test_passed) == ("closed", True)
    done = dict(steps(case))
    assert (done["record_survey"], done["accept"], done["complete_repair"]) == (
        "2026-10-08 15:00",
        "2026-10-08 21:30",
        "2026-10-15 16:00",
    )
    payment = Payment.objects.get(claim=case)
    assert payment.amount == Decimal("18640.00")
    shares = payment.shares.order_by("-is_lead", "pk").values_list("amount", flat=True)
    assert [str(share) for share in shares] == ["8574.40", "5964.80", "4100.80"]


def test_2_the_appraisal_covers_the_insurer_pays_and_the_first_notice_stays(script):
    case = claim("s02")
    assert list(Determination.objects.filter(claim=case).order_by("version").values_list("version", "outcome")) == [
        (1, "not_covered"),
        (2, "covered"),
    ]
    assert Paper.objects.get(subject=case.pk, code="refusal_notice").voided_at is None
    (appraisal,) = case.appraisals.all()
    assert (appraisal.payer, appraisal.fee, shown(appraisal.concluded_at)) == (
        "insurer",
        Decimal("12800.00"),
        "2026-10-20 10:00",
    )
    assert limit(case, "claim.performance")[1] == "2026-10-29 00:00"
    assert Payment.objects.get(claim=case).lines.get(kind="appraisal_fee").amount == Decimal("12800.00")


def test_9_a_make_up_saturday_is_the_last_day_of_the_upload(script):
    assert script["2026-10-10 09:00"].upload == ("owed", "2026-10-11 00:00", "open")
    filing = _filing_of_sh_1()
    assert state(filing, "filing.contract_data") == "met_late"
    issued = Record.objects.get(name="policy.issue", subject=Policy.objects.get(number="YS-SH-2026-0001").pk)
    assert shown(issued.occurred_at) == "2026-09-30 16:40"


def test_10_closed_by_the_agency_then_consented(script):
    finding = in_project(Finding, "SH-2").get(source="test")
    assert (finding.state, finding.first_grade) == ("closed", "severe")
    consents = Record.objects.filter(name="project.consent_household_acceptance")
    assert [shown(at) for at in consents.values_list("occurred_at", flat=True)] == ["2026-10-21 10:00"]


def test_12_the_decision_binds_and_recomputes_nothing_silently(script):
    assert rulebook_for(claim("s12").subject.insured_object_id).id == "shanghai-2025"
    assert state(claim("s12"), "claim.determination_national") == "met"


def test_13_the_fund_after_two_months_and_its_replenishment_unpaid(script):
    assert script["2026-11-30 09:00"].fund == ("open", 0), "asked too early on the 20th"
    draw = FundDraw.objects.get()
    assert (draw.amount, draw.state, shown(draw.requested_at)) == (
        Decimal("28600.00"),
        "replenishment_due",
        "2026-12-01 09:30",
    )
    assert ("fund.replenish", "2027-11-14 00:00") in script["2027-11-14 09:00"].red
    begun = Record.objects.get(name="policy.begin_cover", subject=Policy.objects.get(number="YS-HZ-2024-0001").pk)
    assert shown(begun.occurred_at) == "2027-11-14 00:00"


def test_20_october_is_locked_and_what_comes_late_goes_to_its_sheet(script):
    at_lock, later = script["2026-11-07 00:00"], script["2026-11-20 00:10"]
    assert at_lock.report == ("published", "2026-11-07 00:00", 0)
    assert (later.report, at_lock.sheet) == (("published", "2026-11-07 00:00", 1), {})
    case, kept = claim("s05a").pk, ("C5", "legal")
    cell = later.sheet[kept]
    assert (cell.counted - cell.old_counted, cell.of - cell.old_of) == (1, 0), "it seemed late, and was in time"
    assert [case, "0", "1"] in [row[:3] for row in at_lock.figures[kept].listed]
    assert [case, "1", "1"] in [row[:3] for row in cell.listed]
    assert later.figures[kept].listed == at_lock.figures[kept].listed, "what was locked stands"
    duration = later.sheet["C9", "mean"]
    assert duration.of - duration.old_of == 1
    (entered,) = {pk for row in later.sheet.values() for pk in row.causes}
    late = Record.objects.get(pk=entered)
    assert (late.name, shown(late.occurred_at), shown(late.recorded_at)) == (
        "claim.complete_repair",
        "2026-10-26 15:20",
        "2026-11-19 10:20",
    )
    clock_of_it = Clock.objects.get(subject=case, name="claim.performance")
    assert (clock_of_it.state, clock_of_it.entered_late) == ("met", True)


def test_14_ten_days_in_hangzhou_once_cover_has_begun(script):
    assert limit(claim("s14"), "claim.determination") == ("2027-12-03 00:00", "2027-12-03 00:00")
    assert state(claim("s14"), "claim.determination") == "met"


def test_15_no_limit_of_the_city_and_the_insurance_law_beside(script):
    case = claim("s15")
    assert limit(case, "claim.determination_national") == ("2026-10-31 00:00", "2026-10-31 00:00")
    assert script["2026-10-19 09:00"].told == ("2026-10-20 00:00", "met", "refusal_notified")
    assert Clock.objects.filter(subject=case.pk, name="claim.determination").count() == 0
    assert (case.state, case.paid) == ("closed", Decimal("16900.00"))
    assert Policy.objects.get(number="YS-LG-2022-0001").state == "in_force", "the end was asked for and is locked"


def test_17_owner_and_insured_agree_on_two_days(script):
    case = claim("s17")
    assert limit(case, "claim.performance") == ("2026-10-20 00:00", "2026-10-23 00:00")
    assert (state(case, "claim.performance"), case.paid) == ("met", Decimal("5200.00"))
    assert Agreement.objects.filter(claim=case).count() == 2


def test_what_was_refused_stands_in_the_log_with_its_article(script):
    rows = RefusedAttempt.objects.filter(subject__isnull=False).order_by("at")
    logged = {row.step: {item["clause"] for item in row.refusals} for row in rows}
    for step in ("consent_household_acceptance", "consent_pre_viewing", "consent_completion"):
        assert "SH-10-3c" in logged[f"project.{step}"]
    assert logged["policy.issue"], "one fen is missing"
    assert logged["fund.request_draw"], "two months are not over"
    assert logged["termination.request"], "the contract is locked"


def test_16_told_thrice_and_then_ended(script):
    person = find_cast().people["+8613800000908"].pk
    told = Notice.objects.filter(template="cover.ends", person=person, channel="sms").order_by("owed_at")
    home = told.filter(data__last_day="2027-09-21")
    assert [shown(at) for at in home.values_list("owed_at", flat=True)] == [
        "2027-06-23 09:00",
        "2027-08-22 09:00",
        "2027-09-14 09:00",
    ]
    assert script["2027-09-22 09:00"].ending is None, "what has ended is no longer ahead"
    ended = Record.objects.filter(
        name="policy.expire_item", subject=Policy.objects.get(number="YS-LG-2022-0001").pk
    ).earliest("occurred_at")
    assert shown(ended.occurred_at) == "2027-09-22 00:00"


def test_11_completed_covered_late_and_back_again(script):
    row = Policy.objects.get(number="YS-SH-2025-0002").rows.get(item="waterproofing", building__number="8")
    assert (row.starts_on, row.building.filed_on) == (date(2028, 12, 18), date(2026, 12, 18))
    assert script["2029-05-28 09:00"].performance == ("2029-05-26 00:00", "2029-05-29 00:00", "open")
    case = claim("s11")
    assert not Clock.objects.filter(subject=case.pk, name="claim.determination").exists(), "the text has no such limit"
    assert state(case, "claim.survey") == "met"
    assert state(case, "claim.performance") == "met_late"
    repair = Repair.objects.get(claim=case)
    warranty = Clock.objects.get(subject=repair.pk, name="repair.warranty")
    assert (repair.accepted_on, shown(warranty.due_at)) == (date(2029, 6, 5), "2029-12-03 00:00")
    assert ("reopen_under_warranty", "2029-11-30 08:20") in steps(case)
    assert repair.recurred_on == date(2029, 11, 30)
    assert ("complete_again", "2029-12-05 15:00") in steps(repair)
    late = in_project(Clock, "SH-2").filter(breached_at__isnull=False)
    assert {row.name for row in late} == {"claim.performance", "claim.performance_national"}


def test_2027_a_notice_moves_what_was_provisional(script):
    assert script["2027-01-03 09:00"].national == ("2027-01-31 00:00", "2027-02-02 00:00")
    assert script["2027-01-05 09:00"].national == ("2027-01-31 00:00", "2027-02-01 00:00")
    assert Record.objects.filter(subject=claim("s19").pk, name="clock.recomputed").exists()


def test_7_a_late_handover_and_its_six_months(script):
    notice = Clock.objects.get(subject=_home("BJ-2", "2-1803").pk, name="unit.late_handover_notice")
    assert (shown(notice.due_at), notice.state) == ("2027-12-06 00:00", "met"), "a Sunday, not rolled"
    assert _home("BJ-2", "2-1904").joint_accepted_on == date(2027, 12, 16)
    assert cover_of(claim("s07a")).state == "tail"
    assert cover_of(claim("s07b")).state == "ended"


def test_2031_seven_days_long_after_the_measures_lapsed(script):
    assert limit(claim("s01b"), "claim.determination") == ("2031-10-21 00:00", "2031-10-21 00:00")
    assert Clock.objects.get(subject=claim("s01b").pk, name="claim.determination").kind == "duty"
