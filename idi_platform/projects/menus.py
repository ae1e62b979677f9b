"""Entries in the menus; the authority's door opens on the projects of its divisions."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors
from idi_platform.portal.cases.addresses import READERS


def register() -> None:
    """Register entries and the authority's landing."""
    for name in READERS:
        doors.register_entries(doors.Entry(name, _("项目"), f"projects_{name}:projects", icon="crane", order=30))
    doors.register_landing("regulator", "projects_regulator:projects")
