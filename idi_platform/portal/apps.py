"""App configuration."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shared shell of the role portals."""

    name = "idi_platform.portal"
    label = "portal"
