"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, memberships, roles and the division tree."""

    name = "idi_platform.accounts"
    label = "accounts"
