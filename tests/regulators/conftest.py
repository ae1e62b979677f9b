"""A project with its site, and the authorities of its place."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Subject
from tests.cast import member
from tests.driving import Driver, open_project

ROLES = ("owner", "developer", "contractor", "designer", "supervisor", "lab", "underwriter", "handler")


@pytest.fixture
def authority(db):
    return member(Role.regulator, division="330300")


@pytest.fixture
def driver(authority, request):
    """The second person of the authority stands where others have their approver."""
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return Driver(
        {**found, "regulator": authority, "approver": member(Role.regulator, authority.organisation, "330300")}
    )


@pytest.fixture
def project(driver, underwriter):
    return open_project(underwriter, driver.players)


@pytest.fixture
def under(project):
    """Return a new subject that hangs on the project."""

    def make(**links):
        return Subject(division_id=project.subject.division_id, project_id=project.pk, **links)

    return make
