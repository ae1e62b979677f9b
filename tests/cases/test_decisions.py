"""Legal decisions: who may, what they let pass, what they supersede, and how far they reach."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from claims.models import Claim
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.workflow.decisions import passing, record_decision, refer_gates
from idi_platform.workflow.models import LegalDecision
from tests.asking import asked_by
from tests.cases.conftest import drawn
from tests.claims.conftest import LEAK
from tests.claims.test_budgets import many

pytestmark = pytest.mark.django_db
GATE = "claim.accept.cover_decided"
WORDS = {"ground": "两个项目结论一致，按防水工程办。", "source": "法务意见书 2026-17（演示）"}


UNCLEAR = replace(LEAK, item="", defect="", discovered_on=date(2028, 1, 8))


@pytest.fixture
def unclear(report, at):
    """A claim of which nobody can say yet what it falls under, on a day when one item is over and another is not."""
    at("2028-01-10 10:00")
    return Claim.objects.select_related("subject").get(pk=report(defect=UNCLEAR).claim.pk)


@pytest.fixture
def decide(approver):
    def made(claim, acting=None, **more):
        given = {"gate": GATE, "lets_pass": True, **WORDS, **more}
        return record_decision(aggregate=claim, acting=acting or approver.acting, **given)

    return made


def waits(claim):
    return {gate.code for gate in refer_gates(claim, clock.now()) if gate.is_waiting}


def test_a_decision_lets_the_step_pass(unclear, decide):
    assert GATE in waits(unclear)
    decide(unclear)
    assert GATE not in waits(unclear)


def test_a_decision_that_it_stays_changes_nothing(unclear, decide):
    decide(unclear, lets_pass=False)
    assert GATE in waits(unclear)


def test_a_later_decision_supersedes_the_earlier_which_is_kept(unclear, decide):
    first = decide(unclear)
    second = decide(unclear, lets_pass=False, ground="再看条文，不能办。")
    first.refresh_from_db()
    assert first.superseded_by == second
    assert GATE in waits(unclear)
    assert LegalDecision.objects.count() == 2


def test_the_same_decision_twice_is_one(unclear, decide):
    assert decide(unclear) == decide(unclear)


@pytest.mark.parametrize("missing", ["ground", "source"])
def test_it_needs_ground_and_source(unclear, decide, missing):
    with pytest.raises(BadInput) as raised:
        decide(unclear, **{missing: " "})
    assert list(raised.value.fields) == [missing]


def test_the_handler_does_not_decide(unclear, decide, handler):
    with pytest.raises(NotPermitted):
        decide(unclear, acting=handler.acting)


def test_another_insurer_does_not_even_see_it(unclear, decide, other_insurer):
    with pytest.raises(NotVisible):
        decide(unclear, acting=other_insurer.acting)


def test_a_gate_that_does_not_refer_takes_no_decision(unclear, decide):
    with pytest.raises(Refused):
        decide(unclear, gate="claim.accept.surveyed")


def test_one_for_all_like_it_reaches_the_insurers_other_cases_under_the_same_clause(unclear, decide, report, owner):
    other = Claim.objects.select_related("subject").get(pk=report(defect=replace(UNCLEAR, words="另一处")).claim.pk)
    decide(unclear)
    assert GATE in waits(other)
    made = decide(unclear, scope=LegalDecision.Scope.ALL_LIKE_IT)
    assert GATE not in waits(other)
    assert passing(other.subject, {GATE: "HZ-1-1"}) == frozenset(), "nothing is borrowed from another text"
    LegalDecision.objects.filter(pk=made.pk).update(organisation=None)
    assert GATE in waits(other), "nor from another insurer"


def test_the_case_itself_wins_over_all_like_it(unclear, decide, report):
    other = Claim.objects.select_related("subject").get(pk=report(defect=replace(UNCLEAR, words="另一处")).claim.pk)
    decide(unclear, lets_pass=False)
    decide(other, scope=LegalDecision.Scope.ALL_LIKE_IT)
    assert GATE not in waits(other)
    assert GATE in waits(unclear)


def test_the_claim_page_leads_the_approver_to_the_form(unclear, as_player, approver, handler):
    address = reverse("cases_console:decide", args=[unclear.pk])
    claim = reverse("claims:console_claim", args=[unclear.number])
    assert f"{address}?gate={GATE}" in as_player(approver).get(claim).content.decode()
    text = as_player(handler).get(claim).content.decode()
    assert address not in text
    assert "由复核人决定" in text


def test_the_form_records_and_the_register_shows(unclear, as_player, approver):
    client = as_player(approver)
    address = reverse("cases_console:decide", args=[unclear.pk])
    page = client.get(f"{address}?gate={GATE}")
    sent = {"key": drawn(page)["key"], "gate": GATE, "answer": "pass", "scope": "case"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, **WORDS}).status_code == 302
    assert client.post(address, {**sent, **WORDS}).status_code == 302
    assert LegalDecision.objects.count() == 1
    text = client.get(reverse("cases_console:decisions")).content.decode()
    assert WORDS["ground"] in text
    assert WORDS["source"] in text
    assert "可以办" in text


def test_who_gets_to_the_form(unclear, as_player, handler, other_insurer, regulator_of_city, regulator_elsewhere):
    address = reverse("cases_console:decide", args=[unclear.pk])
    assert as_player(handler).get(address).status_code == 403
    assert as_player(other_insurer).get(address).status_code == 404
    behind = reverse("cases_regulator:decide", args=[unclear.pk])
    assert as_player(regulator_of_city).get(behind).status_code == 403, "the text names the insurer's legal"
    assert as_player(regulator_elsewhere).get(behind).status_code == 404


def test_where_nothing_asks_the_form_says_so(opened, as_player, approver):
    address = reverse("cases_console:decide", args=[opened.project.pk])
    assert as_player(approver).get(address).status_code == 409


def test_another_insurers_register_is_empty(unclear, decide, as_player, other_insurer):
    decide(unclear)
    assert WORDS["ground"] not in as_player(other_insurer).get(reverse("cases_console:decisions")).content.decode()


def test_the_register_costs_the_same_at_two_sizes(unclear, decide, as_player, approver):
    made = decide(unclear)
    client, address = as_player(approver), reverse("cases_console:decisions")

    few = len(asked_by(client, address))
    many(unclear, 40)
    same = {
        "ground_words_id": made.ground_words_id,
        "gate": GATE,
        "lets_pass": True,
        "decided_by_id": made.decided_by_id,
        "decided_at": made.decided_at,
    }
    LegalDecision.objects.bulk_create(LegalDecision(subject_id=one.pk, **same) for one in Claim.objects.all())
    assert len(found := asked_by(client, address)) == few, found
