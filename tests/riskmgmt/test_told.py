"""Where a text names the agency, the agency engaged for the project is told, whatever the matter hangs on."""

from datetime import date
from types import SimpleNamespace

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.records.models import Subject
from idi_platform.workflow.escalation import Recipient, recipients
from idi_platform.workflow.sectioned import _addressees

pytestmark = pytest.mark.django_db


def today():
    return clock.local_date(clock.now())


def addressees(subject, *names):
    happened = SimpleNamespace(
        aggregate=SimpleNamespace(subject=subject), moment=SimpleNamespace(occurred_at=clock.now())
    )
    return list(_addressees(SimpleNamespace(recipient=names), happened, None))


@pytest.mark.parametrize("kind", ["project", "claim", "insured_object"])
def test_a_project_s_agency_is_told_of_what_lies_under_no_engagement(project, engagement, agency, under, kind):
    subject = project.subject if kind == "project" else under(kind=kind)
    told = (Recipient(organisation_id=agency.organisation.pk, role=Role.agency),)
    assert recipients(SimpleNamespace(subject=subject), "agency", today()) == told
    assert addressees(subject, "agency") == [(None, agency.organisation.pk)]


def test_before_it_is_engaged_and_elsewhere_it_is_not_told(project, engagement, under):
    assert recipients(project, "agency", date(2001, 1, 1)) == ()
    nowhere = Subject(kind="claim", division_id=project.subject.division_id)
    assert recipients(SimpleNamespace(subject=nowhere), "agency", today()) == ()
    assert addressees(nowhere, "agency") == [(None, None)]


def test_another_engagement_s_agency_is_not_told_of_this_one(project, engagement, under):
    other = Subject.objects.create(kind="engagement", division_id=project.subject.division_id, project_id=project.pk)
    finding = under(kind="finding", engagement_id=other.pk)
    assert recipients(SimpleNamespace(subject=finding), "agency", today()) == ()
