"""Under a text that is only YAML a contract binds, and a claim goes from the report to the last fen.

12 May 2032 is the first day of cover. 5 July 2032 is a Monday; no holiday falls into that month.
"""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from claims import actions
from claims.actions import Defect
from claims.codes import Cause, LineKind, Mode, Place, Severity
from claims.models import Claim, FundDraw, Payment
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.models import Stage
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.models import Binding
from idi_platform.workflow.decisions import record_decision
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.sectioned import drafter_for
from idi_platform.workflow.world import world_of
from policies.models import ConsentRound, CoverRow
from regulators.models import Filing
from riskmgmt.models import Engagement, Inspection
from tests.claims.conftest import at
from tests.proofs import evidence_on
from tests.rulebooks.sixth import book_of, build, key, publish_sixth
from tests.standing import beginning

__all__ = ["at"]
pytestmark = pytest.mark.django_db
ROLES = (
    "underwriter", "approver", "handler", "surveyor", "accountant", "developer", "contractor", "agency", "stranger",
)  # fmt: skip
MONDAY = "2032-07-05 10:00:00"


@pytest.fixture
def players(request, tmp_path):
    publish_sixth(tmp_path)
    return {who: request.getfixturevalue(who) for who in ROLES}


@pytest.fixture
@beginning
def town(players, at):
    at("2032-07-05 09:00:00")
    return build(players)


@pytest.fixture
@beginning
def claim(town, at):
    """A draughty window, reported on a Monday morning by the owner of 101."""
    at(MONDAY)
    draught = Defect(
        place=Place.WINDOW,
        item="windows",
        defect="draught",
        severity=Severity.UNLIVABLE,
        discovered_on=date(2032, 7, 3),
        words="窗扇关不上，下雨进水。",
    )
    filed = actions.report_defect(acting=town.acting("101"), key=key(), at=town.homes[0], defect=draught)
    return fresh(filed.claim)


@pytest.fixture
def take(town):
    def step(claim, name, who, **facts):
        return actions.take(fresh(claim), name, acting=town.acting(who), key=key(), **facts)

    return step


@pytest.fixture
def agree(town):
    def second(done):
        actions.approve_proposal(acting=town.acting("approver"), key=key(), proposal=done.proposal)

    return second


@pytest.fixture
def surveyed(claim, take, town, at):
    at("2032-07-06 15:00:00")
    seen = evidence_on(claim.pk, town.acting("surveyor"))
    take(claim, "record_survey", "surveyor", words="窗框变形。", evidence_ids=seen, cause=Cause.CONSTRUCTION)
    return claim


def fresh(claim):
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def due(subject_id, name):
    """The last good second, in Shanghai."""
    row = Clock.objects.get(subject_id=subject_id, name=name)
    return row.due_at.isoformat(), row.state


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


def covered(evidence, **more):
    return {
        "words": "窗框安装偏差。", "item": "windows", "clauses": ["SX-2-4"], "cause": Cause.CONSTRUCTION,
        "benchmark": "standard", "evidence_ids": evidence, **more,
    }  # fmt: skip


WARNED = {"claim.accept.two_pieces": "一张照片已能看清窗框变形。"}


def accept(claim, take, agree, evidence, **more):
    agree(take(claim, "accept", "handler", **covered(evidence), reasons=WARNED, **more))


def test_a_contract_is_a_candidate_until_its_permit_and_bound_for_life_after_it(players, at):
    at("2030-05-04 09:00:00")
    town = build(players, without_permit, owners=())
    insured = town.opened.insured_object
    row = Binding.objects.get(insured_object_id=insured.pk)
    assert (row.outcome, row.edition.code) == ("candidate", "sixth-2030")
    at("2030-05-06 09:00:00")
    town.take(insured, "obtain_construction_permit", "underwriter", permit_issued_on="2030-05-06", permit="SX-P-1")
    row.refresh_from_db()
    assert (row.outcome, row.edition.code) == ("bound", "sixth-2030")
    assert rulebook_for(insured.pk).id == "sixth-2030"


