"""A contract in Jiyuan from its draft to the keys: lawful as a whole, and stopped or warned where a duty is missing."""

from datetime import date

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.projects.models import Building, Unit
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import Stopped, open_book
from tests.cast import member
from tests.claims.conftest import at
from tests.policies.jiyuan_book import jy_2

__all__ = ["at"]
pytestmark = pytest.mark.django_db
NO_AGENCY = {"project.begin_construction.agency": "机构招标中，开工前完成聘请。"}


@pytest.fixture
def book(underwriter, developer):
    return jy_2(underwriter.organisation, developer.organisation)


@pytest.fixture
def enter(underwriter, approver, developer):
    def run(book, key="jy-2"):
        return open_book(
            read_book(book),
            acting=underwriter.acting,
            key=key,
            second_person=approver.acting,
            developer=developer.acting,
        )

    return run


def against(enter, book):
    """Return the act that was refused, and what stood against it: clauses with their effects."""
    with pytest.raises(Stopped) as stopped:
        enter(book)
    assert isinstance(stopped.value.cause, Refused)
    return stopped.value.label, {(refusal.clause, refusal.effect) for refusal in stopped.value.cause.refusals}


def days_of(opened):
    return {row.item: (row.starts_on, row.ends_on) for row in opened.policy.rows.all()}


def test_cover_starts_so_long_after_filing_as_the_contract_says(enter, book):
    opened = enter(book)
    law = rulebook_for(opened.policy.insured_object_id)
    start = date(2024, 10, 12)
    assert (law.id, law.outcome) == ("jiyuan-2022", "bound")
    assert days_of(opened) == {
        "structure": (start, date(2034, 10, 12)),
        "insulation": (start, date(2029, 10, 12)),
        "waterproofing": (start, date(2030, 10, 12)),
        "decoration": (start, date(2026, 10, 12)),
    }
    assert Unit.objects.get().state == "handed_over"


@pytest.mark.parametrize(
    ("change", "act", "clause"),
    [
        ({"is_schedule_complete": False}, "policy:contract", "JY-4-2c"),
        ({"premium_base": None}, "policy:contract", "JY-6-1a"),
        ({"receipts": [], "issued_on": None}, "building:1:begin", "JY-8-1c"),
        ({"signed_on": None, "receipts": [], "issued_on": None}, "building:1:begin", "JY-8-1b"),
    ],
)
def test_a_contract_that_lacks_something_is_stopped_with_its_clause(enter, book, change, act, clause):
    book["policy"].update(change)
    label, found = against(enter, book)
    assert (label, (clause, "block") in found) == (act, True)


@pytest.mark.parametrize(
    ("term", "value", "clause", "effect"),
    [
        ("cover.start", None, "JY-4-6a", "block"),
        ("service.indemnity", 10, "JY-13-4", "block"),
        ("service.repair", None, "JY-13-4", "warn"),
        ("scope.classification", None, "JY-3-1", "warn"),
        ("contract.forum", None, "JY-9-6", "warn"),
        ("contract.owner_dispute", None, "JY-14-1", "warn"),
        ("contract.mutual_duties", None, "JY-15-2", "warn"),
    ],
)
def test_what_the_text_leaves_to_the_contract_has_to_stand_in_it(enter, book, term, value, clause, effect):
    book["policy"]["terms"].pop(term)
    if value is not None:
        book["policy"]["terms"][term] = value
    label, found = against(enter, book)
    assert (label, (clause, effect) in found) == ("policy:contract", True)


@pytest.mark.parametrize(("number", "months", "clause"), [(0, 108, "JY-4-2a"), (1, 48, "JY-4-2b"), (2, 59, "JY-4-2b")])
def test_no_period_may_be_shorter_than_the_text_says(enter, book, number, months, clause):
    book["policy"]["items"][number]["period_months"] = months
    label, found = against(enter, book)
    assert (label, {one for one, _effect in found}) == ("policy:contract", {clause})


