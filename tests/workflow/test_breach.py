"""Facts in breach, warnings, questions for a lawyer, hints: what each effect of a gate does to a step (rule R2).

The gates are a test revision of Beijing's text; the shipped one has none on a report yet.
"""

from datetime import date

import pytest

from claims import actions
from claims.cover import cover_of
from claims.models import Claim
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.projects.actions import accept_building, report
from idi_platform.projects.models import Building, Unit
from idi_platform.records.models import Record, Subject
from idi_platform.records.words import keep, texts_of
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.decisions import passing
from idi_platform.workflow.models import LegalDecision, Violation
from idi_platform.workflow.offers import steps_for
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Performed, Proposed
from policies.book import read_book
from policies.models import CoverRow
from policies.opening import open_book
from tests.cast import member
from tests.claims.conftest import LEAK, key
from tests.policies.books import bj_2
from tests.proofs import evidence_on
from tests.rulebooks.gates import with_gates
from tests.standing import beginning

pytestmark = pytest.mark.django_db
D = date.fromisoformat
GATES = """
  building.accept:
    - code: begun
      check: {fact: building.begun_on, exists: true}
      effect: block
      clause: BJ-10-4
      message: {zh: 开工还没有登记，不能验收, en: The start of works is not recorded}
    - code: in_the_area
      check: {not: {fact: building.use, is: workshop}}
      effect: refer
      decided_by: authority
      clause: BJ-2-2
      message: {zh: 厂房是否属于本办法的范围，须由主管部门认定, en: Whether a workshop is in scope is for the authority}
  claim.authorise_emergency_repair:
    - code: seen
      check: {happened: claim.record_survey}
      effect: warn
      clause: BJ-23-2
      message: {zh: 一般应当先看现场, en: As a rule the place is looked at first}
  claim.note:
    - code: cause_known
      check: {fact: claim.cause, exists: true}
      effect: refer
      decided_by: legal
      clause: BJ-2-3b
      message: {zh: 原因不明时怎么记，条文没有规定, en: The text is silent}
  claim.declare_emergency:
    - code: look_again
      check: {fact: claim.moisture, exists: true}
      effect: hint
      clause: BJ-23-2
      message: {zh: 还没有测含水率, en: The moisture was not measured}
"""


@pytest.fixture
@beginning
def estate(insurer_organisation, owner, underwriter, approver, developer, at):
    """A book under the test revision, its building not accepted yet; it is 2026-09-29."""
    body = load_shipped("beijing-2019").body
    publish(load_body(with_gates(body, GATES)), reason="test", approver="test")
    book = bj_2(insurer_organisation)
    book["project"]["parties"] = {"developer": developer.organisation.uscc}
    sale = {"sold_on": "2020-03-01", "owners": [{"name": owner.person.name, "phone": owner.person.phone}]}
    book["buildings"][0].update(accepted_on=None, ranges=[], units=[{"number": "1-0101", "floor": 1, **sale}])
    at("2026-09-29 08:00")
    return open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)


@pytest.fixture
def building(estate):
    return Building.objects.select_related("subject").get()


@pytest.fixture
@beginning
def claim(estate, owner):
    unit = Unit.objects.select_related("subject", "building").get()
    filed = actions.report_defect(acting=owner.acting, key=key(), at=unit, defect=LEAK).claim
    return Claim.objects.select_related("subject").get(pk=filed.pk)


def accept(building, player, day="2024-09-20", **how):
    return accept_building(acting=player.acting, key=key(), building=building, accepted_on=D(day), **how)


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


# --- A fact of the world ---


def test_the_ordinary_way_is_refused_with_the_article(building, developer, underwriter):
    for player in (developer, underwriter):
        with pytest.raises(Refused) as refused:
            accept(building, player)
        (refusal,) = refused.value.refusals
        assert (refusal.code, refusal.clause, refusal.effect) == ("building.accept.begun", "BJ-10-4", "block")
    assert Building.objects.get().accepted_on is None
    assert not Violation.objects.exists()


@pytest.mark.parametrize("who", ["regulator_of_city", "handler", "underwriter"])
def test_what_has_happened_is_recorded_by_authority_or_insurer_with_evidence(building, who, request, owner):
    player = request.getfixturevalue(who)
    proof = evidence_on(building.pk)
    done = accept(building, player, in_breach=True, evidence=proof)
    assert isinstance(done, Performed)
    record = Record.objects.get(pk=done.record.pk)
    assert record.reasons["in_breach"] == ["building.accept.begun"]
    assert record.facts["evidence"] == proof
    assert "BJ-10-4" in record.clauses
    violation = Violation.objects.get()
    assert (violation.gate, violation.clause, violation.record_id) == ("building.accept.begun", "BJ-10-4", record.pk)
    assert violation.opened_at == clock.now()
    assert "开工" in violation.message


