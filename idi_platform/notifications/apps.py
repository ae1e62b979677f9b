"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox and its channels."""

    name = "idi_platform.notifications"
    label = "notifications"
