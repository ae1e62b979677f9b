"""The warranty of a repair outlives the policy: at homes and common parts, from acceptance, and once unless it is said.

The book is Hangzhou's: waterproofing is covered to 2033-11-13, and a repair is warranted for 180 days after it was
accepted. The first leak is repaired on 2033-09-28 and accepted on 2033-10-20: warranted to 2034-04-18.
"""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Benchmark, Cause, Mode
from claims.cover import cover_of
from claims.desk.covers import places_of, verdicts
from claims.models import Claim, Repair
from idi_platform.documents.models import AttachmentKind, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import Refused
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from policies.rules.terms_of_cover import Basis, CoverState, Liable
from tests.cast import log_in
from tests.claims.conftest import LEAK, key
from tests.claims.test_decision import codes
from tests.policies.hangzhou_book import hz_2
from tests.standing import beginning
from tests.workflow.conftest import picture
from tests.workflow.test_corrections import let_time_act

pytestmark = pytest.mark.django_db
PLACES = pytest.mark.parametrize("place", ["1-0101", "roof"])


class Works:
    """A home and a roof in Hangzhou, and what their owner, the insurer's desk and a surveyor do there."""

    def __init__(self, cast, at):
        self.cast, self.at = cast, at

    def __getattr__(self, name):
        return self.cast[name].acting

    def place(self, number):
        model = Unit if number == "1-0101" else CommonPart
        return model.objects.select_related("subject", "building").get(number=number)

    def report(self, day, number="1-0101", **differs):
        """Report the leak, on the day on which it is found, as the owner."""
        self.at(f"{day} 09:00")
        leak = replace(LEAK, discovered_on=date.fromisoformat(day), **differs)
        return actions.report_defect(acting=self.owner, key=key(), at=self.place(number), defect=leak).claim

    def photo(self, subject_id):
        return receive(picture(), acting=self.handler, kind=AttachmentKind.PHOTO, subject_id=subject_id).pk

    def propose(self, claim, day):
        """Look at it, and propose to accept it."""
        self.at(f"{day} 10:00")
        photo = self.photo(claim.pk)
        survey = {"words": "渗水点两处。", "evidence_ids": [photo], "cause": Cause.CONSTRUCTION}
        actions.take(claim, "record_survey", acting=self.surveyor, key=key(), **survey)
        decided = {
            "words": "闭水四十分钟复现，管根无附加层。", "item": claim.item_code, "clauses": ["HZ-6-3"],
            "cause": Cause.CONSTRUCTION, "benchmark": Benchmark.STANDARD, "evidence_ids": [photo],
        }  # fmt: skip
        return actions.take(claim, "accept", acting=self.handler, key=key(), **decided).proposal

    def order(self, claim, day):
        """Accept the claim, agree to repair, and send the repairer."""
        proposal = self.propose(claim, day)
        actions.approve_proposal(acting=self.approver, key=key(), proposal=proposal)
        offer = {"words": "重做附加层。", "repair_from": day, "repair_by": "2034-12-01", "cash": "9400.00"}
        actions.take(fresh(claim), "offer_settlement", acting=self.handler, key=key(), **offer)
        actions.accept_offer(acting=self.owner, key=key(), claim=fresh(claim), mode=Mode.REPAIR)
        sent = {"repairer_kind": "own_team", "end_on": "2034-12-01"}
        actions.take(fresh(claim), "order_repair", acting=self.handler, key=key(), **sent)
        return Repair.objects.get(claim=claim.pk)

    def repair(self, claim, ordered="2033-09-20", done="2033-09-28", accepted="2033-10-20"):
        """Have it repaired, and accept what was done unless that is left open."""
        return self.finish(self.order(claim, ordered), done, accepted)

    def finish(self, repair, done, accepted):
        self.on_repair(repair, "begin", done, on=done)
        self.on_repair(repair, "complete", done, on=done, evidence_ids=[self.photo(repair.pk)], water_test_passed=True)
        if accepted:
            self.on_repair(repair, "accept", accepted)
            let_time_act()
        return Repair.objects.get(pk=repair.pk)

    def on_repair(self, repair, step, day, **facts):
        self.at(f"{day} 15:00")
        found = Repair.objects.select_related("subject").get(pk=repair.pk)
        perform(found, step, acting=self.handler, key=key(), **facts)