def test_cover_limits_and_the_owners_rights_run_from_the_true_day(building, regulator_of_city, owner, at):
    accept(building, regulator_of_city, "2024-09-20", in_breach=True, evidence=evidence_on(building.pk))
    row = CoverRow.objects.get(item="waterproofing")
    assert (row.starts_on, row.ends_on) == (D("2026-09-20"), D("2031-09-20"))
    filing = Clock.objects.get(name="building.filing")
    assert clock.local_date(filing.started_at) == D("2024-09-20")
    assert filing.due_at < clock.now()
    unit = Unit.objects.select_related("subject", "building").get()
    filed = actions.report_defect(acting=owner.acting, key=key(), at=unit, defect=LEAK).claim
    assert filed.state == "filed"
    assert cover_of(Claim.objects.select_related("subject").get(pk=filed.pk)).state == "covered"
    assert Clock.objects.get(subject=filed.pk, name="claim.determination").state == "open"


@pytest.mark.parametrize("code", ["in_breach", "entered_late"])
def test_nobody_writes_under_what_the_platform_says_itself(building, developer, code):
    with pytest.raises(BadInput) as bad:
        perform(
            building, "accept", acting=developer.acting, key="k", accepted_on=D("2024-09-20"), reasons={code: "像违规"}
        )
    assert bad.value.code == "step.reserved_reason"
    assert list(bad.value.fields) == [code]


def test_the_party_in_breach_does_not_record_it_alone_nor_anybody_without_evidence(
    building, developer, regulator_of_city, regulator_elsewhere, other_insurer
):
    with pytest.raises(NotPermitted):
        accept(building, developer, in_breach=True, evidence=evidence_on(building.pk))
    for stranger in (regulator_elsewhere, other_insurer):
        with pytest.raises(NotVisible):
            accept(building, stranger, in_breach=True, evidence=evidence_on(building.pk))
    with pytest.raises(BadInput) as bad:
        accept(building, regulator_of_city, in_breach=True)
    assert set(bad.value.fields) == {"evidence"}
    assert Building.objects.get().accepted_on is None


def test_breach_passes_neither_the_order_of_states_nor_plain_sense(building, regulator_of_city):
    with pytest.raises(Refused) as refused:
        accept(building, regulator_of_city, "2027-01-01", in_breach=True, evidence=evidence_on(building.pk))
    assert codes(refused) == {"report.in_future"}
    accept(building, regulator_of_city, in_breach=True, evidence=evidence_on(building.pk))
    with pytest.raises(Refused) as refused:
        accept(building, regulator_of_city, in_breach=True, evidence=evidence_on(building.pk))
    assert codes(refused) == {"step.wrong_state"}


def test_an_act_of_the_platform_is_never_recorded_in_breach(claim, regulator_of_city, handler):
    for step, facts in (("withdraw", {}), ("declare_complex", {"reason": "hidden_cause"})):
        for player in (regulator_of_city, handler):
            with pytest.raises(Refused) as refused:
                perform(
                    claim,
                    step,
                    acting=player.acting,
                    key=key(),
                    in_breach=True,
                    evidence=evidence_on(claim.pk),
                    **facts,
                )
            assert codes(refused) == {"breach.not_a_report"}


def test_once_the_duty_is_done_the_ordinary_way_is_open(building, developer):
    report(building, "begin", acting=developer.acting, key=key(), on=D("2019-08-01"))
    accept(building, developer)
    assert Building.objects.get().state == "accepted"
    assert not Violation.objects.exists()


# --- A warning ---


def authorise(claim, player, **reasons):
    return perform(claim, "authorise_emergency_repair", acting=player.acting, key=key(), reasons=reasons)


def test_a_warning_asks_for_a_reason_and_a_second_person(claim, handler, approver):
    code = "claim.authorise_emergency_repair.seen"
    offer = {offer.name: offer for offer in steps_for(claim, handler.acting)}["authorise_emergency_repair"]
    assert (offer.state, [warning.clause for warning in offer.warnings]) == ("allowed_with_reasons", ["BJ-23-2"])
    for reasons in ({}, {code: "  "}):
        with pytest.raises(Refused) as refused:
            authorise(claim, handler, **reasons)
        assert codes(refused) == {code}
    waiting = authorise(claim, handler, **{code: "水已经漫到电箱，来不及先看"})
    assert isinstance(waiting, Proposed)
    with pytest.raises(NotPermitted):
        approve(waiting.proposal, acting=handler.acting, key=key())
    done = approve(waiting.proposal, acting=approver.acting, key=key())
    record = Record.objects.get(pk=done.record.pk)
    assert texts_of(record.reasons) == {code: "水已经漫到电箱，来不及先看"}
    assert record.clauses == ["BJ-23-2"]
    assert (record.acting["maker"]["person"], record.acting["person"]) == (handler.person.pk, approver.person.pk)


