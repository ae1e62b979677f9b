"""Who sees the agency's work: the agency, the insurers, developer and site of its project, and the authorities."""

from idi_platform.accounts.roles import Role
from idi_platform.projects.access import ProjectFileAccess
from idi_platform.projects.roles import INSURERS, SITE, SUPERVISION
from idi_platform.records.access import register_access


class RiskFileAccess(ProjectFileAccess):
    """The reach that all kinds of the risk file share: by project, by engagement, by division; owners see none."""

    roles = INSURERS | SUPERVISION | SITE | {Role.developer, Role.agency}


class EngagementAccess(RiskFileAccess):
    """An engagement."""

    kind = "engagement"
    roles = INSURERS | SUPERVISION | {Role.developer, Role.agency}


class InspectionAccess(RiskFileAccess):
    """An inspection."""

    kind = "inspection"


class TestAccess(RiskFileAccess):
    """A test."""

    kind = "test"


class FindingAccess(RiskFileAccess):
    """A finding."""

    kind = "finding"


class AssessmentAccess(RiskFileAccess):
    """A report of the agency."""

    kind = "assessment"
    roles = INSURERS | SUPERVISION | {Role.developer, Role.agency, Role.supervisor}


def register() -> None:
    """Register the access of every kind."""
    for access in (EngagementAccess, InspectionAccess, TestAccess, FindingAccess, AssessmentAccess):
        register_access(access)
