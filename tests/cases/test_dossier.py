"""One home, one file (SH-17-2a): its policy and its claims stand on its own page and on no other home's."""

import pytest
from django.urls import reverse

from claims.models import Claim
from idi_platform.projects.models import Unit
from policies.models import Policy

pytestmark = pytest.mark.django_db
HEADING = "承保、风险和理赔档案"


def page_of(browser, pk):
    return browser.get(reverse("cases_console:subject", args=[pk]))


def held_on(page):
    """Return the part of the page that lists what the home's file holds."""
    return page.content.decode().partition(HEADING)[2].partition("</section>")[0]


def numbers(claim):
    policy = Policy.objects.get(insured_object=claim.subject.insured_object_id)
    return policy.number, claim.number


def test_a_home_s_file_leads_to_its_policy_and_its_claim(desk, claim):
    policy, number = numbers(claim)
    held = held_on(page_of(desk, claim.subject.unit_id))
    assert policy in held
    assert number in held


def test_another_home_s_file_holds_the_policy_and_not_the_claim(desk, claim):
    policy, number = numbers(claim)
    other = Unit.objects.exclude(pk=claim.subject.unit_id).first()
    held = held_on(page_of(desk, other.pk))
    assert policy in held
    assert number not in held


def test_a_claim_has_no_file_of_its_own_and_nobody_else_s_home_is_shown(desk, claim, as_player, other_insurer):
    assert HEADING not in page_of(desk, claim.subject.building_id).content.decode()
    assert page_of(as_player(other_insurer), claim.subject.unit_id).status_code == 404
    assert Claim.objects.filter(pk=claim.pk).exists()
