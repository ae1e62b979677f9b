"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, memberships, roles and the division tree."""

    name = "idi_platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Close the log-in pages of the admin."""
        from .admin_login import close_all_logins

        close_all_logins()
