"""The doors that claims open, and their entries in the menus."""

from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.portal import doors

DESK = frozenset({Role.handler, Role.approver})


def register() -> None:
    """Register landings and entries."""
    doors.register_landing("owner", "claims:owner_home")
    doors.register_entries(
        doors.Entry("owner", _("我的报案"), "claims:owner_home", icon="list", order=20),
        doors.Entry("owner", _("报案"), "claims:owner_report", icon="camera", order=10),
    )
    doors.register_landing("console", "claims:console_queue")
    doors.register_entries(
        doors.Entry("console", _("理赔"), "claims:console_queue", icon="list", order=10, roles=DESK),
        doors.Entry("console", _("复核"), "claims:console_approvals", icon="check", order=20, roles=DESK),
    )
