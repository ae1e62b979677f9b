"""Entries in the menus; the authority's door opens on what is overdue in its divisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from idi_platform.portal import doors
from idi_platform.portal.cases.addresses import READERS
from idi_platform.projects.notices.urls import DOORS as NOTICES
from idi_platform.projects.roles import SUPERVISION


def register() -> None:
    """Register entries and the authority's landing."""
    for name, roles in READERS.items():
        route = f"projects_{name}:projects"
        doors.register_entries(
            doors.Entry(name, pgettext_lazy("menu", "项目"), route, icon="crane", order=30, roles=roles)
        )
        texts = f"texts_{name}:texts"
        doors.register_entries(
            doors.Entry(name, pgettext_lazy("menu", "办法"), texts, icon="scale", order=70, roles=roles)
        )
    orders = {"console": 55, "developer": 15, "service": 45}
    doors.register_entries(
        *(
            doors.Entry(name, _("告知书"), f"notices_{name}:notices", icon="paper", order=orders[name], roles=roles)
            for name, roles in NOTICES.items()
        )
    )
    overview = "overview_regulator:overview"
    doors.register_landing("regulator", overview)
    doors.register_entries(doors.Entry("regulator", _("总览"), overview, icon="home", order=10, roles=SUPERVISION))
