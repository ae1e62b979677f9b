"""From the offer to the last fen: agreement, repair, payment with the insurers' shares."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from claims import actions, queries
from claims.codes import LineKind, Mode
from claims.desk import assigning
from claims.models import Agreement, Claim, Payment, PaymentShare
from claims.models.payment_guards import left_to_pay
from idi_platform.deadlines.models import Clock
from idi_platform.documents.drawing import html_of
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import BadInput, NotPermitted, Refused
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes, covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.standing import beginning

pytestmark = pytest.mark.django_db


@pytest.fixture
@beginning
def accepted(surveyed, take, handler, approver, photo, at):  # noqa: F811
    proposed = take(handler, "accept", **covered(photo))
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    return surveyed


@pytest.fixture
@beginning
def offered(accepted, take, handler):  # noqa: F811
    take(
        handler,
        "offer_settlement",
        words="凿开管根，重做附加层。",
        repair_from="2026-10-10",
        repair_by="2026-10-15",
        cash="9400.00",
    )
    return Claim.objects.select_related("subject").get(pk=accepted.pk)


def agree(claim, owner, mode, form_key=None):
    return actions.accept_offer(acting=owner.acting, key=form_key or key(), claim=claim, mode=mode)


def test_what_was_determined_or_paid_is_not_told_as_taken_up_by_nobody(offered, owner, take, handler, approver, at):  # noqa: F811
    at("2026-10-09 10:00")
    assert offered.handled_by is None
    assert assigning.tell_unassigned() == 0, "determined, by whomever"
    agree(offered, owner, Mode.CASH)
    paid(take(handler, "pay", **of("indemnity", "9400.00")), approver)
    assert Claim.objects.get(pk=offered.pk).state == "performed"
    assert assigning.tell_unassigned() == 0


def test_the_owner_agrees_and_the_limit_begins(offered, owner, at):
    at("2026-10-09 10:00")
    agree(offered, owner, Mode.REPAIR)
    found = Claim.objects.get(pk=offered.pk)
    assert (found.state, found.mode) == ("agreed", "repair")
    due = Clock.objects.get(subject_id=found.pk, name="claim.performance").due_at
    assert due.isoformat() == "2026-10-16T16:00:00+00:00"
    assert Agreement.objects.get(claim=found).agreed_by == owner.person.pk
    assert Paper.objects.filter(subject_id=found.pk, code="settlement_agreement").exists()


def test_the_agreement_has_a_place_to_sign_for_each_side_and_one_for_the_insurer_s_seal(offered, owner, handler, at):
    at("2026-10-09 10:00")
    agree(offered, owner, Mode.REPAIR)
    paper = Paper.objects.filter(subject_id=offered.pk, code="settlement_agreement")[0]
    assert paper.data["frame"]["signatories"] == [
        {"side": "业主", "name": owner.person.name, "seals": False},
        {"side": "保险公司", "name": handler.organisation.name, "seals": True},
    ]
    drawn = html_of(paper)
    assert (drawn.count("签字："), drawn.count('class="seal"')) == (2, 1)


def test_nobody_agrees_twice_or_for_another(offered, owner, take, handler):  # noqa: F811
    agree(offered, owner, Mode.CASH, "agree-1")
    agree(offered, owner, Mode.CASH, "agree-1")
    with pytest.raises(Refused) as refused:
        agree(offered, owner, Mode.CASH)
    assert "claim.agreed_already" in codes(refused)


def test_no_agreement_without_an_offer(accepted, owner):
    claim = Claim.objects.select_related("subject").get(pk=accepted.pk)
    with pytest.raises(Refused) as refused:
        agree(claim, owner, Mode.REPAIR)
    assert "claim.no_offer" in codes(refused)


def test_cash_is_paid_by_two_and_split_to_the_fen(offered, owner, take, handler, approver):  # noqa: F811
    agree(offered, owner, Mode.CASH)
    lines = [
        {"kind": LineKind.INDEMNITY, "amount": Decimal("9400.00")},
        {"kind": LineKind.MITIGATION, "amount": Decimal("120.01")},
        {"kind": LineKind.RECEIVED, "amount": Decimal("20.00")},
    ]
    proposed = take(handler, "pay", lines=lines)
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    found = Claim.objects.get(pk=offered.pk)
    assert (found.state, found.paid) == ("performed", Decimal("9500.01"))
    payment = Payment.objects.get(claim=found)
    assert payment.amount == Decimal("9500.01")
    shares = list(
        PaymentShare.objects.filter(payment=payment).order_by("-is_lead", "pk").values_list("amount", flat=True)
    )
    assert sum(shares) == payment.amount
    assert shares == [Decimal("4370.01"), Decimal("3040.00"), Decimal("2090.00")]


def test_what_insurers_write_to_each_other_takes_nothing_else_from_the_owner_s_timeline(
    offered,
    owner,
    take,  # noqa: F811
    handler,
    approver,
):
    agree(offered, owner, Mode.CASH)
    proposed = take(handler, "pay", lines=[{"kind": LineKind.INDEMNITY, "amount": Decimal("9400.00")}])
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    for paper in Paper.objects.filter(subject_id=offered.pk):
        produce(paper.pk)
    among = set(Paper.objects.filter(queries.AMONG_INSURERS, subject_id=offered.pk).values_list("pk", flat=True))
    assert among
    told = queries.records_of([offered.pk])
    assert {"claim.file", "claim.record_survey", "claim.accept", "claim.agree", "claim.pay"} <= {
        one.name for one in told
    }
    assert not among & {one.facts.get("paper_id") for one in told}


def test_more_than_was_agreed_is_refused(offered, owner, take, handler):  # noqa: F811
    agree(offered, owner, Mode.CASH)
    with pytest.raises(Refused) as refused:
        take(handler, "pay", lines=[{"kind": "indemnity", "amount": "9400.01"}])
    assert "claim.over_agreed" in codes(refused)
    with pytest.raises(BadInput):
        take(handler, "pay", lines=[{"kind": "indemnity", "amount": "0.001"}])


def test_a_repair_is_paid_after_it_is_done(offered, owner, take, handler, photo, approver, at):  # noqa: F811
    agree(offered, owner, Mode.REPAIR)
    with pytest.raises(Refused) as refused:
        take(handler, "pay", lines=[{"kind": "repair", "amount": "18640.00"}])
    assert "claim.repair_not_done" in codes(refused)
    take(handler, "order_repair", repairer_kind="third_party", qualification_until="2027-01-31")
    ordered = offered.repairs.get()
    assert (ordered.repairer_kind, ordered.qualification_until) == ("third_party", date(2027, 1, 31))
    at("2026-10-15 16:00")
    take(handler, "complete_repair", evidence_ids=[photo.pk], water_test_passed=True, accepted_by_owner=True)
    found = Claim.objects.get(pk=offered.pk)
    assert found.state == "performed"
    assert Clock.objects.get(subject_id=found.pk, name="claim.performance").state == "met"
    proposed = take(handler, "pay", lines=[{"kind": "repair", "amount": "18640.00"}])
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    shares = PaymentShare.objects.filter(payment__claim=found).order_by("-is_lead", "pk")
    assert [str(share.amount) for share in shares] == ["8574.40", "5964.80", "4100.80"]
    take(handler, "close")


def test_the_owner_cannot_pay_himself(offered, owner, take):  # noqa: F811
    with pytest.raises(NotPermitted):
        take(owner, "pay", lines=[{"kind": "indemnity", "amount": "1.00"}])


def paid(done, approver):
    """The second person agrees to a payment."""
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=done.proposal)


def of(kind, amount):
    return {"lines": [{"kind": kind, "amount": amount}]}


def test_the_agreed_sum_is_paid_once_whatever_waits_beside_it(offered, owner, take, handler, approver):  # noqa: F811
    agree(offered, owner, Mode.CASH)
    ahead = take(handler, "pay_interim", **of("indemnity", "9399.99"))
    whole = take(handler, "pay", **of("indemnity", "9400.00"))
    paid(ahead, approver)
    with pytest.raises(Refused) as refused:
        paid(whole, approver)
    assert "claim.over_agreed" in codes(refused)
    assert Claim.objects.get(pk=offered.pk).paid == Decimal("9399.99")


def test_the_whole_sum_is_never_paid_ahead(offered, owner, take, handler, approver):  # noqa: F811
    with pytest.raises(Refused) as refused:
        take(handler, "pay_interim", **of("indemnity", "9400.00"))
    assert codes(refused) == {"claim.interim_is_all"}
    paid(take(handler, "pay_interim", **of("indemnity", "4000.00")), approver)
    with pytest.raises(Refused) as refused:
        take(handler, "offer_settlement", words="改方案。", cash="4000.00")
    assert codes(refused) == {"claim.offer_below_paid"}
    agree(offered, owner, Mode.CASH)
    with pytest.raises(Refused) as refused:
        take(handler, "pay_interim", **of("indemnity", "5400.00"))
    assert codes(refused) == {"claim.interim_is_all"}


def test_nothing_but_rescue_costs_and_fees_follows_a_full_payment(offered, owner, take, handler, approver):  # noqa: F811
    agree(offered, owner, Mode.CASH)
    paid(take(handler, "pay", **of("indemnity", "9400.00")), approver)
    for kind in ("indemnity", "repair"):
        with pytest.raises(Refused) as refused:
            take(handler, "pay", **of(kind, "0.01"))
        assert "claim.paid_already" in codes(refused)
    paid(take(handler, "pay", **of("appraisal_fee", "800.00")), approver)
    assert Claim.objects.get(pk=offered.pk).paid == Decimal("10200.00")


def test_what_was_paid_ahead_counts_against_the_agreed_sum(offered, owner, take, handler, approver):  # noqa: F811
    with pytest.raises(Refused) as refused:
        take(handler, "pay_interim", **of("indemnity", "9400.01"))
    assert "claim.over_agreed" in codes(refused)
    paid(take(handler, "pay_interim", **of("indemnity", "4000.00")), approver)
    agree(offered, owner, Mode.CASH)
    for step in ("pay", "pay_interim"):
        with pytest.raises(Refused) as refused:
            take(handler, step, **of("indemnity", "5400.01"))
        assert "claim.over_agreed" in codes(refused)
    paid(take(handler, "pay_interim", **of("indemnity", "5000.00")), approver)
    with pytest.raises(Refused):
        take(handler, "pay", **of("indemnity", "400.01"))
    paid(take(handler, "pay", **of("indemnity", "400.00")), approver)
    assert Claim.objects.get(pk=offered.pk).paid == Decimal("9400.00")


def test_a_part_payment_performs_nothing_and_the_rest_does(client, offered, owner, take, handler, approver, at):  # noqa: F811
    at("2026-10-09 10:00")
    agree(offered, owner, Mode.CASH)
    for lines in (of("indemnity", "9399.99"), of("appraisal_fee", "9400.00")):
        with pytest.raises(Refused) as refused:
            take(handler, "pay", **lines)
        assert "claim.not_in_full" in codes(refused)
    paid(take(handler, "pay_interim", **of("indemnity", "4000.00")), approver)
    found = Claim.objects.get(pk=offered.pk)
    assert (found.state, found.performed_at, left_to_pay(found)) == ("agreed", None, Decimal("5400.00"))
    performance = Clock.objects.filter(subject_id=found.pk, name="claim.performance")
    assert performance.get().state == "open"
    log_in(client, owner)
    assert "还差 ¥5,400.00" in client.get(reverse("claims:owner_claim", args=[found.number])).content.decode()
    with pytest.raises(Refused) as refused:
        take(handler, "pay", **of("indemnity", "5400.01"))
    assert codes(refused) == {"claim.over_agreed"}
    paid(take(handler, "pay", **of("indemnity", "5400.00")), approver)
    found.refresh_from_db()
    assert (found.state, left_to_pay(found)) == ("performed", Decimal("0.00"))
    assert performance.get().state == "met"


def test_a_repair_is_paid_once(offered, owner, take, handler, photo, approver):  # noqa: F811
    agree(offered, owner, Mode.REPAIR)
    take(handler, "order_repair")
    take(handler, "complete_repair", evidence_ids=[photo.pk], water_test_passed=True, accepted_by_owner=True)
    paid(take(handler, "pay", **of("repair", "18640.00")), approver)
    with pytest.raises(Refused) as refused:
        take(handler, "pay", **of("repair", "18640.00"))
    assert "claim.paid_already" in codes(refused)


def test_nothing_is_offered_once_there_is_an_agreement(offered, owner, take, handler):  # noqa: F811
    agree(offered, owner, Mode.CASH)
    with pytest.raises(Refused) as refused:
        take(handler, "offer_settlement", words="另一个方案。", cash="9000.00")
    assert codes(refused) == {"step.wrong_state"}
