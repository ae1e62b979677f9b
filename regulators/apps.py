"""App configuration."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    """Supervision: registers, dashboards, exports."""

    name = "regulators"

    def ready(self) -> None:
        """Register names, visibility and reactions."""
        from regulators import access, facts, reactions

        facts.register()
        access.register()
        reactions.register()
