"""National law is that of the day of the event (rule 17): two texts with a window each, read by the whole pipeline."""

from datetime import date

import pytest

from claims.models import Claim
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.rulebooks.law import national_law, rulebook_for
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.follow_ups import bring
from idi_platform.workflow.offers import steps_for
from tests.claims.conftest import LEAK, key

pytestmark = pytest.mark.django_db
TRANSITION = """
  claim.declare_complex:
    - when: {fact: claim.received_at, before: 2026-10-01}
      check: {happened: claim.pay}
      effect: refer
      decided_by: legal
      message: {zh: 修法前收到的案件怎么办，法律另有过渡规定, en: The amendment has a transition of its own}
      clause: INS-23-1
"""


@pytest.fixture
def amended():
    """The Insurance Law as if amended from 2026-10-01: twenty days instead of thirty, with a transition of its own."""
    body = load_shipped("china-national").body
    changed = body.replace("id: china-national", "id: china-national-2026").replace(
        "{from: 2021-01-01", "{from: 2026-10-01"
    )
    changed = changed.replace("within: {days: 30}", "within: {days: 20}", 1)
    assert "gates:\n" in changed
    changed = changed.replace("gates:\n", f"gates:{TRANSITION}", 1)
    return publish(load_body(changed), reason="test", approver="test").revision


def national(claim):
    row = Clock.objects.get(subject_id=claim.pk, name="claim.determination_national")
    return clock.local_date(row.due_at).isoformat(), row.revision_id


def test_the_text_of_a_day_is_the_last_that_had_begun(amended):
    assert national_law(date(2026, 9, 30)).base.id == "china-national"
    assert national_law(date(2026, 10, 1)).base.id == "china-national-2026"
    assert national_law(date(2019, 1, 1)).base.id == "china-national"  # the oldest there is
    assert rulebook_for(None, date(2026, 9, 30)).clocks["claim.determination_national"].within.days == 30


def test_with_one_text_nothing_else_is_looked_at():
    law = national_law()
    assert law.versions() == (law,)
    assert law.is_of(date(1999, 1, 1))


def test_what_began_before_the_amendment_ends_under_the_text_before(claim, amended, report, at):
    at("2026-10-02 10:00")
    bring([claim.pk], clock.now())
    before, revision = national(claim)
    assert before == "2026-10-30"
    assert revision != amended.pk

    later = report(defect=LEAK, form_key=key()).claim
    assert national(later) == ("2026-10-23", amended.pk)


def test_the_citys_own_clocks_go_on_under_the_bound_revision(claim, amended, at):
    bound = rulebook_for(claim.subject.insured_object_id).revision_id
    at("2026-10-02 10:00")
    bring([claim.pk], clock.now())

    assert Clock.objects.get(subject_id=claim.pk, name="claim.determination").revision_id == bound


def test_an_amendment_with_a_transition_of_its_own_is_for_a_person(claim, amended, handler, at):
    at("2026-09-30 23:00")
    assert not _referred(claim, handler)
    at("2026-10-02 10:00")
    assert _referred(claim, handler)


def _referred(claim, handler):
    current = Claim.objects.select_related("subject").get(pk=claim.pk)
    offer = next(one for one in steps_for(current, handler.acting) if one.name == "declare_complex")
    return "INS-23-1" in {refusal.clause for refusal in offer.refusals if refusal.effect == "refer"}
