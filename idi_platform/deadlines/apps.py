"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Counting rules, clock rows, the calendar and the sweep."""

    name = "idi_platform.deadlines"
    label = "deadlines"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        """Tell the kernel's clock where legal time is kept."""
        from idi_platform.kernel import clock

        from .offset import current_offset

        clock.set_offset_provider(current_offset)
