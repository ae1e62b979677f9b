"""Where what the agency found is read: behind the doors of insurers, surveyors, authority, developer, site, agency."""

from typing import Final

from django.urls import reverse

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.addresses import READERS
from idi_platform.projects.roles import SITE

BEHIND: Final = {
    **READERS,
    "developer": frozenset({Role.developer}),
    "site": SITE,
    "agency": frozenset({Role.agency}),
    "field": frozenset({Role.surveyor}),
}
"""The doors behind which these pages stand, and for whom."""


def finding_address(acting: Acting, pk: int) -> str:
    """Return the address of a finding behind the reader's door; empty where his door has none."""
    return _address(acting, "one", pk)


def project_findings_address(acting: Acting, pk: int) -> str:
    """Return the address of what was found at a project behind the reader's door; empty where his door has none."""
    return _address(acting, "project", pk)


def _address(acting: Acting, name: str, pk: int) -> str:
    if acting.roles.isdisjoint(BEHIND.get(acting.door, frozenset())):
        return ""
    return reverse(f"findings_{acting.door}:{name}", args=[pk])
