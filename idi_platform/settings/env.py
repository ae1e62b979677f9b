"""Typed readers of the process environment; a bad value stops the start with a sentence that names it."""

import os
from pathlib import Path


class BadEnvironment(RuntimeError):
    """A setting in the environment is missing or malformed."""


def text(name: str, default: str | None = None) -> str:
    """Return a variable's text; without a default it must be set and not empty."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise BadEnvironment(
            f"Set the environment variable {name}; the production settings, which hold where none are named, need it. "
            "On a developer's machine set DJANGO_SETTINGS_MODULE=idi_platform.settings.dev instead."
        )
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a switch: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {value!r}.")


def whole(name: str, default: int) -> int:
    """Return a whole number."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder's path."""
    value = os.environ.get(name, "")
    return Path(value) if value else default
