"""Replay: the records of a whole story give every row again, field by field."""

from decimal import Decimal

import pytest

from claims import actions
from claims.codes import Mode
from claims.models import Claim, Ticket
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.projects import actions as project_file
from idi_platform.projects.models import Unit
from idi_platform.records.models import Subject
from idi_platform.records.verify import broken_links
from idi_platform.workflow.lifecycles import LIFECYCLES
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Proposed
from policies.book import read_book
from policies.models import Policy
from policies.opening import open_book
from tests.claims.conftest import LEAK, key
from tests.policies.books import PAPERS_WITH_THE_KEYS, bj_2
from tests.policies.consents import all_agree
from tests.workflow.conftest import picture
from tests.workflow.test_corrections import let_time_act
from tests.workflow.test_interleavings import rows_that_differ

pytestmark = pytest.mark.django_db
TOLD = {"project", "insured_object", "building", "common_part", "unit", "policy", "claim", "intake", "ticket"}


class Teller:
    """Takes steps of claims as the cast, with the second person's approval where one is asked for."""

    def __init__(self, cast, at):
        self.cast = cast
        self.at = at

    def take(self, claim, step, who, **facts):
        done = actions.take(claim, step, acting=self.cast[who].acting, key=key(), words="写明情况。", **facts)
        if isinstance(done, Proposed):
            approve(done.proposal, acting=self.cast["approver"].acting, key=key())

    def photo(self, claim):
        from idi_platform.documents.receiving import receive

        return receive(picture(), acting=self.cast["handler"].acting, kind="photo", subject_id=claim.pk).pk

    def report(self, unit, day):
        self.at(f"{day} 09:00")
        return actions.report_defect(acting=self.cast["owner"].acting, key=key(), at=unit, defect=LEAK).claim

    def accepted(self, unit, day):
        claim = self.report(unit, day)
        self.take(claim, "record_survey", "surveyor", item="waterproofing", moisture="38.0", crack_width="0.20")
        photo = self.photo(claim)
        self.take(claim, "accept", "handler", item="waterproofing", clauses=["BJ-5-3"], cause="construction",
                  benchmark="standard", evidence_ids=[photo])  # fmt: skip
        self.take(claim, "send_determination", "handler")
        self.take(claim, "offer_settlement", "handler", repair_by="2026-11-15", cash="9400.00")
        return Claim.objects.select_related("subject").get(pk=claim.pk), photo

    def in_cash(self, unit):
        claim, _photo = self.accepted(unit, "2026-10-08")
        actions.accept_offer(acting=self.cast["owner"].acting, key=key(), claim=claim, mode=Mode.CASH)
        self.take(claim, "pay_interim", "handler", lines=[{"kind": "mitigation", "amount": Decimal("120.01")}])
        self.take(claim, "pay", "handler", lines=[{"kind": "indemnity", "amount": Decimal("9400.00")}])
        self.take(claim, "close", "handler")

    def by_repair(self, unit):
        claim, photo = self.accepted(unit, "2026-10-09")
        actions.accept_offer(acting=self.cast["owner"].acting, key=key(), claim=claim, mode=Mode.REPAIR)
        self.take(claim, "order_repair", "handler", start_on="2026-10-10", end_on="2026-10-14")
        self.at("2026-10-14 16:00")
        self.take(claim, "complete_repair", "handler", evidence_ids=[photo], water_test_passed=True)
        self.take(claim, "pay", "handler", lines=[{"kind": "repair", "amount": Decimal("18640.00")}])

    def refused(self, unit):
        claim = self.report(unit, "2026-10-15")
        photo = self.photo(claim)
        self.take(claim, "record_failed_visit", "surveyor", reason="absent", evidence_ids=[photo])
        self.take(claim, "request_supplement", "handler", papers=["photos"])
        self.take(claim, "supply_documents", "owner", evidence_ids=[])
        self.take(claim, "declare_complex", "handler", reason="hidden_cause")
        self.take(claim, "record_survey", "surveyor", item="waterproofing")
        self.take(claim, "refuse", "handler", item="waterproofing", ground="third_party", clauses=["BJ-8-1-2"],
                  why="写明。", evidence_ids=[photo])  # fmt: skip
        self.take(claim, "send_refusal", "handler")
        produce(Paper.objects.get(subject=claim.pk, code="refusal_notice").pk)
        self.take(claim, "close", "handler")

    def withdrawn(self, unit):
        claim = self.report(unit, "2026-10-20")
        self.take(claim, "declare_emergency", "owner")
        self.take(claim, "authorise_emergency_repair", "handler")
        self.take(
            claim, "schedule_survey", "handler", from_at="2026-10-21T09:00+08:00", until_at="2026-10-21T11:00+08:00"
        )
        photo = self.photo(claim)
        self.take(claim, "correct_receipt", "handler", received_at="2026-10-19T09:00+08:00", evidence_ids=[photo])
        joined = actions.join_claim(acting=self.cast["hotline"].acting, key=key(), claim=claim, words="又来报一次。")
        assert joined.claim.pk == claim.pk
        self.take(claim, "withdraw", "owner")

    def early(self, unit):
        """A defect found before cover, and its ticket to the end."""
        self.at("2022-03-01 09:00")
        early = actions.Defect(item="waterproofing", words="墙角有水印。")
        claim = actions.report_defect(acting=self.cast["owner"].acting, key=key(), at=unit, defect=early).claim
        ticket = Ticket.objects.select_related("subject").get(origin=claim)
        for step, facts in (
            ("record_visit", {}),
            ("agree_scheme", {"start_on": "2022-03-05", "end_on": "2022-03-09"}),
            ("start_repair", {}),
            ("complete_repair", {}),
            ("accept_repair", {}),
        ):
            perform(ticket, step, acting=self.cast["handler"].acting, key=key(), **facts)


