"""The developer's door opens on its projects, read only."""

from django.utils.translation import gettext_lazy as _

from idi_platform.portal import doors


def register() -> None:
    """Register landing and entries."""
    doors.register_landing("developer", "claims:developer_home")
    doors.register_entries(
        doors.Entry("developer", _("我的项目"), "claims:developer_home", icon="crane", order=10),
        doors.Entry("developer", _("报修"), "claims:developer_tickets", icon="wrench", order=20),
    )