def without_permit(*organisations):
    """The book on the day after the application, with one home that nobody has bought."""
    book = book_of(*organisations)
    book["insured_object"]["permit"] = {"applied_on": "2030-05-02"}
    book["policy"] |= {"receipts": [], "issued_on": None}
    book["buildings"] = [{"number": "1", "name": "1号楼", "units": [{"number": "101"}]}]
    return book


def test_cover_is_counted_from_the_filing_and_ends_item_by_item(town):
    rows = CoverRow.objects.filter(policy=town.policy).order_by("item")
    assert [(row.item, row.group, row.starts_on, row.ends_on) for row in rows] == [
        ("frame", "core", date(2032, 5, 12), date(2044, 5, 12)),
        ("windows", "outer", date(2032, 5, 12), date(2035, 5, 12)),
    ]


def test_a_claim_from_the_report_to_its_end(town, claim, surveyed, take, agree, at):
    assert claim.number.startswith("SX")
    at("2032-07-12 23:59:59")
    seen = evidence_on(claim.pk, town.acting("handler"), "white")
    accept(claim, take, agree, seen)
    assert fresh(claim).state == "accepted"
    assert due(claim.pk, "claim.determination") == ("2032-07-12T16:00:00+00:00", "met")
    take(claim, "offer_settlement", "handler", words="换窗扇。", cash="4200.00")
    at("2032-07-14 10:00:00")
    actions.accept_offer(acting=town.acting("101"), key=key(), claim=fresh(claim), mode=Mode.CASH)
    with pytest.raises(Refused) as refused:
        take(claim, "pay", "handler", lines=[{"kind": LineKind.INDEMNITY, "amount": Decimal("4200.00")}])
    assert codes(refused) == {"claim.pay.insured_agreed"}
    at("2032-07-15 10:00:00")
    signed = evidence_on(claim.pk, town.acting("handler"), "black")
    take(claim, "agree", "handler", party="insured", mode=Mode.CASH, amount="4200.00", evidence_ids=signed)
    assert due(claim.pk, "claim.performance") == ("2032-07-21T16:00:00+00:00", "open")
    at("2032-07-21 23:59:59")
    agree(take(claim, "pay", "handler", lines=[{"kind": LineKind.INDEMNITY, "amount": Decimal("4200.00")}]))
    assert due(claim.pk, "claim.performance")[1] == "met"
    assert Payment.objects.get(claim=claim).amount == Decimal("4200.00")
    take(claim, "close", "handler")
    assert fresh(claim).state == "closed"


def test_the_fifth_working_day_ends_to_the_second(claim, at):
    sweep(at("2032-07-12 23:59:59"))
    row = Clock.objects.get(subject_id=claim.pk, name="claim.determination")
    assert (row.state, row.breached_at) == ("open", None)
    sweep(at("2032-07-13 00:00:00"))
    row.refresh_from_db()
    assert row.breached_at.isoformat() == "2032-07-12T16:00:00+00:00"


def test_the_contract_excludes_the_roll_off_a_rest_day(town, at):
    """Three days from a Wednesday end on Saturday, and stay there."""
    at("2032-07-07 12:00:00")
    sagging = Defect(
        place=Place.BALCONY, item="frame", defect="sagging", discovered_on=date(2032, 7, 7), words="下挠。"
    )
    filed = actions.report_defect(acting=town.acting("102"), key=key(), at=town.homes[1], defect=sagging).claim
    assert due(filed.pk, "claim.survey") == ("2032-07-10T16:00:00+00:00", "open")


def test_one_piece_of_evidence_needs_a_reason_and_a_second_person(town, surveyed, take, agree):
    seen = evidence_on(surveyed.pk, town.acting("handler"), "white")
    with pytest.raises(Refused) as refused:
        take(surveyed, "accept", "handler", **covered(seen))
    assert codes(refused) == {"claim.accept.two_pieces"}
    proposed = take(surveyed, "accept", "handler", **covered(seen), reasons=WARNED)
    assert fresh(surveyed).state == "filed"
    with pytest.raises(NotPermitted):
        actions.approve_proposal(acting=town.acting("handler"), key=key(), proposal=proposed.proposal)
    agree(proposed)
    assert fresh(surveyed).state == "accepted"


