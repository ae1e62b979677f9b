"""Entries in the menus of both doors."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors

from .addresses import READERS


def register() -> None:
    """Register one entry a door: the registers lead to each other."""
    for name in READERS:
        doors.register_entries(doors.Entry(name, _("更正和登记"), f"cases_{name}:waiting", icon="edit", order=60))
