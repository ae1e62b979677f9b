"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """Intake, pre-cover ticket, claim, determination and settlement."""

    name = "claims"
    verbose_name = _("理赔")

    def ready(self) -> None:
        """Register names, visibility, reactions, messages, papers and doors."""
        from claims import (
            access,
            beside_access,
            beside_facts,
            developer_menu,
            examples,  # noqa: F401  they register how they are run
            facts,
            further_reactions,
            limits,  # noqa: F401  registers itself
            menus,
            papers,
            places,
            reactions,
            reviews,
            tells,
            tells_around,
            tells_beside,
            tells_callers,
            unplaced_tells,
            wordings,
        )

        facts.register()
        beside_facts.register()
        access.register()
        beside_access.register()
        reactions.register()
        further_reactions.register()
        wordings.register()
        tells.register()
        tells_around.register()
        tells_beside.register()
        tells_callers.register()
        unplaced_tells.register()
        papers.register()
        reviews.register()
        menus.register()
        developer_menu.register()
        places.register()
