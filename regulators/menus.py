"""Entries in the authority's menu."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors
from idi_platform.projects.roles import SUPERVISION


def register() -> None:
    """Register the reports."""
    doors.register_entries(
        doors.Entry("regulator", _("报表"), "reports:reports", icon="chart", order=60, roles=SUPERVISION)
    )