def test_a_developer_with_a_history_takes_a_rider(enter, book, underwriter, developer):
    first = enter(book)
    authority = member(Role.regulator, division="410000")
    perform(first.project, "record_major_complaint", acting=authority.acting, key="complaint", on="2023-02-18")
    second = another(jy_2(underwriter.organisation, developer.organisation))
    third = another(jy_2(underwriter.organisation, developer.organisation), "JY-4")
    second["policy"]["items"].pop()
    with pytest.raises(Stopped) as stopped:
        enter(second, key="jy-3")
    assert [(one.clause, one.effect) for one in stopped.value.cause.refusals] == [("JY-4-5c", "block")]
    assert enter(third, key="jy-4").policy.state == "waiting"  # its rider has a day of its own


@pytest.fixture
def half_paid(enter, book):
    """Contracted, half of the premium paid, the works not begun; the contract says nothing of instalments yet."""
    book["policy"].update(receipts=[{"amount": "45750.00", "received_on": "2023-02-23"}], issued_on=None)
    book["buildings"] = [{"number": "1", "name": "1号厂房"}]
    return enter(book)


def begin(opened, developer):
    building = Building.objects.select_related("subject").get()
    return perform(building, "begin", acting=developer.acting, key=f"begin:{clock.now()}", on="2023-03-06")


@pytest.mark.parametrize(("day", "clauses"), [("2023-02-20", {("JY-8-1b", "block")}), ("2023-02-21", set())])
def test_the_project_s_works_begin_on_a_day_after_the_contract(enter, book, developer, day, clauses):
    book["buildings"] = [{"number": "1", "name": "1号厂房"}]
    project = enter(book).project
    found = set()
    try:
        perform(project, "begin_construction", acting=developer.acting, key="begin", on=day, reasons=NO_AGENCY)
    except Refused as refused:
        found = {(refusal.clause, refusal.effect) for refusal in refused.refusals}
    assert found == clauses


def agree(opened, underwriter, *parts):
    facts = {"on": parts[-1][0], "instalments": [{"on": on, "amount": amount} for on, amount in parts]}
    return perform(opened.policy, "agree_payment_day", acting=underwriter.acting, key="days", **facts)


def test_before_the_works_only_the_instalments_that_are_due_must_be_paid(half_paid, underwriter, developer, at):
    at("2023-03-06 09:00")
    with pytest.raises(Refused) as refused:
        begin(half_paid, developer)
    assert ("JY-8-1c", "block") in {(one.clause, one.effect) for one in refused.value.refusals}
    agree(half_paid, underwriter, ("2023-03-01", "45750.00"), ("2023-03-10", "20000.00"), ("2023-09-01", "25750.00"))
    at("2023-03-10 09:00")
    with pytest.raises(Refused):
        begin(half_paid, developer)  # the second instalment has become due and is not paid
    at("2023-03-09 09:00")
    assert begin(half_paid, developer).record.name == "building.begin"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([("2023-03-01", "45750.00"), ("2023-09-01", "45749.99")], "policy.instalments_not_premium"),
        ([("2023-09-01", "45750.00"), ("2023-03-01", "45750.00")], "step.bad_facts"),
    ],
)
def test_instalments_are_the_premium_and_stand_in_order(half_paid, underwriter, parts, code):
    with pytest.raises((Refused, BadInput)) as refused:
        agree(half_paid, underwriter, *parts)
    found = [one.code for one in refused.value.refusals] if isinstance(refused.value, Refused) else [refused.value.code]
    assert found == [code]


def test_a_contract_after_the_trial_year_is_refused(enter, book):
    book["policy"].update(signed_on="2023-11-08", receipts=[], issued_on=None)
    book["buildings"] = [{"number": "1", "name": "1号厂房"}]
    with pytest.raises(Stopped) as stopped:
        enter(book)
    assert "edition.none_in_force" in {one.code for one in stopped.value.cause.refusals}


def another(book, number="JY-3"):
    """Return the book of a second project of the same developer, contracted but not begun."""
    book["project"]["number"] = book["insured_object"]["number"] = number
    book["policy"]["number"] = f"DEMO-{number}"
    return {**book, "buildings": [{"number": "1", "name": "1号厂房"}]}
