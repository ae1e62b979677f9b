"""Decisions to look at again: listed with both sides, settled once, by a person, with words."""

from datetime import date

import pytest
from django.urls import reverse

from claims.models import Claim
from idi_platform.kernel import clock
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.models import Review
from tests.asking import asked_by
from tests.claims.test_budgets import many
from tests.standing import beginning

pytestmark = pytest.mark.django_db
BEFORE = {"cover_state": "covered", "liable": "insurer", "outcome": "covered"}
KEY = {"key": "6f6f6f6f-0000-4000-8000-000000000011"}


@pytest.fixture
@beginning
def review(claim, underwriter, approver, proof):
    record = Record.objects.get(name="building.accept")
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="看错了",
        evidence=[proof(record.subject_id)],
        facts={"accepted_on": date(2020, 11, 21)},
    )
    approve_correction(proposal, acting=approver.acting)
    return Review.objects.create(
        subject_id=claim.pk,
        correction=Record.objects.get(form="correction"),
        about="claim.determination",
        before=BEFORE,
        after={**BEFORE, "cover_state": "ended"},
        opened_at=clock.now(),
    )


@pytest.fixture
def address(review):
    return reverse("cases_console:review", args=[review.pk])


def test_the_list_shows_both_sides(review, desk):
    text = desk.get(reverse("cases_console:reviews")).content.decode()
    assert "核定结果" in text
    assert "等人来看" in text


def test_it_is_settled_with_words_and_once(review, address, desk):
    assert desk.post(address, KEY).status_code == 422
    assert desk.post(address, {**KEY, "outcome": "维持：业主在期内报案。"}).status_code == 302
    review.refresh_from_db()
    assert review.outcome_words.body == "维持：业主在期内报案。"
    assert desk.post(address, {**KEY, "outcome": "再来一次"}).status_code == 409
    lists = reverse("cases_console:reviews")
    assert "维持：业主在期内报案。" not in desk.get(lists).content.decode()
    assert "维持：业主在期内报案。" in desk.get(f"{lists}?settled=1").content.decode()


def test_the_authority_reads_and_does_not_settle(review, as_player, regulator_of_city, regulator_elsewhere):
    address = reverse("cases_regulator:review", args=[review.pk])
    client = as_player(regulator_of_city)
    text = client.get(address).content.decode()
    assert "核定结果" in text
    assert 'name="outcome"' not in text
    assert client.post(address, {**KEY, "outcome": "维持"}).status_code == 403
    assert as_player(regulator_elsewhere).get(address).status_code == 404


@pytest.mark.parametrize("who", ["other_insurer", "owner", "accountant"])
def test_others_find_nothing(address, as_player, request, who):
    assert as_player(request.getfixturevalue(who)).get(address).status_code == 404


def test_the_list_costs_the_same_at_two_sizes(review, desk, claim):
    address = reverse("cases_console:reviews")

    few = len(asked_by(desk, address))
    many(claim, 40)
    same = {"correction_id": review.correction_id, "about": review.about, "before": BEFORE, "after": BEFORE}
    Review.objects.bulk_create(
        Review(subject_id=one.pk, opened_at=review.opened_at, **same) for one in Claim.objects.all()
    )
    assert len(found := asked_by(desk, address)) == few, found
