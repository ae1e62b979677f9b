"""A project with its site, and an agency that works on it."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Subject
from riskmgmt.models import Engagement
from tests.cast import member
from tests.driving import Driver, open_project

ROLES = (
    "owner", "developer", "contractor", "designer", "supervisor", "lab", "agency", "underwriter", "handler", "approver",
    "accountant",
)  # fmt: skip


@pytest.fixture
def players(request):
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return {**found, "regulator": member(Role.regulator, division="330300")}


@pytest.fixture
def driver(players):
    return Driver(players)


@pytest.fixture
def project(driver, underwriter, players):
    return open_project(underwriter, players)


@pytest.fixture
def under(project):
    """Return a new subject that hangs on the project, and on more where it is named."""

    def make(**links):
        return Subject(division_id=project.subject.division_id, project_id=project.pk, **links)

    return make


@pytest.fixture
def engagement(driver, under, agency):
    made = Engagement(subject=under())
    return driver.drive(made, [("select", "underwriter", {"organisation_id": agency.organisation.pk})])
