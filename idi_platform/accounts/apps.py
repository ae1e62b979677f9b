"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, memberships, roles and the division tree."""

    name = "idi_platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Close the log-in page of the admin."""
        from django.contrib import admin

        from .admin_login import close_login

        close_login(admin.site)
