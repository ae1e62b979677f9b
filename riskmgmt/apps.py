"""App configuration."""

from django.apps import AppConfig


class RiskmgmtConfig(AppConfig):
    """Risk agency engagement, inspections and findings."""

    name = "riskmgmt"

    def ready(self) -> None:
        """Register names, visibility, quotas and reactions."""
        from riskmgmt import access, facts, independence, menus, papers, places, reactions
        from riskmgmt import quotas as _quotas  # noqa: F401  registers itself

        facts.register()
        access.register()
        reactions.register()
        independence.register()
        papers.register()
        menus.register()
        places.register()
