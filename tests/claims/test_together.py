"""At the same time: one form sent twice, and two decisions on one claim. Real commits, real threads."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction

from claims import actions
from claims.actions import Whereabouts, reporting
from claims.actions import beside as beside_actions
from claims.actions.unplaced_ends import join_report
from claims.codes import Cause
from claims.models import Appointment, Claim, Determination, Intake, Repair, Ticket, next_number
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records.models import Record
from idi_platform.workflow import locks
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.perform import perform
from idi_platform.workflow.proposals import decline
from tests.claims.conftest import LEAK, key
from tests.claims.test_decision import PNG, covered, not_covered
from tests.workflow.test_interleavings import another_transaction, once_somebody_waits

SERIES = ("BJ", "BJB")
"""Of claims and of reports in Beijing."""
DECISIONS = ("核定：属于保险责任", "核定：不属于保险责任")


def both(*works):
    """Run the works at once; return what each answered or raised."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(at, work):
        start.wait()
        try:
            answers[at] = work()
        except Exception as error:  # noqa: BLE001  the test looks at it
            answers[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_form_in_two_tabs_is_one_claim(committed_db, report):
    first, second = both(lambda: report("same-form"), lambda: report("same-form"))
    assert first.claim.number == second.claim.number
    assert Claim.objects.count() == Intake.objects.count() == 1


def looked_at(claim, handler, surveyor):
    file = SimpleUploadedFile("leak.png", PNG, content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    survey = {"words": "渗水点两处。", "evidence_ids": [photo.pk], "cause": Cause.CONSTRUCTION}
    actions.take(claim, "record_survey", acting=surveyor.acting, key=key(), **survey)
    return photo


def proposed(claim, handler, surveyor):
    photo = looked_at(claim, handler, surveyor)
    return actions.take(claim, "accept", acting=handler.acting, key=key(), **covered(photo)).proposal


def test_accept_and_refuse_approved_at_once(committed_db, report, at, handler, surveyor, approver):
    claim = report().claim
    at("2026-10-08 15:00")
    photo = looked_at(claim, handler, surveyor)
    accept = actions.take(claim, "accept", acting=handler.acting, key=key(), **covered(photo)).proposal
    refuse = actions.take(claim, "refuse", acting=handler.acting, key=key(), **not_covered(photo)).proposal
    acting = approver.acting
    answers = both(
        lambda: actions.approve_proposal(acting=acting, key="yes", proposal=accept),
        lambda: actions.approve_proposal(acting=acting, key="no", proposal=refuse),
    )
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(lost) == 1, answers
    assert [refusal.code for refusal in lost[0].refusals] == ["step.wrong_state"]
    won, late = DECISIONS if Claim.objects.get(pk=claim.pk).state == "accepted" else reversed(DECISIONS)
    said = f"现在不能“{late}”：复核人已在2026年10月8日 15:00“{won}”。请刷新页面看最新情况。"
    assert lost[0].refusals[0].message == said
    assert Claim.objects.get(pk=claim.pk).state in {"accepted", "refused"}
    assert Determination.objects.filter(claim=claim).count() == 1


def test_one_decision_approved_and_returned_at_once(committed_db, report, at, handler, surveyor, approver):
    claim = report().claim
    at("2026-10-08 15:00")
    accept = proposed(claim, handler, surveyor)
    acting = approver.acting
    answers = both(
        lambda: actions.approve_proposal(acting=acting, key="yes", proposal=accept),
        lambda: decline(accept, acting=acting, reason="理由写得不够。"),
    )
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(lost) == 1, answers
    told = {
        "accepted": "复核人已在2026年10月8日 15:00同意这一项，请刷新页面看结果。",
        "filed": "复核人已在2026年10月8日 15:00退回这一项，请刷新页面看结果。",
    }
    assert [one.message for one in lost[0].refusals] == [told[Claim.objects.get(pk=claim.pk).state]]


@pytest.fixture
def follow(report, home, handler, stranger):
    """Ways in which a report joins a claim, of a home that is known and of one that is not."""

    def known(claim):
        return actions.join_claim(acting=handler.acting, key="join", claim=claim, words="又漏了。")

    def unplaced(claim):
        where = Whereabouts(project=home.building.insured_object.project, building=home.building, words="0101")
        intake = actions.report_unplaced(acting=stranger.acting, key="where", where=where, defect=LEAK)
        return lambda: join_report(acting=handler.acting, key="join", intake=intake, claim=claim)

    return {"known": lambda claim: lambda: known(claim), "unplaced": unplaced}


@pytest.mark.parametrize("way", ["known", "unplaced"])
def test_a_report_that_joins_waits_for_whoever_withdraws_and_is_told(committed_db, report, owner, follow, way):
    claim = report().claim
    join = follow[way](claim)
    with another_transaction(lambda: actions.withdraw(acting=owner.acting, key="back", claim=claim)) as let_go:
        has_waited = once_somebody_waits(let_go)
        with pytest.raises(Refused) as refused:
            join()
    assert has_waited()
    said = "不能再归并到这个案件：业主已在2026年9月29日 20:10“撤回报案”。请按新的问题报案。"
    assert [(one.code, one.message) for one in refused.value.refusals] == [("intake.claim_ended", said)]
    assert not Intake.objects.filter(state="joined").exists()


@pytest.mark.parametrize("way", ["known", "unplaced"])
def test_whoever_withdraws_waits_for_a_report_that_joins(committed_db, report, owner, follow, way):
    claim = report().claim
    with another_transaction(follow[way](claim)) as let_go:
        has_waited = once_somebody_waits(let_go)
        actions.withdraw(acting=owner.acting, key="back", claim=claim)
    assert has_waited()
    joined, left = Record.objects.get(name="intake.join"), Record.objects.get(name="claim.withdraw")
    assert (Intake.objects.get(state="joined").claim_id, joined.pk < left.pk) == (claim.pk, True)


@pytest.fixture
def beside(handler):
    """What is begun beside a claim, by its desk."""

    def repair(claim):
        target = Repair(subject=beside_actions._beside(claim), claim=claim)
        perform(target, "order", acting=handler.acting, key="order", repairer_kind="own_team")

    def visit(claim):
        beside_actions.offer_slots(
            acting=handler.acting, key="offer", claim=claim, slots=[clock.now() + timedelta(days=1)]
        )

    return {"repair": repair, "visit": visit}


@pytest.mark.parametrize(("what", "code"), [("repair", "claim.not_repaired"), ("visit", "claim.ended")])
def test_what_begins_beside_a_claim_waits_for_whoever_withdraws(committed_db, report, owner, beside, what, code):
    claim = report().claim
    with another_transaction(lambda: actions.withdraw(acting=owner.acting, key="back", claim=claim)) as let_go:
        has_waited = once_somebody_waits(let_go)
        with pytest.raises(Refused) as refused:
            beside[what](claim)
    assert has_waited()
    assert [one.code for one in refused.value.refusals] == [code]
    assert not Repair.objects.exists()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("what", ["repair", "visit"])
def test_whoever_withdraws_waits_for_what_begins_beside_the_claim(committed_db, report, owner, beside, what):
    claim = report().claim
    with another_transaction(lambda: beside[what](claim)) as let_go:
        has_waited = once_somebody_waits(let_go)
        actions.withdraw(acting=owner.acting, key="back", claim=claim)
    assert has_waited()
    names = ("repair.order", "appointment.offer", "claim.withdraw")
    began, left = Record.objects.filter(name__in=names).order_by("pk").values_list("name", flat=True)
    assert (began in names[:2], left) == (True, "claim.withdraw")


@pytest.mark.parametrize("way", ["report", "place", "unplaced"])
def test_a_number_is_taken_only_when_the_place_is_held(committed_db, report, home, handler, stranger, way):
    """Whoever waits for the home holds up nobody who takes a number elsewhere, and two never wait for each other."""
    where = Whereabouts(project=home.building.insured_object.project, building=home.building, words="0101")

    def unplaced(name):
        return actions.report_unplaced(acting=stranger.acting, key=name, where=where, defect=LEAK)

    intake = unplaced("first")
    ways = {
        "report": lambda: report("second"),
        "place": lambda: actions.place_report(acting=handler.acting, key="place", intake=intake, at=home),
        "unplaced": lambda: unplaced("second"),
    }
    held, taken = home.pk if way != "unplaced" else intake.subject.policy_id, []

    def number_elsewhere():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            taken.extend(next_number(series, 2026) for series in SERIES)

    def see_and_let_go():
        try:
            number_elsewhere()
        finally:
            let_go()

    with another_transaction(lambda: locks.take([held])) as let_go:
        has_waited = once_somebody_waits(see_and_let_go)
        ways[way]()
    assert has_waited()
    assert len(taken) == len(SERIES)


def test_a_report_that_joins_a_routed_claim_waits_for_the_end_of_its_ticket(committed_db, report, at, owner, follow):
    at("2021-06-02 09:00")
    routed = report(defect=replace(LEAK, discovered_on=date(2021, 6, 1))).claim
    ticket = Ticket.objects.select_related("subject").get(origin=routed)

    def end():
        actions.take_on_ticket(acting=owner.acting, key="back", ticket=ticket, step="withdraw")

    with another_transaction(end) as let_go:
        has_waited = once_somebody_waits(let_go)
        with pytest.raises(Refused) as refused:
            follow["known"](routed)()
    assert has_waited()
    said = "不能再归并到这个案件：业主已在2021年6月2日 09:00“撤回报修”。请按新的问题报案。"
    assert [one.message for one in refused.value.refusals] == [said]


@pytest.mark.parametrize("way", ["known", "unplaced"])
def test_what_appears_while_a_case_is_waited_for_is_locked_too(committed_db, report, follow, way, monkeypatch, caplog):
    """As the ticket of a claim that is routed in that instant: the act begins anew and looks again."""
    first, second = (report().claim for _number in range(2))
    join, steps, looks = follow[way](first), lifecycle_of("intake").steps, iter([[first.pk]])

    def asked(_what):
        return next(looks, [first.pk, second.pk])

    if way == "known":
        monkeypatch.setattr(reporting, "case_followed", asked)
        steps_look = replace(steps["join"], reads_named=lambda _facts: [first.pk, second.pk])
    else:
        steps_look = replace(steps["join"], reads_named=asked)
    monkeypatch.setitem(steps, "join", steps_look)
    with another_transaction(lambda: locks.take([second.pk])) as let_go:
        has_waited = once_somebody_waits(let_go)
        join()
    assert has_waited()
    assert [record.message for record in caplog.records].count("perform.appeared") == 1
    assert Intake.objects.get(state="joined").claim_id == first.pk


@pytest.mark.parametrize("name", ["pay", "pay_interim"])
def test_payments_on_two_claims_of_one_policy_wait_for_each_other(committed_db, report, name):
    definition = lifecycle_of("claim").steps[name]
    first, second = (report().claim.subject for _number in range(2))
    assert first.policy_id == second.policy_id is not None

    def hold(subject):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            writes = locks.named_subjects(subject, definition.locks)
            try:
                locks.take(writes, locks.named_subjects(subject, definition.reads) - writes)
            except OperationalError:
                has_waited.set()
                raise
            assert has_waited.wait(60)

    has_waited = threading.Event()
    answers = both(lambda: hold(first), lambda: hold(second))
    assert sum(isinstance(answer, OperationalError) for answer in answers) == 1, answers
