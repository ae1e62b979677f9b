"""App configuration."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Counting rules, clock rows, the calendar and the sweep."""

    name = "idi_platform.deadlines"
    label = "deadlines"
