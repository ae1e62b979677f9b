"""The entry in every organisation's menu, for its administrators alone."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors

from .urls import BEHIND


def register() -> None:
    """Register one entry a door."""
    for name in BEHIND:
        route, label = f"organisation_{name}:people", _("本单位人员")
        doors.register_entries(doors.Entry(name, label, route, icon="user", order=85, administrators=True))
