"""A contract in Hangzhou from its draft to the keys: lawful as a whole, and stopped where one duty is missing."""

from datetime import date

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, Refused
from idi_platform.projects.models import Unit
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import approve, perform
from policies.book import read_book
from policies.models import Termination
from policies.opening import Stopped, open_book
from tests.cast import member
from tests.policies.consents import all_agree
from tests.policies.hangzhou_book import hz_2

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(underwriter, developer):
    return hz_2(underwriter.organisation, developer.organisation)


@pytest.fixture
def enter(underwriter, approver, developer):
    def run(book, key="hz-2", by=developer):
        return open_book(
            read_book(book),
            acting=underwriter.acting,
            key=key,
            second_person=approver.acting,
            developer=by.acting if by else None,
        )

    return run


def without(book, step):
    return {**book, "milestones": [one for one in book["milestones"] if not one["step"].endswith(step)]}


def clauses_against(enter, book):
    """Return the act that was refused, and the clauses that stood against it."""
    with pytest.raises(Stopped) as stopped:
        enter(book)
    assert isinstance(stopped.value.cause, Refused)
    return stopped.value.label, {refusal.clause for refusal in stopped.value.cause.refusals}


def test_a_lawful_contract_goes_from_the_draft_to_the_keys(enter, book):
    opened = enter(book)
    assert opened.policy.state == "waiting"
    assert opened.policy.emergency_plan_on.isoformat() == "2024-03-28"
    opened.project.refresh_from_db()
    assert opened.project.fund_provided == 100000
    assert Unit.objects.get().state == "handed_over"


@pytest.mark.parametrize(
    ("change", "act", "clause"),
    [
        ({"annexes": ["risk_plan", "notice"]}, "policy:contract", "HZ-10-1a"),
        ({"annexes_confirmed_on": None}, "policy:contract", "HZ-10-1b"),
        ({"coinsurance_signed_on": None}, "policy:contract", "HZ-8-1c"),
        ({"premium_base": None}, "policy:contract", "HZ-9-1b"),
        ({"terms": {"service.intake": 24}}, "policy:contract", "HZ-15-1"),
        ({"receipts": [], "issued_on": None}, "building:1:begin", "HZ-7-1c"),
        ({"signed_on": None, "receipts": [], "issued_on": None}, "building:1:begin", "HZ-7-1a"),
    ],
)
def test_a_contract_that_lacks_something_is_stopped_with_its_clause(enter, book, change, act, clause):
    book["policy"].update(change)
    if change.get("signed_on", "signed") is None:
        book = without(book, "adopt_emergency_plan")
    label, clauses = clauses_against(enter, book)
    assert (label, clause in clauses) == (act, True)


def begun_on(book, day):
    """Return the book with works that begin on a day of March, the contract signed, paid and issued on the 28th."""
    receipts = [{**book["policy"]["receipts"][0], "received_on": "2024-03-28"}]
    book["policy"].update(signed_on="2024-03-28", receipts=receipts, issued_on="2024-03-28")
    book["buildings"][0]["begun_on"] = day
    told = {"step": "project.hold_risk_briefing", "day": "2024-03-27", "by": "developer"}
    book = without(book, "hold_risk_briefing")
    return {**book, "milestones": [told, *book["milestones"]]}


def test_a_contract_of_the_day_on_which_works_begin_does_not_come_before_them(enter, book):
    assert clauses_against(enter, begun_on(book, "2024-03-28")) == ("building:1:begin", {"HZ-7-1a"})


def test_a_contract_of_the_day_before_the_works_comes_before_them(enter, book):
    assert enter(begun_on(book, "2024-03-29")).policy.state == "waiting"


def test_a_lead_with_one_follower_is_no_consortium(enter, book):
    first, second, _third = book["policy"]["shares"]
    book["policy"]["shares"] = [first, {**second, "rate": "0.50"}]
    assert clauses_against(enter, book) == ("policy:contract", {"HZ-8-1b"})


def test_a_lead_with_less_than_half_is_refused(enter, book):
    for share, rate in zip(book["policy"]["shares"], ("0.49", "0.26", "0.25"), strict=True):
        share["rate"] = rate
    assert clauses_against(enter, book) == ("policy:contract", {"HZ-8-1d"})


def test_no_works_without_briefing(enter, book):
    assert clauses_against(enter, without(book, "hold_risk_briefing")) == ("building:1:begin", {"HZ-G-3.2b.1"})


def test_where_the_agency_found_no_major_defect_there_is_nothing_to_verify(enter, book):
    assert enter(without(book, "verify_major_defects")).policy.state == "waiting"


def test_the_keys_go_with_three_papers(enter, book):
    book["buildings"][0]["units"][0]["papers"] = ["owner_notice", "user_manual", "user_manual"]
    assert clauses_against(enter, book) == ("unit:1:1-0101:hand_over", {"HZ-14-1b"})
    assert Unit.objects.get().state == "sold", "the refusal leaves everything as it was"


def test_the_developer_s_own_acts_need_somebody_of_the_developer(enter, book):
    with pytest.raises(Stopped) as stopped:
        enter(book, by=None)
    assert (stopped.value.label, stopped.value.cause.code) == (
        "milestone:project.hold_risk_briefing:4",
        "book.no_developer",
    )
    assert isinstance(stopped.value.cause, BadInput)


