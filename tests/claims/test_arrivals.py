"""A paper arrives when its addressee opens it in his pages, once; nobody else's look counts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims import actions
from claims.models import Claim
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel import clock
from idi_platform.notifications.models import Delivery
from idi_platform.notifications.sending import tell_arrivals
from tests.cast import log_in
from tests.claims.conftest import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted(claim, handler):
    """The list of missing papers, handed over."""
    actions.take(claim, "request_supplement", acting=handler.acting, key=key(), words="缺一张。", papers=["identity"])
    return produce(Paper.objects.get(subject_id=claim.pk, code="supplement_list").pk)


def test_opening_the_paper_is_its_arrival(client, claim, wanted, owner, at):
    at("2026-09-30 08:00")
    opened = clock.now()
    log_in(client, owner)
    address = reverse("claims:owner_paper", args=[wanted.pk])
    assert client.get(address).status_code == 200
    at("2026-10-02 08:00")
    assert client.get(address).status_code == 200
    tell_arrivals()
    wanted.refresh_from_db()
    assert abs(wanted.arrived_at - opened) < timedelta(seconds=30)
    assert Claim.objects.get(pk=claim.pk).supplement_arrived_at == wanted.arrived_at


def test_a_failure_to_record_it_does_not_keep_the_paper(client, wanted, owner, monkeypatch):
    def fails(*_given):
        raise RuntimeError("no such luck")

    monkeypatch.setattr("claims.actions.handling.mark_read", fails)
    log_in(client, owner)
    assert client.get(reverse("claims:owner_paper", args=[wanted.pk])).status_code == 200


def test_somebody_elses_look_is_no_arrival(wanted, neighbour):
    actions.open_paper(acting=neighbour.acting, paper=wanted)
    assert not Delivery.objects.filter(notice__paper_id=wanted.pk, arrived_at__isnull=False).exists()
