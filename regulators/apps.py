"""App configuration."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    """Supervision: registers, dashboards, exports."""

    name = "regulators"

    def ready(self) -> None:
        """Register names, visibility and reactions."""
        from regulators import access, facts, menus, places, reactions
        from regulators.indicators import counters
        from regulators.reports import keeping

        facts.register()
        access.register()
        reactions.register()
        counters.register()
        keeping.register()
        menus.register()
        places.register()
