"""Corrections: a wrong day of acceptance, and everything that hangs on it; who may, what is refused, what stays."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from claims import actions
from claims.models import Claim
from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.projects.actions import hand_over_unit, plan_handover
from idi_platform.projects.models import Building, Unit
from idi_platform.records import chain
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record, Subject
from idi_platform.records.verify import broken_links
from idi_platform.workflow import corrections
from idi_platform.workflow.corrections import approve_correction, impact, propose_correction
from idi_platform.workflow.models import Proposal, Review
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.models import CoverRow, Policy
from policies.opening import open_book
from tests.cast import member
from tests.claims.conftest import LEAK
from tests.policies.books import PAPERS_WITH_THE_KEYS, bj_2
from tests.proofs import evidence_on
from tests.standing import beginning
from tests.workflow.test_interleavings import (
    another_transaction,
    clocks_that_differ,
    once_somebody_waits,
    rows_that_differ,
)

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def persons(record, **more):
    """What every correction brings: its reason, and evidence in the file of what it corrects."""
    return {"reason": "录入时看错了验收报告上的日期", "evidence": evidence_on(record.subject_id), **more}


@pytest.fixture
def estate(insurer_organisation, owner, underwriter, approver, at):
    """Enter a book whose building 1 was accepted on a day."""

    def enter(accepted_on, *, sold=True):
        book = bj_2(insurer_organisation)
        sale = {
            "floor": 1,
            "sold_on": "2020-03-01",
            "owners": [{"name": owner.person.name, "phone": owner.person.phone}],
        }
        units = [{"number": f"1-010{n}", **sale} for n in (1, 2, 3, 4)] if sold else []
        book["buildings"][0].update(accepted_on=accepted_on, ranges=[], units=units)
        at("2026-09-29 08:00")
        opened = open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
        let_time_act()
        return opened

    return enter


@pytest.fixture
@beginning
def entered(estate):
    """The book whose building was entered as accepted on 2023-09-20."""
    return estate("2023-09-20")


def add_homes(building, count):
    """Add homes as their step would, all at once: 300 steps would take longer than what is tested."""
    above = Subject.objects.get(pk=building.pk)
    links = {f"{name}_id": value for name, value in above.link_ids().items()}
    made = [Subject(kind="unit", division_id=above.division_id, **links) for _ in range(count)]
    Subject.objects.bulk_create(made)
    Subject.objects.filter(kind="unit", unit=None).update(unit=F("pk"))
    facts = [{"number": f"1-x{n:04}", "floor": n // 10, "use": "residential", "stack": ""} for n in range(count)]
    pairs = list(zip(made, facts, strict=True))
    Unit.objects.bulk_create(Unit(subject=subject, building_id=above.pk, state="unsold", **of) for subject, of in pairs)
    now, system = clock.now(), SYSTEM.as_record()
    for subject, of in pairs:
        chain.append(chain.Link(subject.pk, "step", "unit.register", system, now, now, "", "unsold", of))


def let_time_act():
    for _ in range(4):
        sweep(clock.now())
        follow_up()


def home(number):
    return Unit.objects.select_related("subject", "building").get(number=number)


def acceptance():
    return Record.objects.get(name="building.accept")


def proposed(player, right, record=None):
    record = record or acceptance()
    return propose_correction(record, acting=player.acting, facts={"accepted_on": D(right)}, **persons(record))


def taken(name):
    """The legal days on which the system took a step, as they stand now."""
    steps = [step for step in effective_steps(Policy.objects.get().pk) if step.name == name]
    return [clock.local_date(step.occurred_at) for step in steps]


def days(item="waterproofing"):
    row = CoverRow.objects.get(item=item)
    return row.starts_on, row.ends_on


def everything():
    return {
        "records": Record.objects.count(),
        "rows": list(CoverRow.objects.order_by("pk").values_list("starts_on", "ends_on")),
        "clocks": list(Clock.objects.order_by("pk").values_list("state", "due_at", "breached_at", "history")),
        "heads": list(Subject.objects.order_by("pk").values_list("seq", flat=True)),
        "papers": list(Paper.objects.order_by("pk").values_list("pk", "voided_at")),
        "reviews": Review.objects.count(),
        "building": Building.objects.values_list("accepted_on", flat=True).get(),
    }


def test_a_wrong_acceptance_of_300_homes_comes_right_everywhere(estate, owner, underwriter, approver, at):
    add_homes(estate("2024-11-20").buildings["1"], 300)
    plan_handover(acting=underwriter.acting, key="plan-2", unit=home("1-x0020"), planned_handover_on=D("2031-12-20"))
    plan_handover(acting=underwriter.acting, key="plan-3", unit=home("1-x0030"), planned_handover_on=D("2031-09-20"))
    hand_over_unit(acting=underwriter.acting, key="keys", unit=home("1-0101"), handed_over_on=D("2024-12-01"),
                   papers=PAPERS_WITH_THE_KEYS, reasons={"late_entry": "补录"})  # fmt: skip
    at("2026-09-29 20:10")
    routed = actions.report_defect(acting=owner.acting, key="r1", at=home("1-0101"), defect=LEAK).claim
    kept = actions.report_defect(acting=owner.acting, key="r2", at=home("1-0102"), defect=LEAK).claim
    assert Claim.objects.get(pk=routed.pk).state == "routed_before_cover"
    letter = Paper.objects.get(subject=routed.pk, code="routing_letter", recipient_person=owner.person)
    assert taken("policy.begin_cover") == []
    before = everything()

    began = time.monotonic()
    proposal = proposed(underwriter, "2024-08-20")
    shown = impact(proposal)
    took_to_show = time.monotonic() - began
    assert shown.subjects > 300
    assert shown.fields == {"accepted_on": (D("2024-11-20"), D("2024-08-20"))}
    assert {change.name for change in shown.clocks} >= {"policy.cover_begins", "unit.late_handover_notice"}
    assert {review.subject_id for review in shown.reviews} == {routed.pk, kept.pk}
    assert everything() == before, "nothing is kept before the second person agrees"

    began = time.monotonic()
    approve_correction(proposal, acting=approver.acting)
    print(f"\n{shown.subjects} subjects: proposed and shown twice in {took_to_show:.1f} s, corrected in "
          f"{time.monotonic() - began:.1f} s")  # fmt: skip
    assert days() == (D("2026-08-20"), D("2031-08-20"))
    let_time_act()
    assert taken("policy.begin_cover") == [D("2026-08-20")]
    assert Policy.objects.get().state == "in_force"
    notices = {row.subject.pk: row.state for row in Clock.objects.filter(name="unit.late_handover_notice")}
    assert notices[home("1-x0020").pk] == notices[home("1-x0030").pk] == "open"
    review = Review.objects.get(subject=routed.pk)
    assert (review.before["cover_state"], review.after["cover_state"]) == ("before_cover", "covered")
    assert Claim.objects.get(pk=routed.pk).state == "routed_before_cover", "a decision is looked at, never undone"
    letter.refresh_from_db()
    assert letter.voided_at is None, "what it says of cover was so decided; the review is where it is looked at"
    assert acceptance().facts["accepted_on"] == "2024-11-20", "the first record stays as it was"
    assert broken_links() == []
    assert clocks_that_differ() == []
    assert rows_that_differ() == {}


def test_papers_that_would_say_another_day_are_voided_and_replaced(estate, owner, underwriter, approver, at):
    estate("2024-11-20")
    at("2026-09-29 20:10")
    claim = actions.report_defect(acting=owner.acting, key="r1", at=home("1-0101"), defect=LEAK).claim
    letters = Paper.objects.filter(subject=claim.pk, code="routing_letter", recipient_person=owner.person)
    (letter,) = letters
    assert "2026年11月20日" in str(letter.data)
    proposal = proposed(underwriter, "2024-12-05")
    assert [paper.code for paper in impact(proposal).papers].count("routing_letter") >= 1
    assert letters.count() == 1
    approve_correction(proposal, acting=approver.acting)
    old, new = letters.order_by("pk")
    assert (old.pk, old.voided_at, new.supersedes_id, new.voided_at) == (letter.pk, clock.now(), letter.pk, None)
    assert "2026年12月5日" in str(new.data)
    assert "2026年11月20日" in str(old.data), "both stay readable"
    assert new.record.corrects_id == acceptance().pk
    receipt = Paper.objects.get(subject=claim.pk, code="intake_receipt", recipient_person=owner.person)
    assert receipt.voided_at is None, "what says the same is left as it is"
    approve_correction(proposed(underwriter, "2024-12-06"), acting=approver.acting)
    assert [paper.voided_at is None for paper in letters.order_by("pk")] == [False, False, True]


def test_a_paper_of_an_annulled_step_is_voided_and_not_replaced(claim, handler, approver, surveyor):
    actions.take(claim, "record_survey", acting=surveyor.acting, key="s", words="所见。", item="waterproofing")
    paper = Paper.objects.get(subject=claim.pk, code="survey_record")
    record = Record.objects.get(subject=claim.pk, name="claim.record_survey")
    proposal = propose_correction(record, acting=handler.acting, annul=True, **persons(record))
    approve_correction(proposal, acting=approver.acting)
    assert Paper.objects.get(subject=claim.pk, code="survey_record").pk == paper.pk
    paper.refresh_from_db()
    assert paper.voided_at is not None
    assert Clock.objects.get(subject=claim.pk, name="claim.survey").state == "open"


@pytest.mark.parametrize(
    ("wrong", "right", "begins", "state"),
    [
        ("2023-09-20", "2023-03-20", ["2025-03-20"], "in_force"),
        ("2023-03-20", "2023-09-20", ["2025-09-20"], "in_force"),
        ("2023-09-20", "2025-01-20", [], "waiting"),
    ],
)
def test_what_time_did_on_a_wrong_day_comes_right(estate, underwriter, approver, wrong, right, begins, state):
    estate(wrong)
    assert Policy.objects.get().state == "in_force"
    approve_correction(proposed(underwriter, right), acting=approver.acting)
    assert taken("policy.begin_cover") == [D(day) for day in begins]
    assert Policy.objects.get().state == state
    let_time_act()
    assert taken("policy.begin_cover") == [D(day) for day in begins]
    assert rows_that_differ() == {}
    assert broken_links() == []


def test_cover_that_was_taken_back_begins_when_its_day_comes(entered, underwriter, approver, at):
    approve_correction(proposed(underwriter, "2025-01-20"), acting=approver.acting)
    at("2027-01-19 23:59:59")
    let_time_act()
    assert Policy.objects.get().state == "waiting"
    at("2027-01-20 00:00:00")
    let_time_act()
    assert (Policy.objects.get().state, taken("policy.begin_cover")) == ("in_force", [D("2027-01-20")])


def test_items_that_ended_too_early_have_not_ended(estate, underwriter, approver, at):
    estate("2019-07-01", sold=False)
    at("2031-10-01 09:00")
    let_time_act()
    assert (taken("policy.expire_item"), taken("policy.expire")) == ([D("2026-07-01")], [D("2031-07-01")])
    approve_correction(proposed(underwriter, "2021-09-20"), acting=approver.acting)
    policy = Policy.objects.get()
    assert (policy.state, policy.items_ended_on) == ("in_force", D("2028-09-20"))
    assert (taken("policy.expire_item"), taken("policy.expire")) == ([D("2028-09-20")], [])
    at("2033-09-20 00:00:00")
    let_time_act()
    assert taken("policy.expire") == [D("2033-09-20")]
    assert Policy.objects.get().state == "expired"
    assert rows_that_differ() == {}


def test_a_breach_that_falls_away_is_annulled_and_stays_in_the_history(estate, underwriter, approver):
    estate("2026-08-20")
    filing = Clock.objects.get(name="building.filing")
    assert (filing.state, filing.breached_at is None) == ("overdue", False)
    approve_correction(proposed(underwriter, "2026-09-20"), acting=approver.acting)
    filing.refresh_from_db()
    assert (filing.state, filing.breached_at) == ("open", None)
    assert filing.history[-1]["what"] == "breach_annulled"
    assert filing.history[-1]["from"]["breached_at"] is not None
    assert Record.objects.filter(name="clock.due_passed", facts__clock="building.filing").count() == 1
    assert clocks_that_differ() == []


def test_the_maker_does_not_agree_himself_nor_anybody_elsewhere(entered, underwriter, owner, neighbour, other_insurer):
    proposal = proposed(underwriter, "2023-09-10")
    for player, error in ((underwriter, NotPermitted), (other_insurer, NotVisible), (neighbour, NotVisible)):
        with pytest.raises(error):
            approve_correction(proposal, acting=player.acting)
    with pytest.raises(NotPermitted):
        proposed(owner, "2023-09-10")
    with pytest.raises(NotVisible):
        proposed(other_insurer, "2023-09-10")
    assert days()[0] == D("2025-09-20")
    assert Proposal.objects.get(pk=proposal.pk).state == "open"


def test_a_correction_is_taken_once_and_who_agreed_is_told_so_again(entered, underwriter, approver):
    proposal = proposed(underwriter, "2023-09-10")
    done = approve_correction(proposal, acting=approver.acting)
    length = Record.objects.count()
    again = approve_correction(proposal, acting=approver.acting)
    assert again.as_json() == done.as_json(), "after a time-out he sees what he did, as if the first answer had come"
    colleague = member(Role.approver, approver.organisation)
    with pytest.raises(Refused) as refused:
        approve_correction(proposal, acting=colleague.acting)
    assert [refusal.code for refusal in refused.value.refusals] == ["proposal.decided"]
    assert Record.objects.count() == length


def test_one_who_agrees_twice_at_once_is_answered_twice(entered, underwriter, approver, monkeypatch):
    """The second request has seen an open proposal, and waited for the locks of the first."""
    proposal = proposed(underwriter, "2023-09-10")
    first = approve_correction(proposal, acting=approver.acting)
    length, looked, seen = Record.objects.count(), corrections._agreed_before, iter([None])
    monkeypatch.setattr(corrections, "_agreed_before", lambda *asked: next(seen, looked(*asked)))
    done = approve_correction(proposal, acting=approver.acting)
    assert done.as_json() == first.as_json()
    assert Record.objects.count() == length


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"evidence": []}, "evidence"),
        ({"facts": {}}, "facts"),
        ({"facts": {"accepted_on": "soon"}}, "accepted_on"),
        ({"facts": {"state": "planned"}}, "state"),
        ({"occurred_at": datetime(2040, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"occurred_at": datetime(2024, 1, 1)}, "occurred_at"),
    ],
)
def test_what_a_correction_lacks_is_named(entered, underwriter, lacks, field):
    given = {"facts": {"accepted_on": D("2023-09-10")}, **persons(acceptance()), **lacks}
    with pytest.raises(BadInput) as bad:
        propose_correction(acceptance(), acting=underwriter.acting, **given)
    assert field in bad.value.fields


def test_a_step_that_later_ones_rest_on_is_not_annulled_and_they_are_listed(entered, underwriter):
    sale = Record.objects.get(name="unit.register", subject=home("1-0101").pk)
    with pytest.raises(Refused) as refused:
        propose_correction(sale, acting=underwriter.acting, annul=True, **persons(sale))
    (depends,) = refused.value.refusals
    assert depends.code == "correction.depends"
    assert "售出" in depends.message
    assert Proposal.objects.count() == 0


def test_what_nothing_rests_on_is_annulled_and_once_only(entered, underwriter, approver):
    unit = home("1-0101")
    sale = Record.objects.get(name="unit.sell", subject=unit.pk)
    proposal = propose_correction(sale, acting=underwriter.acting, annul=True, **persons(sale))
    approve_correction(proposal, acting=approver.acting)
    unit.refresh_from_db()
    assert (unit.state, unit.sold_on) == ("unsold", None)
    assert not unit.subject.parties.filter(role="owner").exists()
    assert Record.objects.filter(pk=sale.pk).exists()
    with pytest.raises(Refused) as refused:
        propose_correction(sale, acting=underwriter.acting, annul=True, **persons(sale))
    assert [refusal.code for refusal in refused.value.refusals] == ["correction.annulled"]


def test_a_correction_is_corrected_by_another_of_the_same_step(entered, underwriter, approver):
    for right in ("2023-09-10", "2023-09-15"):
        approve_correction(proposed(underwriter, right), acting=approver.acting)
    assert (Building.objects.get().accepted_on, days()[0]) == (D("2023-09-15"), D("2025-09-15"))
    first, second = Record.objects.filter(form="correction", subject=Building.objects.get().pk).order_by("pk")
    assert first.corrects_id == second.corrects_id == acceptance().pk
    with pytest.raises(Refused) as refused:
        proposed(underwriter, "2023-09-16", record=first)
    assert [refusal.code for refusal in refused.value.refusals] == ["correction.not_a_step"]
    assert rows_that_differ() == {}


def test_a_corrected_receipt_moves_every_limit_of_the_claim(claim, handler, approver, at):
    at("2026-10-08 09:00")
    sweep(clock.now())
    survey, limit = (Clock.objects.get(subject=claim.pk, name=f"claim.{name}") for name in ("survey", "determination"))
    due = limit.due_at
    record = Record.objects.get(subject=claim.pk, name="claim.file")
    true = record.occurred_at - timedelta(days=9)
    proposal = propose_correction(
        record, acting=handler.acting, occurred_at=true, facts={"discovered_on": D("2026-09-15")}, **persons(record)
    )
    approve_correction(proposal, acting=approver.acting)
    assert Claim.objects.get(pk=claim.pk).received_at == true
    for row in (survey, limit):
        row.refresh_from_db()
        assert row.started_at == true
    assert limit.due_at < due
    assert clocks_that_differ() == []


def test_a_receipt_corrected_by_its_own_step_moves_the_limits_too(claim, handler, approver, photo, at):
    from idi_platform.workflow.perform import approve

    at("2026-10-01 09:00")
    true = claim.received_at - timedelta(days=3)
    proof = {"words": "录音里是三天以前。", "evidence_ids": [photo.pk]}
    done = actions.take(claim, "correct_receipt", acting=handler.acting, key="receipt", received_at=true, **proof)
    approve(done.proposal, acting=approver.acting, key="agreed")
    limit = Clock.objects.get(subject=claim.pk, name="claim.determination")
    assert (limit.started_at, Claim.objects.get(pk=claim.pk).received_at) == (true, true)


@pytest.mark.django_db(transaction=True)
def test_a_correction_waits_for_a_step_in_progress_and_both_hold(entered, owner, handler, underwriter, approver, at):
    at("2026-09-29 20:10")
    claim = actions.report_defect(acting=owner.acting, key="r1", at=home("1-0101"), defect=LEAK).claim
    proposal = proposed(underwriter, "2024-12-20")
    with another_transaction(lambda: perform(claim, "note", acting=handler.acting, key="meanwhile")) as let_go:
        has_waited = once_somebody_waits(let_go)
        approve_correction(proposal, acting=approver.acting)
    assert has_waited()
    assert Record.objects.filter(name="claim.note").count() == 1
    assert days()[0] == D("2026-12-20")
    assert broken_links() == []
    assert clocks_that_differ() == []


def test_a_second_person_without_the_approvers_role_is_still_another_person(entered, underwriter, insurer_organisation):
    from idi_platform.accounts.roles import Role

    colleague = member(Role.underwriter, insurer_organisation)
    approve_correction(proposed(underwriter, "2023-09-10"), acting=colleague.acting)
    assert days()[0] == D("2025-09-10")
