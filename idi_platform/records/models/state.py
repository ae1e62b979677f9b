"""State: the field of a lifecycle, which only a step moves."""

from collections.abc import Sequence
from typing import Any

from django_fsm import FSMField


class StateField(FSMField):
    """Where an aggregate stands, by the code of its state; empty before its first step.

    Migrations know it as plain text: the models that they rebuild take no steps, and hundreds of fields that listen
    for steps would take most of the time of every migration.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Begin empty and closed to assignment."""
        super().__init__(**{"default": "", "protected": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return the text that migrations keep."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs
