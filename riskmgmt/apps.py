"""App configuration."""

from django.apps import AppConfig


class RiskmgmtConfig(AppConfig):
    """Risk agency engagement, inspections and findings."""

    name = "riskmgmt"
