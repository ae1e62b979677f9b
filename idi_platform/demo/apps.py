"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration's story."""

    name = "idi_platform.demo"
    label = "demo"
