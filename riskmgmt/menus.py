"""Entries in the menus: whoever builds, and the agency, read what was found."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors


def register() -> None:
    """Register entries; insurers and authority come from the page of a project."""
    for name in ("developer", "site", "agency"):
        doors.register_entries(doors.Entry(name, _("检查发现"), f"findings_{name}:list", icon="eye", order=25))
