"""App configuration."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Contract, premium, policy and cover."""

    name = "policies"
