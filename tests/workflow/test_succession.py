"""When a role passes on: open clocks pass with it in the same step, a breach is charged to who held it at its end."""

from datetime import date, timedelta

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.actions import plan_handover
from idi_platform.projects.models import Project, Unit
from idi_platform.workflow.perform import approve, perform
from policies.book import read_book
from policies.models import Policy
from policies.opening import open_book
from tests.cast import member
from tests.policies.books import bj_2
from tests.policies.consents import all_agree
from tests.workflow.test_interleavings import clocks_that_differ

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def successor():
    return member(Role.developer).organisation


@pytest.fixture
def estate(insurer_organisation, owner, underwriter, approver, developer, at):
    """A building accepted on 2026-08-20 and never filed; a home whose keys are planned for after its cover."""
    book = bj_2(insurer_organisation)
    book["project"]["parties"] = {"developer": developer.organisation.uscc}
    sale = {"sold_on": "2020-03-01", "owners": [{"name": owner.person.name, "phone": owner.person.phone}]}
    book["buildings"][0].update(accepted_on="2026-08-20", ranges=[], units=[{"number": "1-0101", "floor": 1, **sale}])
    at("2026-09-20 08:00")
    open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
    unit = Unit.objects.select_related("subject", "building").get()
    plan_handover(acting=underwriter.acting, key="plan", unit=unit, planned_handover_on=D("2033-12-20"))
    sweep(clock.now())


def succeeds(underwriter, developer, successor, since):
    facts = {"role": "developer", "organisation_id": successor.pk, "replaces_id": developer.organisation.pk}
    project = Project.objects.select_related("subject").get()
    perform(project, "name_participant", acting=underwriter.acting, key=f"s{since}", since=D(since), **facts)


def held():
    rows = Clock.objects.filter(name__in=("building.filing", "unit.late_handover_notice"))
    return {row.name: (row.state, row.owed_org_id) for row in rows}


def test_open_clocks_pass_with_the_role_and_a_breach_stays(estate, underwriter, developer, successor, at):
    first = developer.organisation.pk
    assert held() == {"building.filing": ("overdue", first), "unit.late_handover_notice": ("open", first)}
    at("2026-09-29 09:00")
    succeeds(underwriter, developer, successor, "2026-09-29")
    assert held() == {"building.filing": ("overdue", first), "unit.late_handover_notice": ("open", successor.pk)}


def test_a_succession_entered_late_charges_the_breach_to_who_held_it_then(
    estate, underwriter, developer, successor, at
):
    at("2026-09-29 09:00")
    succeeds(underwriter, developer, successor, "2026-08-25")
    assert held() == {
        "building.filing": ("overdue", successor.pk),
        "unit.late_handover_notice": ("open", successor.pk),
    }


def test_a_role_passes_on_no_earlier_than_it_does(estate, underwriter, developer, successor):
    """A day to come would pass the clocks on without any act."""
    with pytest.raises(Refused):
        succeeds(underwriter, developer, successor, "2026-10-01")
    assert held()["unit.late_handover_notice"] == ("open", developer.organisation.pk)


def test_other_terms_move_the_limits_of_open_claims_in_the_same_step(claim, owner, underwriter, approver):
    perform(claim, "declare_emergency", acting=owner.acting, key="urgent")
    limit = Clock.objects.get(subject=claim.pk, name="claim.emergency_repair")
    assert limit.due_at == limit.started_at + timedelta(hours=4, seconds=1)
    policy = Policy.objects.select_related("subject").get()
    all_agree(policy, underwriter.acting)
    facts = {"number": "PD-1（演示）", "effective_on": D("2026-10-01"), "terms": {"service.emergency_repair": 2}}
    proposed = perform(policy, "amend", acting=underwriter.acting, key="amend", **facts)
    limit.refresh_from_db()
    assert limit.due_at == limit.started_at + timedelta(hours=4, seconds=1), "nothing before the second person agrees"
    approve(proposed.proposal, acting=approver.acting, key="agreed")
    limit.refresh_from_db()
    assert limit.due_at == limit.started_at + timedelta(hours=2, seconds=1)
    assert clocks_that_differ() == []
