"""A system check: the shipped rulebooks load, and use no name that the process does not know."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  Django's own word

from .loading import Problem, RulebookInvalidError
from .shipped import faults, load_shipped, shipped
from .vocabulary import vocabulary


@register(Tags.compatibility)
def check_shipped_rulebooks(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return one message per fault. Unknown names are errors where `RULEBOOK_STRICT_NAMES` is set, else warnings."""
    messages: list[CheckMessage] = []
    for code in shipped():
        try:
            loaded = load_shipped(code)
        except RulebookInvalidError as error:
            messages.extend(Error(str(problem), id="rulebooks.E001") for problem in error.problems)
            continue
        messages.extend(_message(problem) for problem in faults(loaded, vocabulary))
    return messages


def _message(problem: Problem) -> CheckMessage:
    if getattr(settings, "RULEBOOK_STRICT_NAMES", False):
        return Error(str(problem), id="rulebooks.E002")
    return Warning(str(problem), id="rulebooks.W002")
