"""Evidence by number lies in the file of what it is cited for; what is made up or lies elsewhere is refused by name."""

import uuid
from datetime import date, timedelta

import pytest

from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.models import Building
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import propose_correction
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import perform
from tests.claims.conftest import key
from tests.proofs import evidence_on, photograph

pytestmark = pytest.mark.django_db
MADE_UP = 999_999


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


@pytest.fixture(params=["made_up", "elsewhere", "draft"])
def foreign(request, claim, handler):
    """A number that is no evidence of the claim: never given, in another file, in no file yet."""
    if request.param == "made_up":
        return MADE_UP
    if request.param == "elsewhere":
        return evidence_on(claim.subject.unit_id)[0]
    draft = receive(photograph(), acting=handler.acting, kind="photo", draft=uuid.uuid4())
    return draft.pk


def test_a_late_entry_rests_on_evidence_of_its_own_case(claim, surveyor, foreign, at):
    at("2026-10-10 09:00")
    late = {"occurred_at": clock.now() - timedelta(days=3), "reasons": {"late_entry": "补录"}}
    with pytest.raises(Refused) as refused:
        perform(claim, "record_survey", acting=surveyor.acting, key=key(), evidence=[foreign], **late)
    assert codes(refused) == ["evidence.not_in_file"]
    assert str(foreign) in refused.value.refusals[0].message
    own = evidence_on(claim.pk)
    with pytest.raises(Refused):
        perform(claim, "record_survey", acting=surveyor.acting, key=key(), evidence=[*own, foreign], **late)
    perform(claim, "record_survey", acting=surveyor.acting, key=key(), evidence=own, **late)
    assert Proposal.objects.get().evidence == own


def test_a_fact_in_breach_rests_on_evidence_of_its_own_subject(claim, regulator_of_city, foreign):
    building = Building.objects.select_related("subject").get()
    with pytest.raises(Refused) as refused:
        perform(building, "file_acceptance", acting=regulator_of_city.acting, key=key(), in_breach=True,
                evidence=[foreign], filed_on=date(2020, 12, 1))  # fmt: skip
    assert codes(refused) == ["evidence.not_in_file"]
    assert Building.objects.get().filed_on is None


def test_a_correction_rests_on_evidence_of_what_it_corrects(claim, handler, foreign):
    record = Record.objects.get(name="claim.file", subject=claim.pk)
    given = {"acting": handler.acting, "reason": "听错了", "facts": {"discovered_on": date(2026, 9, 1)}}
    with pytest.raises(Refused) as refused:
        propose_correction(record, evidence=[foreign], **given)
    assert codes(refused) == ["evidence.not_in_file"]
    propose_correction(record, evidence=evidence_on(claim.pk), **given)


def test_corrected_facts_rest_on_evidence_of_the_case_too(claim, handler, foreign):
    own = evidence_on(claim.pk)
    perform(claim, "attach", acting=handler.acting, key=key(), evidence_ids=own)
    record = Record.objects.get(name="claim.attach")
    with pytest.raises(Refused) as refused:
        propose_correction(
            record, acting=handler.acting, reason="选错了", evidence=own, facts={"evidence_ids": [foreign]}
        )
    assert codes(refused) == ["evidence.not_in_file"]


def test_the_steps_own_facts_name_evidence_of_the_case(claim, handler, foreign):
    with pytest.raises(Refused) as refused:
        perform(claim, "attach", acting=handler.acting, key=key(), evidence_ids=[foreign])
    assert codes(refused) == ["evidence.not_in_file"]
    assert not Record.objects.filter(name="claim.attach").exists()


def test_what_the_capacity_cannot_see_is_not_there(claim, owner, neighbour):
    """A neighbour's own upload for his own form is nobody else's evidence, and is not told apart from nothing."""
    theirs = receive(photograph("red"), acting=neighbour.acting, kind="photo", draft=uuid.uuid4())
    assert Attachment.objects.filter(pk=theirs.pk).exists()
    with pytest.raises(Refused) as refused:
        perform(claim, "attach", acting=owner.acting, key=key(), evidence_ids=[theirs.pk])
    said = refused.value.refusals[0].message
    with pytest.raises(Refused) as refused:
        perform(claim, "attach", acting=owner.acting, key=key(), evidence_ids=[MADE_UP])
    assert refused.value.refusals[0].message.replace(str(MADE_UP), str(theirs.pk)) == said
