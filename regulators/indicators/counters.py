"""All counters of indicators: a family's module stands beside its file of definitions and bears its name."""

from importlib import import_module

from .definitions import FILES


def register() -> None:
    """Register every counter, which importing its module does."""
    for name in FILES:
        import_module(f"regulators.indicators.{name}")
