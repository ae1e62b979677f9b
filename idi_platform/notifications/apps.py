"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages owed to people, and the channels that carry them."""

    name = "idi_platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register the platform's own wordings."""
        from . import wordings_of_platform  # noqa: F401  registers on import
