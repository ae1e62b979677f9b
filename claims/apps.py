"""App configuration."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Intake, pre-cover ticket, claim, determination and settlement."""

    name = "claims"

    def ready(self) -> None:
        """Register names, visibility, reactions, messages, papers and doors."""
        from claims import access, facts, limits, menus, papers, places, reactions, reviews, tells, wordings  # noqa: F401  limits registers itself

        facts.register()
        access.register()
        reactions.register()
        wordings.register()
        tells.register()
        papers.register()
        reviews.register()
        menus.register()
        places.register()
