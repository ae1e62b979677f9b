"""A day of acceptance that is entered late: the owners' cover is dated, begins and ends as if it had been known."""

from datetime import UTC, date, datetime

import pytest

from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.projects.actions import accept_building
from idi_platform.projects.models import Building
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record
from idi_platform.records.verify import broken_links
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.models import Violation
from policies.book import read_book
from policies.models import CoverRow, Policy
from policies.opening import open_book
from tests.proofs import evidence_on
from tests.rulebooks.gates import with_gates
from tests.workflow.test_interleavings import clocks_that_differ, rows_that_differ

pytestmark = pytest.mark.django_db
D = date.fromisoformat
GATE = """
  building.accept:
    - code: begun
      check: {fact: building.begun_on, exists: true}
      effect: block
      clause: BJ-10-4
      message: {zh: 开工还没有登记，不能验收, en: The start of works is not recorded}
"""


@pytest.fixture(autouse=True)
def _own_anchors(settings, tmp_path):
    settings.ANCHOR_DIR = tmp_path / "anchors"


@pytest.fixture
def gated(db):
    """Beijing's text with a gate on acceptance; the shipped one has none on a report."""
    body = load_shipped("beijing-2019").body
    publish(load_body(with_gates(body, GATE)), reason="test", approver="test")


@pytest.fixture
def issued(book, underwriter, at):
    """A policy issued on 2019-06-06; nothing is accepted yet, and it is 2026-09-29."""
    at("2026-09-29 09:00")
    book["buildings"][0].update(accepted_on=None, units=[])
    open_book(read_book(book), acting=underwriter.acting, key="b")
    assert Policy.objects.get().state == "issued"


def accept(who, day, *, occurred_on=None, **how):
    if occurred_on is not None:
        how["occurred_at"] = datetime.fromisoformat(f"{occurred_on}T04:00:00").replace(tzinfo=UTC)
    building = Building.objects.select_related("subject").get()
    return accept_building(acting=who.acting, key="accept", building=building, accepted_on=D(day), **how)


def let_time_act():
    for _ in range(6):
        sweep(clock.now())
        follow_up()


def correct(maker, checker, day):
    record = Record.objects.get(name="building.accept")
    proposal = propose_correction(
        record,
        acting=maker.acting,
        reason="验收日期录错",
        evidence=evidence_on(record.subject_id),
        facts={"accepted_on": D(day)},
    )
    approve_correction(proposal, acting=checker.acting)


def taken(*names):
    """The days of the policy's steps as they stand, in recorded order."""
    steps = effective_steps(Policy.objects.get().pk)
    return [(step.name.partition(".")[2], str(clock.local_date(step.occurred_at))) for step in steps
            if step.name.partition(".")[2] in names]  # fmt: skip


def of_time():
    return taken("await_cover", "begin_cover", "expire_item", "expire")


def all_comes_right():
    let_time_act()
    before = of_time()
    let_time_act()
    assert of_time() == before, "nothing is taken twice"
    assert rows_that_differ() == {}
    assert clocks_that_differ() == []
    assert broken_links() == []
    automatic = Clock.objects.filter(subject=Policy.objects.get().pk, kind="automatic")
    assert not automatic.filter(state="closed").exists(), "no step of the system was refused"


def test_an_acceptance_before_the_issue_of_the_policy_dates_the_cover(issued, underwriter):
    accept(underwriter, "2019-06-03", occurred_on="2019-06-03", reasons={"late_entry": "当时没有登记"})
    it_covers_from_2021()


def test_an_acceptance_in_breach_before_the_issue_of_the_policy_dates_the_cover(gated, issued, regulator_of_city):
    how = {"in_breach": True, "evidence": evidence_on(Building.objects.get().pk)}
    accept(regulator_of_city, "2019-06-03", occurred_on="2019-06-03", **how)
    assert Violation.objects.get().gate == "building.accept.begun"
    it_covers_from_2021()


def it_covers_from_2021():
    assert Building.objects.get().accepted_on == D("2019-06-03")
    row = CoverRow.objects.get(item="waterproofing")
    assert (row.starts_on, row.ends_on) == (D("2021-06-03"), D("2026-06-03"))
    assert Policy.objects.get().state == "waiting"
    all_comes_right()
    assert of_time() == [
        ("await_cover", "2019-06-03"),
        ("begin_cover", "2021-06-03"),
        ("expire_item", "2026-06-03"),
    ]
    policy = Policy.objects.get()
    assert (policy.state, policy.items_ended_on) == ("in_force", D("2026-06-03"))


def test_cover_begins_though_the_acceptance_is_entered_after_its_first_day(issued, underwriter):
    accept(underwriter, "2020-11-20")
    assert Policy.objects.get().state == "waiting"
    all_comes_right()
    assert of_time() == [
        ("await_cover", "2026-09-29"),
        ("begin_cover", "2022-11-20"),
    ]
    assert Policy.objects.get().state == "in_force"
    begins = Clock.objects.get(name="policy.cover_begins")
    assert (begins.state, clock.local_date(begins.met_at)) == ("met", D("2022-11-20"))


def test_a_policy_whose_whole_term_was_over_expires_on_its_day(issued, underwriter, at):
    at("2033-05-04 10:00")
    accept(underwriter, "2020-11-20")
    all_comes_right()
    assert of_time() == [
        ("await_cover", "2033-05-04"),
        ("begin_cover", "2022-11-20"),
        ("expire_item", "2027-11-20"),
        ("expire", "2032-11-20"),
    ]
    assert Policy.objects.get().state == "expired"


def test_an_acceptance_known_before_the_issue_waits_from_the_issue(book, underwriter, at):
    at("2026-09-29 09:00")
    book["buildings"][0].update(accepted_on="2019-06-03", units=[])
    open_book(read_book(book), acting=underwriter.acting, key="b")
    all_comes_right()
    assert of_time()[:2] == [("await_cover", "2019-06-06"), ("begin_cover", "2021-06-03")]


def test_a_day_that_a_correction_moves_into_the_past_begins_the_cover(issued, underwriter, approver):
    accept(underwriter, "2025-11-20")
    all_comes_right()
    assert of_time() == [("await_cover", "2026-09-29")]
    correct(underwriter, approver, "2020-11-20")
    all_comes_right()
    assert of_time() == [("await_cover", "2026-09-29"), ("begin_cover", "2022-11-20")]
    correct(underwriter, approver, "2019-06-03")
    all_comes_right()
    assert of_time()[1:] == [("begin_cover", "2021-06-03"), ("expire_item", "2026-06-03")]
    correct(underwriter, approver, "2025-11-20")
    all_comes_right()
    assert of_time() == [("await_cover", "2026-09-29")]
    assert Policy.objects.get().state == "waiting"
