"""App configuration."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Steps, perform, gates, reactions, proposals and corrections."""

    name = "idi_platform.workflow"
    label = "workflow"

    def ready(self) -> None:
        """Register the checks, what follows from events of time, and who is told of failed work."""
        from . import alerts, checks, dispatch, follow_ups  # noqa: F401  imported for what they register
