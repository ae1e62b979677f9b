"""The second person sees what the first has weighed: photos, the survey, and how alike cases were decided."""

import pytest
from django.urls import reverse

from claims.codes import Outcome
from claims.models import Claim
from idi_platform.workflow.models import Proposal
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import not_covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


@pytest.fixture
def refusing(surveyed, take, handler, photo):
    return take(handler, "refuse", **not_covered(photo)).proposal


@pytest.fixture
def decided(report, refusing, at):
    """Another leak at the same place, which was found to be covered."""
    at("2026-10-08 15:10")
    other = report(form_key=key()).claim
    Claim.objects.filter(pk=other.pk).update(outcome=Outcome.COVERED, determined_at=other.received_at)
    return Claim.objects.get(pk=other.pk)


def page_of(client, proposal):
    return client.get(reverse("claims:console_approval", args=[proposal.pk]))


def test_the_photos_cited_and_the_survey_stand_beside_the_proposal(client, refusing, approver, photo, surveyor):
    log_in(client, approver)
    answer = page_of(client, refusing)
    page = answer.content.decode()
    assert [item.number for item in answer.context["evidence"]] == [photo.label]
    assert "顶面渗水点两处。" in page.partition("勘查结论")[2]
    assert surveyor.person.name in page


def test_an_alike_case_that_came_out_otherwise_is_flagged(client, decided, refusing, approver):
    log_in(client, approver)
    page = page_of(client, refusing).content.decode()
    assert "有 1 件的结果和这一件不同" in page
    assert reverse("claims:console_claim", args=[decided.number]) in page
    assert "结果不同</span>" in page


@pytest.mark.parametrize("changed", [{"outcome": Outcome.NOT_COVERED}, {"place": "balcony"}])
def test_one_that_came_out_the_same_or_stood_elsewhere_is_not(client, decided, refusing, approver, changed):
    Claim.objects.filter(pk=decided.pk).update(**changed)
    log_in(client, approver)
    page = page_of(client, refusing).content.decode()
    assert decided.number in page
    assert "结果不同" not in page


@pytest.mark.parametrize("item", ["waterproofing", ""])
def test_where_the_claim_has_no_item_that_proposed_counts_else_any(client, decided, refusing, approver, item):
    Proposal.objects.filter(pk=refusing.pk).update(facts={**refusing.facts, "item": item})
    Claim.objects.filter(pk=refusing.subject_id).update(item_code="")
    Claim.objects.filter(pk=decided.pk).update(item_code="waterproofing")
    log_in(client, approver)
    assert "有 1 件的结果和这一件不同" in page_of(client, refusing).content.decode()


def test_a_list_that_is_cut_says_at_least(client, decided, refusing, approver, monkeypatch):
    for place in ("claims.nearby", "claims.pages.second_look"):
        monkeypatch.setattr(f"{place}.MOST_DECIDED", 1)
    log_in(client, approver)
    assert "至少有 1 件的结果和这一件不同" in page_of(client, refusing).content.decode()
