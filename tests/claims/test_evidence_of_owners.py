"""Further evidence: the file never waits for a step, is never doubled and never lost; the step names it."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.urls import reverse

from claims import actions
from claims.models import Claim
from idi_platform.documents import receiving
from idi_platform.documents.models import Attachment
from idi_platform.documents.tasks import discard_unsent_uploads
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.portal.cases.actions import take_evidence, waiting_for
from idi_platform.records.models import Record
from idi_platform.workflow import locks
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes
from tests.claims.test_former_owner import sold  # noqa: F401  a fixture
from tests.workflow.conftest import picture
from tests.workflow.test_interleavings import PATIENCE, another_transaction, impatient  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


def address(claim):
    return reverse("claims:owner_add", args=[claim.number])


def attached(claim):
    return Record.objects.filter(subject=claim.pk, name="claim.attach")


def until(true):
    """Wait for what another thread commits."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_over_http_the_file_is_received_while_a_step_holds_the_claim(client, claim, owner):
    log_in(client, owner)
    answers = []

    def post():
        try:
            answers.append(client.post(address(claim), {"key": str(uuid.uuid4()), "photos": [picture()]}))
        finally:
            connection.close()

    with another_transaction(lambda: locks.take([claim.pk])) as let_go:
        thread = threading.Thread(target=post)
        thread.start()
        assert until(lambda: Attachment.objects.filter(subject=None).exists())
        assert answers == []
        let_go()
        thread.join(PATIENCE)
    assert [answer.status_code for answer in answers] == [302]
    photo = Attachment.objects.get()
    assert (photo.subject_id, photo.number) == (claim.pk, 1)
    assert attached(claim).get().facts["evidence_ids"] == [photo.pk]


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_before_its_step_is_offered_again(client, claim, owner, impatient):  # noqa: F811
    log_in(client, owner)
    with another_transaction(lambda: locks.take([claim.pk])), pytest.raises(OperationalError):
        client.post(address(claim), {"key": str(uuid.uuid4()), "photos": [picture()]})
    waiting = Attachment.objects.get()
    assert (waiting.subject_id, attached(claim).count()) == (None, 0)
    shown = client.get(address(claim))
    assert f'name="again" value="{waiting.pk}" checked' in shown.content.decode()
    form = {"key": str(uuid.uuid4()), "again": [str(waiting.pk)]}
    assert client.post(address(claim), form).status_code == 302
    assert client.post(address(claim), form).status_code == 302
    assert attached(claim).get().facts["evidence_ids"] == [waiting.pk]
    assert Attachment.objects.get().subject_id == claim.pk
    assert 'name="again"' not in client.get(address(claim)).content.decode()


def test_the_form_sent_twice_keeps_each_file_once(client, claim, owner):
    log_in(client, owner)
    key_ = str(uuid.uuid4())
    for _ in range(2):
        sent = {"key": key_, "photos": [picture()], "words": "雨后更重。"}
        assert client.post(address(claim), sent).status_code == 302
    assert Attachment.objects.count() == 1
    assert attached(claim).count() == 1


def test_an_answer_to_a_list_sent_twice_is_one_answer(client, claim, owner, handler):
    actions.take(claim, "request_supplement", acting=handler.acting, key=key(), words="补材料", papers=["photos"])
    log_in(client, owner)
    key_ = str(uuid.uuid4())
    for _ in range(2):
        sent = {"key": key_, "photos": [picture()], "answers": ["photos"], "list_number": 1}
        assert client.post(address(claim), sent).status_code == 302
    assert Record.objects.filter(subject=claim.pk, name="claim.supply_documents").count() == 1
    assert not attached(claim).exists()
    assert not Claim.objects.get(pk=claim.pk).is_waiting_for_papers


def test_nothing_is_kept_of_whoever_may_not(claim, owner, neighbour, sold):  # noqa: F811
    with pytest.raises(NotVisible):
        actions.add_evidence(acting=neighbour.acting, key=key(), claim=claim, files=[picture()])
    sold()
    before = set(default_storage.listdir("evidence")[0]) if default_storage.exists("evidence") else set()
    with pytest.raises(Refused) as refused:
        actions.add_evidence(acting=owner.acting, key=key(), claim=claim, files=[picture()])
    assert "claim.former_owner" in codes(refused)
    assert not Attachment.objects.exists()
    assert (set(default_storage.listdir("evidence")[0]) if default_storage.exists("evidence") else set()) == before


def test_nobody_sends_in_what_another_has_uploaded(claim, owner, handler):
    foreign = receiving.receive(picture(), acting=handler.acting, kind="photo", draft=uuid.uuid4())
    done = actions.add_evidence(acting=owner.acting, key=key(), claim=claim, words="补充。", again=[foreign.pk])
    assert done.record.name == "claim.note"
    assert Attachment.objects.get().subject_id is None


def test_what_came_in_parts_before_a_desks_form_goes_with_it_once(claim, handler, approver):
    draft = waiting_for(claim.subject)
    waiting = receiving.receive(picture(), acting=handler.acting, draft=draft)
    receiving.receive(picture(), acting=approver.acting, draft=draft)
    taken = [take_evidence([], acting=handler.acting, subject=claim.subject) for _ in range(2)]
    assert taken == [[waiting.pk], []]
    assert list(Attachment.objects.filter(subject=claim.pk)) == [waiting]


def test_what_is_never_sent_is_discarded_after_thirty_days(claim, owner, django_capture_on_commit_callbacks):
    kept = receiving.receive(picture(), acting=owner.acting, kind="photo", subject_id=claim.pk)
    waiting = receiving.receive(picture(), acting=owner.acting, kind="photo", draft=uuid.uuid4())
    name = str(waiting.original)
    assert discard_unsent_uploads() == 0
    Attachment.objects.update(received_at=clock.now() - receiving.KEEP_UNSENT - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_unsent_uploads() == 1
    assert list(Attachment.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not default_storage.exists(name)