def test_another_cause_waits_for_a_legal_decision(town, surveyed, take, agree):
    seen = evidence_on(surveyed.pk, town.acting("handler"), "white")
    other = covered(seen, cause=Cause.OTHER)
    with pytest.raises(Refused) as refused:
        take(surveyed, "accept", "handler", **other, reasons=WARNED)
    assert codes(refused) == {"claim.accept.cause_named"}
    said = {"gate": "claim.accept.cause_named", "ground": "温差变形属于安装缺陷。", "source": "法务意见 2032-6（演示）"}
    with pytest.raises(NotPermitted):
        record_decision(aggregate=fresh(surveyed), acting=town.acting("handler"), lets_pass=True, **said)
    record_decision(aggregate=fresh(surveyed), acting=town.acting("approver"), lets_pass=True, **said)
    agree(take(surveyed, "accept", "handler", **other, reasons=WARNED))
    assert fresh(surveyed).state == "accepted"


def test_a_paper_that_no_app_knows_is_drawn_from_its_sections(town, surveyed, take, agree):
    accept(surveyed, take, agree, evidence_on(surveyed.pk, town.acting("handler"), "white"))
    owed = list(Paper.objects.filter(subject_id=surveyed.pk, code="comfort_letter").order_by("pk"))
    told = {(paper.recipient_person_id, paper.recipient_organisation_id) for paper in owed}
    assert told == {(town.players["101"].person.pk, None), (None, town.players["developer"].organisation.pk)}
    with default_storage.open(str(produce(owed[0].pk).file)) as file:
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file.read())).pages)
    for part in ("门窗安抚函", "这一次属于保险责任", "门窗三年", "第八条第四款", "sixth-2030", "六合里（演示）"):
        assert part in text, part


def test_a_paper_is_not_drawn_where_the_text_does_not_ask_for_it_or_it_cannot_be_filled(town, claim, take):
    paper = rulebook_for(town.opened.insured_object.pk).papers["comfort_letter"]
    filed = Record.objects.get(subject=claim.pk, name="claim.file")
    moment = Moment(filed.occurred_at, filed.recorded_at, filed.acting)
    happened = Happened(fresh(claim), filed, NoFacts(), moment, None)
    world = world_of(fresh(claim), clock.now())
    empty = paper.model_copy(update={"required": ("item_and_clause",)})
    assert list(drafter_for("comfort_letter", empty)(happened, world)) == []
    filled = paper.model_copy(update={"required": ("plain_words",)})
    (letter, copy) = drafter_for("comfort_letter", filled)(happened, world)
    assert letter.data["plain_words"] == "2032年7月5日：报案。"
    assert drafter_for("comfort_letter", paper.model_copy(update={"required": ()})) is None
    assert copy.recipient_organisation_id == town.players["developer"].organisation.pk


def test_an_urgent_case_is_filed_within_two_working_days(town, surveyed, take, agree, at):
    at("2032-07-08 16:00:00")
    accept(surveyed, take, agree, evidence_on(surveyed.pk, town.acting("handler"), "white"))
    filing = Filing.objects.select_related("subject").get()
    assert (filing.code, filing.state) == ("claim_report", "owed")
    assert due(filing.pk, "filing.claim_report") == ("2032-07-12T16:00:00+00:00", "open")
    at("2032-07-12 23:59:59")
    handed_in = evidence_on(filing.pk, town.acting("handler"))
    town.take(filing, "submit", "handler", evidence_ids=handed_in)
    assert due(filing.pk, "filing.claim_report")[1] == "met"
    town.take(filing, "acknowledge", "regulator", number="示收〔2032〕1号")
    assert Filing.objects.get().state == "acknowledged"


