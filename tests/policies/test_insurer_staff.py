"""The insurer's risk staff and project managers: counted for the one that leads, in completed years."""

from datetime import date

import pytest

from idi_platform.kernel import clock
from idi_platform.rulebooks.vocabulary import vocabulary
from policies.models import InsurerStaff, Policy
from policies.staff_facts import full_years
from tests.cast import PersonFactory
from tests.driving import open_contract

pytestmark = pytest.mark.django_db
ROLES = ("owner", "developer", "contractor", "designer", "supervisor", "lab", "underwriter", "handler", "approver")


def staff(organisation, **more):
    return InsurerStaff(
        organisation=organisation,
        person=PersonFactory(),
        function="risk_control",
        practising_since=date(2016, 7, 1),
        **more,
    )


@pytest.mark.parametrize(("today", "years"), [(date(2026, 6, 30), 9), (date(2026, 7, 1), 10), (date(2016, 6, 1), 0)])
def test_years_of_practice_are_completed_years(monkeypatch, today, years):
    monkeypatch.setattr(clock, "local_date", lambda _instant: today)
    assert full_years(InsurerStaff(practising_since=date(2016, 7, 1))) == years


def test_only_the_lead_s_people_on_duty_are_counted(request):
    players = {who: request.getfixturevalue(who) for who in ROLES}
    policy = Policy.objects.get(pk=open_contract(players).policy.pk)
    lead = next(share.organisation for share in policy.shares.all() if share.role == "lead")
    follower = request.getfixturevalue("other_insurer").organisation
    for row in (staff(lead), staff(lead, is_active=False), staff(follower)):
        row.save()
    counted = list(vocabulary.sets["policy.insurer_staff"].read(policy))
    assert [row.organisation for row in counted] == [lead]
    assert vocabulary.facts["insurer_staff.function"].read(counted[0]) == "risk_control"
    assert vocabulary.facts["insurer_staff.has_licence"].read(counted[0]) is False
