"""No typed word stands in a Record: every act keeps its words in rows that can be erased, cleaned, under its key."""

from datetime import date, timedelta

import pytest

from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, KeyReused
from idi_platform.records.models import Record, Words
from idi_platform.records.verify import broken_links
from idi_platform.records.words import texts_of
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.decisions import record_decision
from idi_platform.workflow.models import LegalDecision, Proposal
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.proposals import decline
from idi_platform.workflow.requests import Performed, Proposed
from tests.proofs import evidence_on
from tests.rulebooks.gates import with_gates
from tests.standing import beginning

pytestmark = pytest.mark.django_db
MARK = "王女士亲口说的"
WARNED = "claim.authorise_emergency_repair.seen"
TURNED = f" {MARK}\u202e\x07 \r\n第二行 "
CLEAN = f"{MARK}\n第二行"


def authorise(claim, player, key, words):
    return perform(claim, "authorise_emergency_repair", acting=player.acting, key=key, reasons={WARNED: words})


def note(claim, player, key, words):
    return perform(claim, "note", acting=player.acting, key=key, occurred_at=clock.now() - timedelta(hours=30),
                   reasons={"late_entry": words})  # fmt: skip


def nothing_said_in_records():
    told = Record.objects.values_list("reasons", "facts", "acting")
    return MARK not in str(list(told))


@pytest.fixture
def _warns(db):
    """Beijing's text with a warning at a step that one person else takes alone."""
    gate = f"""
  {WARNED.rpartition(".")[0]}:
    - code: seen
      check: {{happened: claim.record_survey}}
      effect: warn
      clause: BJ-23-2
"""
    publish(load_body(with_gates(load_shipped("beijing-2019").body, gate)), reason="test", approver="test")


@pytest.fixture
@beginning
def later(_warns, claim, at):
    at("2026-10-03 10:00")
    return claim


def test_a_late_entry_and_a_warning_keep_their_words_beside_the_log(later, handler, approver):
    late = note(later, handler, "late", TURNED).record
    waiting = authorise(later, handler, "warned", TURNED)
    assert MARK not in str(Proposal.objects.values_list("reasons", "preview"))
    done = approve(waiting.proposal, acting=approver.acting, key="agreed").record
    assert texts_of(late.reasons) == {"late_entry": CLEAN}
    assert texts_of(done.reasons) == {WARNED: CLEAN}
    assert Record.objects.get(pk=done.pk).reasons == Proposal.objects.get().reasons, "the maker's words, written once"
    row = Words.objects.get(pk=done.reasons[WARNED]["words_id"])
    assert (row.written_by, row.subject_id) == (handler.person, later.pk)
    assert nothing_said_in_records()
    assert broken_links() == []


def test_the_same_words_under_a_key_are_one_step_and_others_are_refused(later, handler):
    first = note(later, handler, "k", MARK)
    again = note(later, handler, "k", f"{MARK}\u200b ")
    assert isinstance(again, Performed)
    assert (again.is_repeat, again.record.pk) == (True, first.record.pk)
    with pytest.raises(KeyReused):
        note(later, handler, "k", "别的原因")
    assert Words.objects.filter(body=MARK).count() == 1


def test_the_same_holds_while_it_waits_for_a_second_person(later, handler):
    authorise(later, handler, "k", MARK)
    again = authorise(later, handler, "k", MARK)
    assert isinstance(again, Proposed)
    assert again.is_repeat
    with pytest.raises(KeyReused):
        authorise(later, handler, "k", "别的原因")


def test_what_is_invisible_is_no_reason(later, handler):
    from idi_platform.kernel.errors import Refused

    with pytest.raises(Refused):
        authorise(later, handler, "k", "\u200b\u202e")
    with pytest.raises(BadInput) as bad:
        note(later, handler, "k2", "长" * 4001)
    assert list(bad.value.fields) == ["late_entry"]


def test_words_erased_while_a_step_waits_do_not_stop_it(later, handler, approver):
    waiting = authorise(later, handler, "warned", MARK)
    Words.objects.filter(body=MARK).erase(by=approver.person, ground="本人要求（演示）")
    done = approve(waiting.proposal, acting=approver.acting, key="agreed").record
    assert texts_of(done.reasons) == {WARNED: "已按规定删除"}
    assert broken_links() == []


def test_a_correction_and_what_the_system_corrects_after_it_name_the_same_words(claim, handler, approver):
    record = Record.objects.get(subject=claim.pk, name="claim.file")
    proposal = propose_correction(record, acting=handler.acting, reason=TURNED, evidence=evidence_on(record.subject_id),
                                  facts={"discovered_on": date(2026, 9, 1)})  # fmt: skip
    approve_correction(proposal, acting=approver.acting)
    written = Record.objects.get(form="correction", corrects=record)
    assert texts_of(written.reasons) == {"correct": CLEAN}
    assert nothing_said_in_records()
    for reason in ("\u200b", "长" * 4001):
        with pytest.raises(BadInput) as bad:
            propose_correction(record, acting=handler.acting, reason=reason, evidence=evidence_on(record.subject_id),
                               facts={"discovered_on": date(2026, 9, 2)})  # fmt: skip
        assert "reason" in bad.value.fields


def test_giving_back_keeps_clean_words(later, handler, approver):
    waiting = authorise(later, handler, "warned", MARK)
    for reason in ("\u200b ", "\ue000"):
        with pytest.raises(BadInput) as bad:
            decline(waiting.proposal, acting=approver.acting, reason=reason)
        assert list(bad.value.fields) == ["reason"]
    given_back = decline(waiting.proposal, acting=approver.acting, reason=TURNED)
    assert (given_back.decline_words.body, given_back.decline_words.written_by) == (CLEAN, approver.person)


def test_a_decision_keeps_clean_words(claim, approver):
    gate = "claim.accept.cover_decided"
    given = {"aggregate": claim, "gate": gate, "acting": approver.acting, "lets_pass": True}
    too_long = "长" * 201
    wrong = (("\u202e", "文号", "ground"), ("理由", "\u200b", "source"), ("理由", too_long, "source"))
    for ground, source, field in wrong:
        with pytest.raises(BadInput) as bad:
            record_decision(ground=ground, source=source, **given)
        assert list(bad.value.fields) == [field]
    made = record_decision(ground=TURNED, source=" 意见书\u202e ", **given)
    assert (made.ground_words.body, made.source) == (CLEAN, "意见书")
    assert record_decision(ground=MARK + "\n第二行", source="意见书", **given) == made
    assert LegalDecision.objects.count() == 1
