"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role


class PortalConfig(AppConfig):
    """The shared shell of the role portals."""

    name = "idi_platform.portal"
    label = "portal"

    def ready(self) -> None:
        """Register the entries of the pages behind two doors, of the work owed and of the reference data."""
        from . import doors, inbox, papers
        from .cases import menus
        from .law import opening as law
        from .organisation import menus as menus_of_organisation
        from .work import menus as menus_of_work

        law.register()
        menus.register()
        menus_of_organisation.register()
        menus_of_work.register()
        inbox.register()
        papers.register()
        doors.register_entries(
            doors.Entry(
                "console",
                _("基础数据"),
                "admin:index",
                icon="list",
                order=90,
                roles=frozenset({Role.operator}),
                administrators=True,
            )
        )