def test_what_a_lead_should_have_is_a_warning_and_never_a_bar(enter, book):
    facts = book["milestones"][0]["facts"]
    facts.update(lead_capital="4999999999.99", lead_solvency="1.499", lead_has_experience=False)
    with pytest.raises(Stopped) as stopped:
        enter(book)
    against = {(refusal.clause, refusal.effect) for refusal in stopped.value.cause.refusals}
    assert against == {(f"HZ-G-2.1{letter}", "warn") for letter in "abd"}
    reasons = {refusal.code: "市场上没有更合适的主承保公司。" for refusal in stopped.value.cause.refusals}
    again = {**book, "reasons": reasons, "project": {**book["project"], "number": "HZ-5"}}
    again["insured_object"] = {**book["insured_object"], "number": "HZ-5"}
    again["policy"] = {**book["policy"], "number": "DEMO-HZ-5"}
    assert enter(again, key="hz-5").policy.state == "waiting"


def test_another_lead_under_the_planning_permit_needs_a_reason_and_a_second_person(enter, book):
    enter(book)
    other = member(Role.underwriter)
    second = another_permit(hz_2(other.organisation, other.organisation))
    with pytest.raises(Stopped) as stopped:
        open_book(read_book(second), acting=other.acting, key="hz-3")
    (refusal,) = stopped.value.cause.refusals
    assert (refusal.clause, refusal.effect) == ("HZ-7-1d", "warn")
    third = another_permit(hz_2(other.organisation, other.organisation), number="HZ-4")
    reasoned = {**third, "reasons": {refusal.code: "原主承保公司书面放弃本许可证。"}}
    approver = member(Role.approver, organisation=other.organisation)
    opened = open_book(read_book(reasoned), acting=other.acting, key="hz-4", second_person=approver.acting)
    assert opened.policy.state == "issued"


def test_the_same_lead_under_the_planning_permit_needs_no_reason(enter, book, underwriter, developer):
    enter(book)
    opened = enter(another_permit(hz_2(underwriter.organisation, developer.organisation)), key="hz-3")
    assert opened.policy.state == "issued"


def another_permit(book, number="HZ-3"):
    """Return a second construction permit under the same planning permit, contracted but not begun."""
    book["project"]["number"] = book["insured_object"]["number"] = number
    book["policy"]["number"] = f"DEMO-{number}"
    building = {name: book["buildings"][0][name] for name in ("number", "name")}
    return {**book, "milestones": book["milestones"][:1], "buildings": [building]}


@pytest.mark.parametrize(
    ("term", "value", "clause"),
    [("service.determination", 11, "HZ-15-1"), ("rider.period", 1, "HZ-5-7e"), ("rider.period", None, "HZ-5-7e")],
)
def test_a_term_beyond_its_bound_cannot_be_signed(enter, book, term, value, clause):
    terms = {**book["policy"]["terms"], term: value}
    book["policy"]["terms"] = {name: given for name, given in terms.items() if given is not None}
    assert clauses_against(enter, book) == ("policy:contract", {clause})


def test_a_stricter_term_is_signed(enter, book):
    book["policy"]["terms"].update({"service.determination": 5, "rider.period": 3})
    assert enter(book).policy.state == "waiting"


def test_an_endorsement_may_tighten_and_never_loosen(enter, book, underwriter, approver):
    policy = enter(book).policy
    all_agree(policy, underwriter.acting)
    for number, (days, period) in enumerate([(11, 2), (10, 1)]):
        with pytest.raises(Refused) as refused:
            perform(
                policy, "amend", acting=underwriter.acting, key=f"loose:{number}", **other_terms(book, days, period)
            )
        assert len({refusal.clause for refusal in refused.value.refusals} & {"HZ-15-1", "HZ-5-7e"}) == 1
    waiting = perform(policy, "amend", acting=underwriter.acting, key="tight", **other_terms(book, 8, 2))
    approve(waiting.proposal, acting=approver.acting, key="tight:agreed")
    policy.refresh_from_db()
    assert policy.terms["service.determination"] == 8


def test_the_developer_itself_reports_that_a_contract_ends(enter, book, underwriter, developer):
    policy = enter(book).policy
    links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
    ending = Termination(subject=Subject(division_id=policy.subject.division_id, **links))
    asked = perform(ending, "request", acting=developer.acting, key="ask", reason="by_agreement")
    ending = Termination.objects.select_related("subject").get(pk=asked.subject_id)
    with pytest.raises(NotPermitted):
        perform(ending, "report", acting=underwriter.acting, key="for-him")
    perform(ending, "report", acting=developer.acting, key="himself")
    assert Termination.objects.get().reported_on == clock.local_date(clock.now())


def other_terms(book, days, period):
    terms = {**book["policy"]["terms"], "service.determination": days, "rider.period": period}
    return {"number": f"E-{days}-{period}", "effective_on": clock.local_date(clock.now()), "terms": terms}


def test_the_project_s_works_begin_on_a_day_after_contract_and_briefing(enter, book, developer):
    briefing = book["milestones"].pop(next(n for n, one in enumerate(book["milestones"]) if "briefing" in one["step"]))
    contracted = another_permit({**book, "milestones": [book["milestones"][0], briefing]})
    contracted["milestones"] = [book["milestones"][0], briefing]
    opened = enter(contracted)
    against = {}
    for day in ("2024-03-26", "2024-03-27", "2024-04-02"):
        with pytest.raises(Refused) as refused:
            perform(opened.project, "begin_construction", acting=developer.acting, key=day, on=date.fromisoformat(day))
        against[day] = {refusal.clause for refusal in refused.value.refusals}
    assert against == {
        "2024-03-26": {"HZ-7-1a", "HZ-G-3.2b.1"},
        "2024-03-27": {"HZ-G-3.2b.1"},
        "2024-04-02": {"HZ-G-3.2b.1"},
    }
    perform(opened.project, "begin_construction", acting=developer.acting, key="ok", on=date(2024, 4, 3))
    opened.project.refresh_from_db()
    assert opened.project.state == "building"
