"""App configuration."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Contract, premium, policy and cover."""

    name = "policies"

    def ready(self) -> None:
        """Register names, visibility and reactions."""
        from . import access, facts, reactions

        facts.register()
        access.register()
        reactions.register()
