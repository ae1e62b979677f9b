"""Every step of what the authorities keep can be taken, by who may, in its order, once."""

import pytest

from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.records.models import Record, Subject
from idi_platform.workflow.corrections import propose_correction
from regulators.models import CreditRecord, SupervisionMatter, ViolationCase
from tests.driving import whole
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db


def codes(refused):
    return [one.code for one in refused.value.refusals]


@pytest.fixture
def accused(developer):
    return developer.organisation.pk


def test_a_violation_is_answered_confirmed_and_sanctioned_by_two(driver, under, accused):
    """BJ-25-1: breaches are dealt with by the authority, within its powers."""
    opened = [("open", "regulator", {"code": "late_contract", "organisation_id": accused})]
    path = [
        *opened,
        ("answer", "developer", {}),
        ("confirm", "regulator", {}),
        ("sanction", "regulator", {"measure": "circular"}),
    ]
    violation = driver.drive(ViolationCase(subject=under()), path)
    assert (violation.state, violation.measure) == ("sanctioned", "circular")
    driver.starts_nowhere_else(violation)
    dismissed = [*opened, ("dismiss", "regulator", {})]
    assert driver.drive(ViolationCase(subject=under()), dismissed).state == "dismissed"
    whole("violation", path, dismissed)


def test_nobody_answers_for_another(driver, under, accused):
    violation = driver.drive(
        ViolationCase(subject=under()), [("open", "regulator", {"code": "late_contract", "organisation_id": accused})]
    )
    assert not ViolationCase.objects.visible_to(driver.acting("contractor")).exists()
    assert ViolationCase.objects.visible_to(driver.acting("developer")).get() == violation


def test_the_accused_takes_nothing_back_that_the_authority_has_found(driver, under, underwriter, handler):
    """The insurer sees what concerns it, and its desk corrects steps elsewhere."""
    path = [("open", "regulator", {"code": "late", "organisation_id": handler.organisation.pk})]
    violation = driver.drive(ViolationCase(subject=under()), [*path, ("confirm", "regulator", {})])
    assert ViolationCase.objects.visible_to(handler.acting).get() == violation
    for record in Record.objects.filter(subject=violation.pk):
        for player in (handler, underwriter):
            with pytest.raises(NotPermitted) as refused:
                propose_correction(
                    record, acting=player.acting, reason="不同意", annul=True, evidence=evidence_on(violation.pk)
                )
            assert refused.value.code == "correction.of_authority"


@pytest.mark.parametrize(
    ("model", "step", "facts"),
    [
        (ViolationCase, "open", {"code": "late_contract"}),
        (CreditRecord, "propose", {"organisation_id": 1, "kind": "bad"}),
        (SupervisionMatter, "open", {"kind": "order", "organisation_id": 1}),
    ],
)
def test_an_authority_opens_nothing_outside_its_divisions(driver, model, step, facts):
    """An organisation is no place: what hangs on no project names the place alone."""
    with pytest.raises(NotVisible):
        driver.take(model(subject=Subject(division_id="110106")), step, "regulator", **facts)
    assert not model.objects.exists()
    driver.take(model(subject=Subject(division_id="330302")), step, "regulator", **facts)
    assert model.objects.count() == 1


def test_a_violation_whose_holder_is_not_known_waits_for_the_authority(driver, under):
    violation = driver.drive(ViolationCase(subject=under()), [("open", "regulator", {"code": "late_contract"})])
    assert not ViolationCase.objects.visible_to(driver.acting("developer")).exists()
    assert driver.drive(violation, [("dismiss", "regulator", {})]).state == "dismissed"


def test_a_credit_record_is_heard_before_two_publish_it(driver, under, accused):
    path = [
        ("propose", "regulator", {"organisation_id": accused, "kind": "bad"}),
        ("hear", "regulator", {}),
        ("publish", "regulator", {"until": "2029-01-05"}),
        ("withdraw", "regulator", {}),
    ]
    record = driver.drive(CreditRecord(subject=under()), path)
    assert (record.state, str(record.until)) == ("withdrawn", "2029-01-05")
    driver.starts_nowhere_else(record)
    whole("credit_record", path)
    unheard = driver.drive(CreditRecord(subject=under()), path[:1])
    with pytest.raises(Refused) as refused:
        driver.take(unheard, "publish", "regulator", until="2029-01-05")
    assert codes(refused) == ["step.wrong_state"]


def test_a_matter_of_supervision_is_served_answered_and_settled(driver, under, accused):
    served = [
        ("open", "regulator", {"kind": "order", "organisation_id": accused, "answer_by": "2027-01-05"}),
        ("serve", "regulator", {}),
    ]
    rectified = [*served, ("answer", "developer", {}), ("rectify", "regulator", {}), ("close", "regulator", {})]
    matter = driver.drive(SupervisionMatter(subject=under()), rectified)
    assert (matter.state, matter.matter_kind) == ("closed", "order")
    driver.starts_nowhere_else(matter)
    sanctioned = [*served, ("sanction", "regulator", {})]
    assert driver.drive(SupervisionMatter(subject=under()), sanctioned).state == "sanctioned"
    whole("supervision_matter", rectified, sanctioned)
