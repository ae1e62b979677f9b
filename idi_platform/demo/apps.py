"""App configuration."""

from datetime import datetime

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration's story."""

    name = "idi_platform.demo"
    label = "demo"

    def ready(self) -> None:
        """Let the people of the story come along when a visitor moves time."""
        from idi_platform.portal import time_travel

        time_travel.accompanied_by(_accompany)


def _accompany(goal: datetime) -> None:
    from .travelling import accompany

    accompany(goal)