def fresh(claim):
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def stands(claim):
    """Return the verdict on a claim, which is the same on its own page and on the desk's list."""
    found = cover_of(fresh(claim))
    listed = fresh(claim)
    assert verdicts([listed], places_of([listed])) == {claim.pk: found.state}
    return found


@pytest.fixture
@beginning
def sold(insurer_organisation, underwriter, approver, developer, owner, at):
    book = hz_2(insurer_organisation, developer.organisation)
    book["buildings"][0]["units"][0]["owners"] = [{"name": owner.person.name, "phone": owner.person.phone}]
    book["buildings"][0]["common_parts"] = [{"number": "roof", "part": "roof", "name": "屋面"}]
    at("2026-02-02 09:00")
    acting = {"acting": underwriter.acting, "second_person": approver.acting, "developer": developer.acting}
    return open_book(read_book(book), key="hz-2", **acting)


@pytest.fixture
def works(sold, owner, handler, surveyor, approver, at):
    return Works({"owner": owner, "handler": handler, "surveyor": surveyor, "approver": approver}, at)


@PLACES
def test_what_comes_again_within_180_days_is_the_insurers_after_the_policy_too(works, place):
    first = works.report("2033-09-13", place)
    works.repair(first)
    again = works.report("2034-01-10", place)
    verdict = stands(again)
    assert (verdict.state, verdict.liable, verdict.clause) == ("repair_warranty", Liable.INSURER, "HZ-G-4.4a")
    assert (verdict.from_, verdict.last_day) == (date(2033, 10, 20), date(2034, 4, 18))
    assert works.propose(again, "2034-01-12") is not None
    assert stands(first).state is CoverState.COVERED, "its own repair says nothing about a claim"


def test_a_place_where_nothing_or_something_else_was_repaired_has_no_warranty(works):
    works.repair(works.report("2033-09-13"))
    other_item = works.report("2034-01-10", item="insulation", defect="outer_wall_insulation_falls")
    elsewhere = works.report("2034-01-10", "roof")
    assert [stands(claim).state for claim in (other_item, elsewhere)] == ["ended", "ended"]
    with pytest.raises(Refused) as refused:
        works.propose(elsewhere, "2034-01-12")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("HZ-6-3", "block")]


def test_the_days_count_from_acceptance_not_from_completion(works):
    works.repair(works.report("2033-09-13"))
    states = {day: stands(works.report(day)).state for day in ("2034-03-27", "2034-03-28", "2034-04-18", "2034-04-19")}
    assert states == {
        "2034-03-27": "repair_warranty",
        "2034-03-28": "repair_warranty",
        "2034-04-18": "repair_warranty",
        "2034-04-19": "ended",
    }


def test_what_nobody_accepted_is_not_refused_as_ended_but_referred(works):
    works.repair(works.report("2033-09-13"), accepted=None)
    waits = stands(works.report("2034-03-27"))
    assert (waits.state, waits.basis, waits.clause) == ("undetermined", Basis.WARRANTY_UNKNOWN, "HZ-G-4.4a")
    assert stands(works.report("2034-03-28")).state is CoverState.ENDED


def test_what_is_only_ordered_is_no_repair_yet_and_the_first_report_still_counts(works):
    works.order(works.report("2033-09-13"), "2033-09-20")
    again = stands(works.report("2034-01-10"))
    assert (again.state, again.basis) == ("undetermined", Basis.FIRST_KNOWN_IN_COVER)


def test_what_comes_again_goes_on_as_the_same_claim_and_is_repaired_under_the_warranty(works):
    first = works.report("2033-09-13")
    repair = works.repair(first)
    completed_at, sent = fresh(first).repair_completed_at, {"acting": works.owner, "key": key()}
    works.at("2034-01-10 09:00")
    for _twice in range(2):
        actions.take(fresh(first), "reopen_under_warranty", **sent)
    again = Repair.objects.get(pk=repair.pk)
    assert (fresh(first).state, again.is_recurring, again.state) == ("performing", True, "under_warranty")
    with pytest.raises(Refused) as refused:
        actions.take(fresh(first), "reopen_under_warranty", acting=works.owner, key=key())
    assert codes(refused) == {"step.wrong_state"}
    done = {"evidence_ids": [works.photo(first.pk)], "water_test_passed": True}
    with pytest.raises(Refused) as refused:
        actions.take(fresh(first), "complete_repair", acting=works.handler, key=key(), **done)
    assert codes(refused) == {"claim.repaired_again"}
    done["evidence_ids"] = [works.photo(repair.pk)]
    works.on_repair(repair, "complete_again", "2034-02-10", on="2034-02-10", **done)
    claim, again = fresh(first), Repair.objects.get(pk=repair.pk)
    assert (claim.state, claim.repair_completed_at, again.is_recurring) == ("performed", completed_at, False)


