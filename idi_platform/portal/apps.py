"""App configuration."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shared shell of the role portals."""

    name = "idi_platform.portal"
    label = "portal"

    def ready(self) -> None:
        """Register the entries of the pages that stand behind two doors."""
        from .cases import menus

        menus.register()
