"""App configuration."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Counting rules, clock rows, the calendar and the sweep."""

    name = "idi_platform.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        """Tell the kernel's clock where legal time is kept."""
        from idi_platform.kernel import clock

        from .offset import current_offset

        clock.set_offset_provider(current_offset)
