"""App configuration."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    """Supervision: registers, dashboards, exports."""

    name = "regulators"
