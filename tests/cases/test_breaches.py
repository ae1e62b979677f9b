"""Facts in breach: recorded with their true date and evidence, listed with the broken gate, closed to the party."""

import re
from datetime import date

import pytest
from django.urls import reverse

from idi_platform.projects.models import Building, Unit
from idi_platform.records.models import Record
from idi_platform.records.words import texts_of
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.gates import GateDef
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.models import Violation
from policies.book import read_book
from policies.opening import open_book
from regulators.models import ViolationCase
from tests.asking import asked_by
from tests.cases.conftest import drawn
from tests.policies.books import bj_2
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db


GATE = {
    "check": {"happened": "building.complete"},
    "effect": "block",
    "clause": "BJ-5-3",
    "message": {"zh": "楼栋没有完工，不能备案", "en": "The building is not complete"},
}


@pytest.fixture
def _a_gate_stands(monkeypatch):
    """Let the city's text ask that a building is complete before its acceptance is filed; ours never was."""
    known = Law.gates_of
    asked = (GateDef.model_validate(GATE),)
    monkeypatch.setattr(
        Law, "gates_of", lambda law, step: asked if step.endswith("file_acceptance") else known(law, step)
    )


@pytest.fixture
def building(home, _a_gate_stands):
    return Building.objects.select_related("subject").get()


@pytest.fixture
def address(building):
    return reverse("cases_console:breach", args=[building.pk, "file_acceptance"])


@pytest.fixture
def sent(desk, address, building, proof):
    """The form filled in: filed long ago, as the receipt says."""
    return {
        **drawn(desk.get(address)),
        "happened_at": "2020-12-01T09:00",
        "filed_on": "2020-12-01",
        "reason": "住建部门备案系统查到的回执",
        "evidence": [proof(building.pk)],
    }


def test_a_fact_is_recorded_with_its_true_date_and_how_it_became_known(desk, address, sent):
    answer = desk.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Building.objects.get().filed_on == date(2020, 12, 1)
    record = Record.objects.get(name="building.file_acceptance")
    assert texts_of(record.reasons)["account"] == "住建部门备案系统查到的回执"
    assert record.reasons["in_breach"] == ["building.file_acceptance.BJ-5-3"]
    text = desk.get(reverse("cases_console:violations")).content.decode()
    assert "楼栋没有完工，不能备案" in text


def test_sent_twice_it_is_recorded_once(desk, address, sent):
    assert desk.post(address, sent).status_code == 302
    assert desk.post(address, sent).status_code == 302, "the same form is answered as before"
    other = {**sent, "key": "6f6f6f6f-0000-4000-8000-000000000009"}
    assert desk.post(address, other).status_code == 409, "the building has gone on"
    assert desk.get(address).status_code == 409
    assert Record.objects.filter(name="building.file_acceptance").count() == 1


