"""App configuration."""

from django.apps import AppConfig


class RiskmgmtConfig(AppConfig):
    """Risk agency engagement, inspections and findings."""

    name = "riskmgmt"

    def ready(self) -> None:
        """Register names, visibility, quotas and reactions."""
        from riskmgmt import access, facts, independence, papers, quotas, reactions  # noqa: F401  quotas registers itself

        facts.register()
        access.register()
        reactions.register()
        independence.register()
        papers.register()
