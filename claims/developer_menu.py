"""The developer's door opens on its projects, a contractor has work orders; appraisals have entries at four doors."""

from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.portal import doors

REPAIRERS = frozenset({Role.contractor})
APPRAISERS = frozenset({Role.appraiser})
SITE = frozenset({Role.contractor, Role.designer, Role.supervisor})


def register() -> None:
    """Register landing and entries."""
    doors.register_landing("developer", "claims:developer_home")
    doors.register_entries(
        doors.Entry("developer", _("我的项目"), "claims:developer_home", icon="crane", order=10),
        doors.Entry("developer", _("报修"), "claims:developer_tickets", icon="wrench", order=20),
        doors.Entry("developer", _("鉴定"), "appraisals_developer:list", icon="scale", order=30),
        doors.Entry("site", _("维修单"), "claims:site_orders", icon="wrench", order=10, roles=REPAIRERS),
        doors.Entry("site", _("报修"), "claims:site_tickets", icon="list", order=20, roles=REPAIRERS),
        doors.Entry("site", _("鉴定"), "appraisals_site:list", icon="scale", order=30, roles=SITE),
        doors.Entry("desk", _("鉴定"), "appraisals_desk:list", icon="scale", order=30, roles=APPRAISERS),
        doors.Entry("agency", _("鉴定"), "appraisals_agency:list", icon="scale", order=30),
    )