def test_what_nobody_has_accepted_or_is_warranted_no_more_is_a_new_report(works):
    first = works.report("2033-09-13")
    repair = works.repair(first, accepted="")
    with pytest.raises(Refused) as refused:
        actions.take(fresh(first), "reopen_under_warranty", acting=works.owner, key=key())
    assert codes(refused) == {"claim.no_standing_repair"}
    works.on_repair(repair, "accept", "2033-10-20")
    works.at("2034-04-19 00:00")
    let_time_act()
    with pytest.raises(Refused) as refused:
        actions.take(fresh(first), "reopen_under_warranty", acting=works.owner, key=key())
    assert codes(refused) == {"claim.no_standing_repair"}


def repaired_again(works):
    """Let it come again on 2034-01-10: one claim goes on, and is repaired again on 2034-02-10."""
    first = works.report("2033-09-13")
    repair = works.repair(first)
    works.at("2034-01-10 09:00")
    actions.take(fresh(first), "reopen_under_warranty", acting=works.owner, key=key())
    proof = works.photo(repair.pk)
    works.on_repair(
        repair, "complete_again", "2034-02-10", on="2034-02-10", evidence_ids=[proof], water_test_passed=True
    )
    return first


def reported_anew(works):
    """Let it come again as a claim of its own, repaired on 2034-02-01 and accepted on 2034-02-10."""
    works.repair(works.report("2033-09-13"))
    again = works.report("2034-01-10")
    assert works.repair(again, "2034-01-12", "2034-02-01", "2034-02-10").claim_id == again.pk
    assert stands(again).state is CoverState.REPAIR_WARRANTY
    return again


@pytest.mark.parametrize("came_again", [repaired_again, reported_anew])
def test_after_a_repair_of_a_repair_the_first_warranty_runs_out_and_then_a_person_decides(works, client, came_again):
    came_again(works)
    assert stands(works.report("2034-04-18")).state is CoverState.REPAIR_WARRANTY
    third = works.report("2034-04-19")
    verdict = stands(third)
    assert (verdict.state, verdict.basis, verdict.clause) == ("undetermined", Basis.WARRANTY_UNKNOWN, "HZ-G-4.4a")
    with pytest.raises(Refused) as refused:
        works.propose(third, "2034-04-20")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("HZ-6-3", "refer")]
    log_in(client, works.cast["handler"])
    page = client.get(reverse("claims:console_claim", args=[third.number])).content.decode()
    assert "维修后的质保期有没有起算，条文没有写明" in page
    assert stands(works.report("2034-08-09")).state is CoverState.UNDETERMINED, "180 days after 2034-02-10"
    assert stands(works.report("2034-08-10")).state is CoverState.ENDED


def test_a_second_repair_that_the_policy_paid_for_has_its_own_warranty(works):
    works.repair(works.report("2033-01-05"), "2033-01-10", "2033-01-20", "2033-01-21")
    second = works.report("2033-09-13")
    works.repair(second)
    assert stands(second).state is CoverState.COVERED
    assert stands(works.report("2034-04-18")).state is CoverState.REPAIR_WARRANTY


def test_with_acceptance_the_owner_gets_the_card_that_says_until_when(works, owner):
    claim = works.report("2033-09-14")
    repair = works.repair(claim, accepted="")
    assert not Paper.objects.filter(code="repair_warranty_card").exists(), "nobody has accepted yet"
    works.on_repair(repair, "accept", "2033-10-20")
    (card,) = Paper.objects.filter(subject=repair.pk, code="repair_warranty_card")
    assert card.recipient_person_id == owner.person.pk
    words = str(card.data)
    assert all(part in words for part in ("2033年10月20日", "2034年4月18日", "1-0101", "同一部位的同一维修项目"))
    assert produce(card.pk).pages == 1