@pytest.fixture
def told(insurer_organisation, owner, neighbour, underwriter, approver, handler, surveyor, hotline, at):
    book = bj_2(insurer_organisation)
    holder = [{"name": owner.person.name, "phone": owner.person.phone}]
    homes = [{"number": f"1-010{n}", "floor": 1, "sold_on": "2020-03-01", "owners": holder} for n in range(1, 6)]
    homes[0].update(handed_over_on="2021-01-15", papers=PAPERS_WITH_THE_KEYS)
    book["buildings"][0].update(begun_on="2019-08-01", completed_on="2020-10-20", filed_on="2020-12-01", units=homes)
    book["insured_object"].update(contract_price="180000000.00", contract_signed_on="2019-05-10")
    at("2022-02-28 09:00")
    opened = open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
    units = {number: opened.units["1", number] for number in (home["number"] for home in homes)}
    cast = {"owner": owner, "approver": approver, "handler": handler, "surveyor": surveyor, "hotline": hotline}
    teller = Teller(cast, at)
    teller.early(units["1-0101"])
    at("2026-10-08 08:00")
    let_time_act()
    teller.in_cash(units["1-0102"])
    teller.by_repair(units["1-0103"])
    teller.refused(units["1-0104"])
    teller.withdrawn(units["1-0105"])
    project_file.plan_handover(acting=underwriter.acting, key=key(), unit=units["1-0104"],
                               planned_handover_on="2028-01-20")  # fmt: skip
    perform(Unit.objects.get(number="1-0104"), "pass_household_acceptance", acting=underwriter.acting, key=key(),
            household_accepted_on="2026-10-01")  # fmt: skip
    project_file.transfer_unit(acting=underwriter.acting, key=key(), unit=units["1-0105"], transferred_on="2026-10-19",
                               persons=[neighbour.person.pk])  # fmt: skip
    all_agree(opened.policy, underwriter.acting)
    amended = perform(opened.policy, "amend", acting=underwriter.acting, key=key(), number="E-1",
                      effective_on="2026-10-01", sum_insured="210000000.00")  # fmt: skip
    approve(amended.proposal, acting=approver.acting, key=key())
    at("2028-01-01 09:00")
    let_time_act()
    return opened


def test_every_row_of_a_whole_story_is_what_its_records_make_it(told):
    assert {claim.state for claim in Claim.objects.all()} >= {"closed", "performed", "withdrawn", "routed_before_cover"}
    assert Policy.objects.get().items_ended_on is not None
    assert set(Subject.objects.values_list("kind", flat=True)) >= TOLD
    assert rows_that_differ() == {}
    assert broken_links() == []


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_identity_names_fields_that_are_there(kind):
    model = LIFECYCLES[kind].model
    fields = {field.attname for field in model._meta.concrete_fields}
    assert set(model.identity) <= fields
    assert "state" not in model.identity


def test_a_field_that_no_step_sets_is_found(home):
    """Somebody writes past the steps: the replay differs, and says where."""
    Unit.objects.filter(pk=home.pk).update(floor=9)
    assert rows_that_differ() == {(home.pk, "unit"): {"floor": (9, 1)}}
