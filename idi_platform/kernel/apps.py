"""App configuration."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Clock, money, identifiers and errors: the ground without models."""

    name = "idi_platform.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Let log lines name the address of a request."""
        from . import logs  # noqa: F401  its receiver
