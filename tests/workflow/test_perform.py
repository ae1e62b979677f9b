"""perform(): wrong person, wrong state, twice, with another content, in the past, in the future."""

from datetime import timedelta

import pytest

from claims.models import Claim
from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, KeyReused, NotPermitted, NotVisible, Refused
from idi_platform.records.models import Record
from idi_platform.records.verify import broken_links
from idi_platform.records.words import texts_of
from idi_platform.workflow.offers import steps_for
from idi_platform.workflow.perform import perform
from idi_platform.workflow.requests import Performed
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


def survey(claim, player, key="survey", **more):
    return perform(claim, "record_survey", acting=player.acting, key=key, item="waterproofing", **more)


def test_a_step_is_recorded_once_with_who_when_and_under_which_revision(claim, surveyor):
    done = survey(claim, surveyor)
    record = Record.objects.get(pk=done.record.pk)
    assert (record.name, record.form, record.subject_id) == ("claim.record_survey", "step", claim.pk)
    assert record.acting["person"] == surveyor.person.pk
    assert record.occurred_at == record.recorded_at == clock.now()
    assert record.revision_id is not None
    assert broken_links() == []


def test_who_may_not_see_gets_not_found_and_who_may_not_do_gets_forbidden(claim, neighbour, other_insurer, owner):
    for player in (neighbour, other_insurer):
        with pytest.raises(NotVisible):
            survey(claim, player, key=f"k{player.person.pk}")
    with pytest.raises(NotPermitted):
        survey(claim, owner)
    assert not Record.objects.filter(name="claim.record_survey").exists()


def test_the_system_takes_only_its_own_steps(claim):
    with pytest.raises(NotPermitted):
        perform(claim, "record_survey", acting=SYSTEM, key="s", item="waterproofing")


def test_the_same_key_answers_the_same_record_and_another_content_is_refused(claim, surveyor):
    first = survey(claim, surveyor)
    second = survey(claim, surveyor)
    assert isinstance(second, Performed)
    assert second.is_repeat
    assert second.record.pk == first.record.pk
    with pytest.raises(KeyReused):
        survey(claim, surveyor, moisture="12.5")
    assert Record.objects.filter(name="claim.record_survey").count() == 1


def test_keys_of_two_people_do_not_meet(claim, surveyor, handler):
    survey(claim, surveyor, key="same")
    done = perform(claim, "note", acting=handler.acting, key="same")
    assert not done.is_repeat


def test_a_repeated_key_is_answered_only_to_who_still_may_see(claim, surveyor):
    survey(claim, surveyor)
    acting = surveyor.acting
    from idi_platform.records.models import Party

    Party.objects.filter(organisation=surveyor.organisation).update(until=clock.local_date(clock.now()))
    with pytest.raises(NotVisible):
        perform(claim, "record_survey", acting=acting, key="survey", item="waterproofing")


def test_a_step_from_another_state_is_refused_in_words(claim, handler):
    with pytest.raises(Refused) as refused:
        perform(claim, "send_refusal", acting=handler.acting, key="k")
    assert codes(refused) == {"step.wrong_state"}
    claim.refresh_from_db()
    assert claim.state == "filed"


def test_facts_of_the_wrong_shape_are_named_by_field(claim, surveyor):
    with pytest.raises(BadInput) as bad:
        survey(claim, surveyor, moisture="very wet", unknown=1)
    assert set(bad.value.fields) == {"moisture", "unknown"}
    assert not Record.objects.filter(name="claim.record_survey").exists()


def test_nothing_happens_in_the_future_or_without_a_zone(claim, surveyor):
    with pytest.raises(BadInput):
        survey(claim, surveyor, occurred_at=clock.now() + timedelta(seconds=2))
    with pytest.raises(BadInput):
        survey(claim, surveyor, occurred_at=clock.now().replace(tzinfo=None))


def test_an_entry_a_day_late_needs_its_reason_and_keeps_it(claim, surveyor, at):
    at("2026-10-03 10:00")
    occurred = clock.now() - timedelta(hours=25)
    with pytest.raises(Refused) as refused:
        survey(claim, surveyor, occurred_at=occurred)
    assert codes(refused) == {"late_entry"}
    done = survey(claim, surveyor, occurred_at=occurred, reasons={"late_entry": "现场没有网络"})
    assert texts_of(done.record.reasons) == {"late_entry": "现场没有网络"}
    assert done.record.reasons["entered_late"] is True


def test_no_step_lies_before_the_last_change_of_state(claim, surveyor):
    with pytest.raises(Refused) as refused:
        survey(claim, surveyor, occurred_at=claim.received_at - timedelta(hours=1), reasons={"late_entry": "x"})
    assert "step.out_of_order" in codes(refused)


def test_an_entry_that_mends_the_own_breach_needs_evidence_and_a_second_person(claim, surveyor, handler, at):
    at("2026-10-10 09:00")
    occurred = clock.now() - timedelta(days=3)
    reasons = {"late_entry": "查勘记录补录"}
    with pytest.raises(Refused) as refused:
        survey(claim, surveyor, occurred_at=occurred, reasons=reasons)
    assert codes(refused) == {"late_entry.evidence"}
    done = survey(claim, surveyor, occurred_at=occurred, reasons=reasons, evidence=evidence_on(claim.pk))
    assert not isinstance(done, Performed)
    assert Claim.objects.get(pk=claim.pk).surveyed_at is None


def test_what_a_page_offers_is_what_perform_does(claim, handler, surveyor):
    offers = {offer.name: offer for offer in steps_for(claim, handler.acting)}
    assert offers["note"].state == "allowed"
    for offer in offers.values():
        assert all(refusal.message for refusal in offer.refusals)
    refused = offers["accept"]
    assert refused.state == "refused"
    assert "BJ-20-2a" in {refusal.clause for refusal in refused.refusals}
    survey(claim, surveyor)
    claim.refresh_from_db()
    assert {offer.name: offer.state for offer in steps_for(claim, handler.acting)}["accept"] != "refused"