@pytest.mark.parametrize(
    ("left_out", "said"), [("reason", "请填写：怎么知道的"), ("evidence", "需要证据"), ("filed_on", "请填写")]
)
def test_what_is_missing_is_said(desk, address, sent, left_out, said):
    sent.pop(left_out)
    answer = desk.post(address, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_has_not_happened_yet_is_no_fact(desk, address, sent):
    answer = desk.post(address, {**sent, "happened_at": "2030-01-01T09:00"})
    assert answer.status_code == 422
    assert "不能晚于现在" in answer.content.decode()


def test_from_another_state_and_for_an_act_there_is_no_form(desk, building):
    late = desk.get(reverse("cases_console:breach", args=[building.pk, "begin"]))
    assert late.status_code == 409
    assert re.search("承保员已在.{16,20}“.+”。请刷新页面看最新情况。", late.content.decode())
    assert desk.get(reverse("cases_console:breach", args=[building.pk, "plan"])).status_code == 404
    assert desk.get(reverse("cases_console:breach", args=[building.pk, "nothing"])).status_code == 404


def test_who_gets_to_the_form(as_player, address, building, other_insurer, accountant, owner, regulator_of_city):
    for player in (other_insurer, accountant, owner):
        assert as_player(player).get(address).status_code == 404
    behind = reverse("cases_regulator:breach", args=[building.pk, "file_acceptance"])
    assert as_player(regulator_of_city).get(behind).status_code == 200


def test_the_desk_is_led_to_no_breach_of_its_own_and_the_authority_is(desk, as_player, claim, regulator_of_city):
    page = desk.get(reverse("claims:console_step", args=[claim.number, "record_survey"])).content.decode()
    assert "补录违规事实" not in page
    assert desk.get(reverse("cases_console:breach", args=[claim.pk, "record_survey"])).status_code == 403
    behind = reverse("cases_regulator:breach", args=[claim.pk, "record_survey"])
    assert as_player(regulator_of_city).get(behind).status_code == 200


@pytest.fixture
def unaccepted(db, insurer_organisation, underwriter, approver, owner, at):
    """A home that is sold in a building which is not accepted; the law's own gate stands against giving its keys."""
    book = bj_2(insurer_organisation)
    sale = {"sold_on": "2020-03-01", "owners": [{"name": owner.person.name, "phone": owner.person.phone}]}
    book["buildings"][0].update(accepted_on=None, ranges=[], units=[{"number": "1-0101", "floor": 1, **sale}])
    at("2026-09-29 08:00")
    open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
    return Unit.objects.get()


def test_keys_given_too_early_are_recorded_on_the_console_under_the_shipped_law(desk, unaccepted):
    page = desk.get(reverse("cases_console:subject", args=[unaccepted.pk])).content.decode()
    address = reverse("cases_console:breach", args=[unaccepted.pk, "hand_over"])
    assert address in page
    filled = {
        **drawn(desk.get(address)),
        "happened_at": "2026-09-20T10:00",
        "handed_over_on": "2026-09-20",
        "reason": "业主持交房确认书来电",
        "evidence": evidence_on(unaccepted.pk),
    }
    assert desk.post(address, {**filled, "evidence": []}).status_code == 422
    answer = desk.post(address, filled)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Unit.objects.get().handed_over_on == date(2026, 9, 20)
    listed = desk.get(reverse("cases_console:violations")).content.decode()
    assert "楼栋还没有竣工验收合格" in listed


def test_a_fact_that_never_was_leaves_no_violation(desk, address, sent, building, proof, handler, approver):
    desk.post(address, sent)
    record, case = Record.objects.get(name="building.file_acceptance"), ViolationCase.objects.get()
    given = {"reason": "看错了楼栋", "evidence": [proof(building.pk)], "annul": True}
    proposal = propose_correction(record, acting=handler.acting, **given)
    done = approve_correction(proposal, acting=approver.acting)
    assert [(one.subject_id, one.name) for one in done.fallen] == [(case.pk, "violation.open")]
    assert ViolationCase.objects.get().state == ""
    assert "楼栋没有完工，不能备案" not in desk.get(reverse("cases_console:violations")).content.decode()


@pytest.fixture
def violation(building):
    record = Record.objects.get(name="building.accept")
    return Violation.objects.create(
        subject=building.subject,
        record=record,
        gate="x.y.BJ-5-3",
        clause="BJ-5-3",
        message="未签合同即验收",
        opened_at=record.recorded_at,
    )


def test_the_list_says_what_was_broken(
    violation, desk, as_player, regulator_of_city, regulator_elsewhere, other_insurer
):
    assert "未签合同即验收" in desk.get(reverse("cases_console:violations")).content.decode()
    behind = reverse("cases_regulator:violations")
    assert "未签合同即验收" in as_player(regulator_of_city).get(behind).content.decode()
    assert "未签合同即验收" not in as_player(regulator_elsewhere).get(behind).content.decode()
    listed = as_player(other_insurer).get(reverse("cases_console:violations")).content.decode()
    assert "未签合同即验收" not in listed


def test_the_list_costs_the_same_at_two_sizes(violation, desk):
    address = reverse("cases_console:violations")

    few = len(asked_by(desk, address))
    same = {"subject_id": violation.subject_id, "record_id": violation.record_id, "opened_at": violation.opened_at}
    Violation.objects.bulk_create(Violation(gate="x", message="又一项", **same) for _ in range(40))
    assert len(found := asked_by(desk, address)) == few, found


def test_pages_of_the_project_file_lead_to_records_and_facts(desk, building, opened, home):
    listed = desk.get(reverse("projects_console:projects")).content.decode()
    assert reverse("projects_console:project", args=[opened.project.pk]) in listed
    page = desk.get(reverse("projects_console:project", args=[opened.project.pk])).content.decode()
    assert reverse("cases_console:subject", args=[building.pk]) in page
    assert "2020年11月20日" in page
    subject = desk.get(reverse("cases_console:subject", args=[building.pk])).content.decode()
    record = Record.objects.get(name="building.accept")
    assert reverse("cases_console:correct", args=[record.pk]) in subject
    assert reverse("cases_console:breach", args=[building.pk, "file_acceptance"]) in subject
    policy = desk.get(reverse("policies:policy", args=[opened.policy.pk])).content.decode()
    assert reverse("cases_console:correct", args=[Record.objects.get(name="policy.draft").pk]) in policy


def test_the_project_file_is_there_for_whom_it_concerns(
    as_player, opened, building, other_insurer, accountant, regulator_of_city, regulator_elsewhere
):
    pages = [("projects_console:project", opened.project.pk), ("cases_console:subject", building.pk)]
    for name, pk in pages:
        for player in (other_insurer, accountant):
            assert as_player(player).get(reverse(name, args=[pk])).status_code == 404
    for name, pk in (("projects_regulator:project", opened.project.pk), ("cases_regulator:subject", building.pk)):
        assert as_player(regulator_of_city).get(reverse(name, args=[pk])).status_code == 200
        assert as_player(regulator_elsewhere).get(reverse(name, args=[pk])).status_code == 404


def test_every_kind_has_a_page(desk, claim, opened):
    from idi_platform.records.models import Subject

    for kind in ("project", "insured_object", "building", "unit", "common_part", "policy", "claim"):
        pk = Subject.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True).first()
        assert desk.get(reverse("cases_console:subject", args=[pk])).status_code == 200, kind


def test_a_correction_reaches_a_claims_record_too(desk, claim):
    assert Unit.objects.exists()
    page = desk.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    record = Record.objects.get(name="claim.file")
    assert reverse("cases_console:correct", args=[record.pk]) in page
    assert desk.get(reverse("cases_console:correct", args=[record.pk])).status_code == 200