def test_two_thirds_of_the_buyers_carry_a_change(town):
    asked = ConsentRound(subject=town.beside(insured_object_id=town.opened.insured_object.pk, policy_id=town.policy.pk))
    asked = ConsentRound.objects.get(pk=town.take(asked, "open", "underwriter", purpose="amend").subject_id)
    change = {"number": "E-1", "effective_on": "2032-08-01", "terms": {"service.survey": 36}}
    for home, who in zip(town.homes[:2], ("101", "102"), strict=True):
        for target, step, facts in ((asked, "complete", {}), (town.policy, "amend", change)):
            with pytest.raises(Refused) as refused:
                town.take(target, step, "underwriter", **facts)
            assert codes(refused) == {f"{target.kind}.{step}.two_thirds"}
        town.take(asked, "record_consent", who, unit_id=home.pk, person_id=town.players[who].person.pk)
    town.take(asked, "complete", "underwriter")
    town.take(town.policy, "amend", "underwriter", **change)
    assert town.policy.terms["service.survey"] == 36
    assert ConsentRound.objects.get().state == "used"


def draw(town, **more):
    home = town.homes[0]
    links = {"insured_object_id": home.subject.insured_object_id, "building_id": home.building_id, "unit_id": home.pk}
    return FundDraw(subject=town.beside(**links, **more))


def test_the_fund_is_drawn_inside_its_windows_and_up_to_what_was_provided(town, at):
    at("2032-05-11 23:59:59")
    town.take(town.opened.project, "provide_fund", "developer", on="2031-01-05", amount="600000.00")
    record = town.take(draw(town), "request_draw", "institution", event="leak", amount="600000.00")
    first = FundDraw.objects.select_related("subject").get(pk=record.subject_id)
    with pytest.raises(Refused) as refused:
        town.take(draw(town), "request_late_draw", "institution", event="leak", amount="1.00")
    assert codes(refused) == {"fund.request_late_draw.window"}
    town.take(first, "approve", "institution")
    town.take(first, "pay", "institution")
    assert due(first.pk, "fund.replenishment") == ("2032-05-25T16:00:00+00:00", "open")
    second = town.take(draw(town), "request_draw", "institution", event="leak", amount="0.01").subject_id
    with pytest.raises(Refused) as refused:
        town.take(FundDraw.objects.select_related("subject").get(pk=second), "approve", "institution")
    assert codes(refused) == {"fund.approve.cap"}
    at("2032-05-12 00:00:00")
    with pytest.raises(Refused) as refused:
        town.take(draw(town), "request_draw", "institution", event="leak", amount="1.00")
    assert codes(refused) == {"fund.request_draw.window"}
    at("2036-05-12 23:59:59")
    town.take(draw(town), "request_late_draw", "institution", event="leak", amount="1.00")
    at("2036-05-13 00:00:00")
    with pytest.raises(Refused):
        town.take(draw(town), "request_late_draw", "institution", event="leak", amount="1.00")


def test_a_stage_owes_two_visits_in_a_quarter(town, at):
    chosen = {"organisation_id": town.players["agency"].organisation.pk, "has_own_contract": True}
    engaged = town.take(Engagement(subject=town.beside()), "select", "underwriter", **chosen).subject_id
    stage = Stage(subject=town.beside(), project=town.opened.project)
    stage = Stage.objects.get(pk=town.take(stage, "plan", "agency", code="frame").subject_id)
    town.take(stage, "begin", "agency", on="2032-01-10")
    for day in ("2032-01-20", "2032-03-02", "2032-04-20"):
        inspection = Inspection(subject=town.beside(engagement_id=engaged))
        planned = town.take(inspection, "plan", "agency", kind="process", planned_on=day, stage="frame")
        visit = Inspection.objects.select_related("subject").get(pk=planned.subject_id)
        town.take(visit, "carry_out", "agency", on=day, persons=2)
    sweep(at("2032-07-05 10:00:00"))
    rows = Clock.objects.filter(subject_id=stage.pk, name="inspection.by_quarter").order_by("period")
    assert [(row.period, row.state, row.breached_at is not None) for row in rows] == [
        ("2032Q1", "met", False),
        ("2032Q2", "overdue", True),
        ("2032Q3", "open", False),
    ]
