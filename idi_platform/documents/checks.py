"""A start without the fonts of papers is told, not found out by an owner who reads boxes."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004  Django's own name

from .fonts import FACES, installed


@register("papers", deploy=True)
def fonts_are_installed(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Warn about every font of papers that fontconfig does not find."""
    return [
        Warning(
            f"The font {face.source} {face.style} is not installed; papers would show boxes.",
            hint="Install the package fonts-noto-cjk, or another that brings the family.",
            id="documents.W001",
        )
        for face in FACES
        if installed(face) is None
    ]
