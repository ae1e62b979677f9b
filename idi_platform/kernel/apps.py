"""App configuration."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Clock, money, identifiers and errors: the ground without models."""

    name = "idi_platform.kernel"
    label = "kernel"
