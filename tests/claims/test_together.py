"""At the same time: one form sent twice, and two decisions on one claim. Real commits, real threads."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction

from claims import actions
from claims.codes import Cause
from claims.models import Claim, Determination, Intake
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import Refused
from idi_platform.workflow import locks
from idi_platform.workflow.lifecycles import lifecycle_of
from tests.claims.conftest import key
from tests.claims.test_decision import PNG, covered, not_covered


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


def test_accept_and_refuse_approved_at_once(committed_db, report, at, handler, surveyor, approver):
    claim = report().claim
    at("2026-10-08 15:00")
    file = SimpleUploadedFile("leak.png", PNG, content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    survey = {"words": "渗水点两处。", "evidence_ids": [photo.pk], "cause": Cause.CONSTRUCTION}
    actions.take(claim, "record_survey", acting=surveyor.acting, key=key(), **survey)
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
    assert Claim.objects.get(pk=claim.pk).state in {"accepted", "refused"}
    assert Determination.objects.filter(claim=claim).count() == 1


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
