"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, memberships, roles and the division tree."""

    name = "idi_platform.accounts"
    label = "accounts"
    verbose_name = _("单位和人员")
