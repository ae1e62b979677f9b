"""App configuration."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Intake, pre-cover ticket, claim, determination and settlement."""

    name = "claims"
