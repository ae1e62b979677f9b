"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy, pgettext_lazy


class PoliciesConfig(AppConfig):
    """Contract, premium, policy and cover."""

    name = "policies"
    verbose_name = pgettext_lazy("menu", "保单")

    def ready(self) -> None:
        """Register names, visibility and reactions."""
        from idi_platform.accounts.roles import Role
        from idi_platform.portal.doors import Entry, register_entries

        from . import access, facts, papers, places, reactions, staff_facts
        from . import ending as ending_of_cover  # noqa: F401  its words
        from . import examples as examples_of_cover  # noqa: F401  they register how they are run
        from . import schedule_examples as examples_of_schedules  # noqa: F401  the same

        underwriters = frozenset({Role.underwriter})
        register_entries(
            Entry("console", pgettext_lazy("menu", "保单"), "policies:policies", icon="shield", order=40),
            Entry("developer", pgettext_lazy("menu", "保单"), "policies:developer_policies", icon="shield", order=15),
            Entry("console", gettext_lazy("录入表格"), "policies:books", icon="upload", order=42, roles=underwriters),
        )
        places.register()
        facts.register()
        staff_facts.register()
        access.register()
        reactions.register()
        papers.register()
