"""What the files say of the background."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def said_of(part: str) -> dict[str, Any]:
    """Return what is said of a part of the background: `site` or `claims`."""
    text = resources.files("idi_platform.demo").joinpath(f"data/background/{part}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
