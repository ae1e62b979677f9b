"""App configuration."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Steps, perform, gates, reactions, proposals and corrections."""

    name = "idi_platform.workflow"
    label = "workflow"