def test_without_the_cause_of_the_warning_one_person_is_enough(claim, handler, surveyor):
    perform(claim, "record_survey", acting=surveyor.acting, key=key(), item="waterproofing")
    assert isinstance(authorise(claim, handler), Performed)


# --- A question the text leaves open ---


def note(claim, player):
    return perform(claim, "note", acting=player.acting, key=key())


def decision(claim, player, scope, *, lets_pass=True, clause="BJ-2-3b"):
    ground = keep("原因不影响记录", subject_id=claim.pk, acting=player.acting, at=clock.now())
    return LegalDecision.objects.create(
        subject=claim.subject, gate="claim.note.cause_known", clause=clause, scope=scope, lets_pass=lets_pass,
        ground_words=ground, source="法务意见（演示）1号", decided_by=player.person,
        organisation=player.organisation, decided_at=clock.now(),
    )  # fmt: skip


def test_what_is_referred_waits_for_a_decision_and_limits_run_on(claim, handler, approver):
    with pytest.raises(Refused) as refused:
        note(claim, handler)
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.clause, refusal.effect) == ("claim.note.cause_known", "BJ-2-3b", "refer")
    assert Clock.objects.get(subject=claim.pk, name="claim.determination").state == "open"
    decision(claim, approver, "case", lets_pass=False)
    with pytest.raises(Refused):
        note(claim, handler)


def test_a_decision_on_the_case_reaches_no_other_and_one_on_all_like_it_reaches_all(claim, handler, approver, owner):
    unit = Unit.objects.select_related("subject", "building").get()
    other = actions.report_defect(acting=owner.acting, key=key(), at=unit, defect=LEAK).claim
    decision(claim, approver, "case")
    assert isinstance(note(claim, handler), Performed)
    with pytest.raises(Refused):
        note(other, handler)
    decision(claim, approver, "all")
    assert isinstance(note(other, handler), Performed)


def test_a_superseded_decision_lets_nothing_pass(claim, handler, approver):
    first = decision(claim, approver, "case")
    LegalDecision.objects.filter(pk=first.pk).update(superseded_by=decision(claim, approver, "case", lets_pass=False))
    with pytest.raises(Refused):
        note(claim, handler)


def test_a_report_that_waits_for_a_decision_is_recorded_in_breach(estate, building, underwriter, regulator_of_city):
    """The question stays open in the register; the day of acceptance is not lost."""
    shed = Building.objects.get()
    report(shed, "begin", acting=underwriter.acting, key=key(), on=D("2019-08-01"))
    Building.objects.filter(pk=shed.pk).update(use="workshop")
    with pytest.raises(Refused) as refused:
        accept(shed, underwriter)
    assert codes(refused) == {"building.accept.in_the_area"}
    accept(shed, regulator_of_city, in_breach=True, evidence=evidence_on(shed.pk))
    assert [violation.gate for violation in Violation.objects.all()] == ["building.accept.in_the_area"]


@pytest.mark.parametrize(
    ("jurisdiction", "reaches"), [("110000", True), ("110105", True), ("110108", False), ("310000", False)]
)
def test_an_authoritys_decision_on_all_like_it_reaches_as_far_as_its_jurisdiction(building, jurisdiction, reaches):
    officer, asked = member(Role.regulator, division=jurisdiction), {"building.accept.in_the_area": "BJ-2-2"}
    elsewhere = Subject.objects.create(kind="building", division_id=jurisdiction)
    ground = keep("厂房同住宅一体设计", subject_id=elsewhere.pk, acting=officer.acting, at=clock.now())
    LegalDecision.objects.create(
        subject=elsewhere, gate=next(iter(asked)), clause="BJ-2-2", scope="all", lets_pass=True, ground_words=ground,
        source="复函（演示）2号", decided_by=officer.person, organisation=officer.organisation, decided_at=clock.now(),
    )  # fmt: skip
    assert building.subject.division_id == "110105"
    assert bool(passing(building.subject, asked)) is reaches


# --- A hint ---


def test_a_hint_is_shown_and_holds_nothing_up(claim, owner, handler):
    offer = {offer.name: offer for offer in steps_for(claim, owner.acting)}["declare_emergency"]
    assert (offer.state, [hint.clause for hint in offer.hints]) == ("allowed", ["BJ-23-2"])
    done = perform(claim, "declare_emergency", acting=owner.acting, key=key())
    assert isinstance(done, Performed)
    assert done.record.clauses == []


def test_no_role_passes_a_block_by_itself(building):
    keepers = (Role.underwriter, Role.developer)
    for role in keepers:
        player = member(role)
        with pytest.raises((NotVisible, NotPermitted, Refused)):
            accept(building, player)
    assert Building.objects.get().state == "planned"
