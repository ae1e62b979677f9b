"""What is discovered before cover goes to whoever repairs then: a ticket, a letter, never a refusal."""

from datetime import date

import pytest

from claims.actions import Defect
from claims.codes import Place
from claims.models import Claim, Ticket
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Paper
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import NotVisible
from idi_platform.notifications.models import Notice
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record
from idi_platform.records.verify import broken_links
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.models import Review
from idi_platform.workflow.perform import perform
from tests.cast import member
from tests.claims.conftest import key
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def routed(home, report, at):
    at("2021-06-02 09:00")
    return report(
        defect=Defect(place=Place.BATHROOM, item="waterproofing", discovered_on=date(2021, 6, 1), words="墙面返潮。")
    ).claim


def test_the_claim_is_routed_and_the_ticket_tells_the_developer(routed):
    claim = Claim.objects.get(pk=routed.pk)
    assert (claim.state, claim.liable) == ("routed_before_cover", "developer")
    ticket = Ticket.objects.get(origin=claim)
    assert ticket.state == "told_to_liable"
    assert ticket.first_known_on == date(2021, 6, 1)
    assert Paper.objects.filter(subject_id=claim.pk, code="routing_letter").exists()
    assert Notice.objects.filter(template="claim.routed").exists()


def test_the_item_may_be_unknown(home, report, at):
    at("2021-06-02 09:00")
    claim = report(defect=Defect(place=Place.OTHER, discovered_on=date(2021, 6, 1))).claim
    assert Claim.objects.get(pk=claim.pk).state == "routed_before_cover"


def test_what_is_in_doubt_stays_with_the_desk(home, report, at):
    at("2028-01-10 09:00")
    claim = report(defect=Defect(place=Place.OTHER, discovered_on=date(2028, 1, 9))).claim
    assert Claim.objects.get(pk=claim.pk).state == "filed"


def test_the_ticket_runs_to_its_acceptance(routed, owner, handler, at):
    ticket = Ticket.objects.select_related("subject").get(origin=routed)
    at("2021-06-05 09:00")
    for step in ("record_visit", "agree_scheme", "start_repair", "complete_repair"):
        perform(ticket, step, acting=handler.acting, key=key())
    perform(ticket, "accept_repair", acting=owner.acting, key=key())
    assert Ticket.objects.get(pk=ticket.pk).state == "accepted"


def test_a_neighbour_cannot_accept(routed, neighbour):
    ticket = Ticket.objects.select_related("subject").get(origin=routed)
    with pytest.raises(NotVisible):
        perform(ticket, "accept_repair", acting=neighbour.acting, key=key())


def test_a_developer_elsewhere_sees_no_ticket(routed):
    elsewhere = member(Role.developer)
    assert not Ticket.objects.visible_to(elsewhere.acting).exists()
    assert not Claim.objects.visible_to(elsewhere.acting).exists()


@pytest.fixture
def annul(handler, approver):
    """Two persons of the insurer agree that the claim was never routed."""

    def both(claim):
        record = Record.objects.get(subject_id=claim.pk, name="claim.route_before_cover")
        photo = receive(picture(), acting=handler.acting, kind="photo", subject_id=claim.pk)
        proof = {"reason": "保险责任已经开始", "evidence": [photo.pk], "annul": True}
        proposal = propose_correction(record, acting=handler.acting, **proof)
        return approve_correction(proposal, acting=approver.acting)

    return both


def test_a_ticket_that_nobody_touched_falls_away_with_what_opened_it(routed, annul, owner):
    ticket = Ticket.objects.get(origin=routed)
    done = annul(routed)
    assert [(one.subject_id, one.name) for one in done.fallen] == [(ticket.pk, "ticket.report")]
    assert Claim.objects.get(pk=routed.pk).state == "filed"
    assert Ticket.objects.get(pk=ticket.pk).state == ""
    assert effective_steps(ticket.pk) == ()
    assert not Ticket.objects.visible_to(owner.acting).exists()
    assert not Clock.objects.filter(subject=ticket.pk, state="open").exists()
    assert broken_links() == []
    assert not Review.objects.exists()


def test_a_ticket_on_which_somebody_worked_stays_and_a_person_looks(routed, annul, handler):
    ticket = Ticket.objects.select_related("subject").get(origin=routed)
    perform(ticket, "record_visit", acting=handler.acting, key=key())
    assert annul(routed).fallen == ()
    assert Ticket.objects.get(pk=ticket.pk).state == "visited"
    review = Review.objects.get()
    assert (review.subject_id, review.about) == (ticket.pk, "ticket.report")
    assert review.before["followed"] != review.after["followed"]
