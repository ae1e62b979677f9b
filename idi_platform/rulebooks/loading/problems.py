"""What is wrong with a file: where, what, and the nearest name that would be right."""

from collections.abc import Sequence
from dataclasses import dataclass

from idi_platform.kernel.errors import PlatformError


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    Attributes:
        file: The file's name as given.
        line: The line, from 1.
        path: The keys that lead to the place, joined by dots.
        message: What is wrong and what to write instead.
        missing_kind: Set when the name's whole kind is not registered: its app is not there (yet).
    """

    file: str
    line: int
    path: str
    message: str
    missing_kind: bool = False

    def __str__(self) -> str:
        """Return `file:line path: message`."""
        place = f" {self.path}:" if self.path else ":"
        return f"{self.file}:{self.line}{place} {self.message}"


class RulebookInvalidError(PlatformError):
    """The rulebook cannot be used; carries every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Join the faults, one a line."""
        super().__init__("rulebook.invalid", "\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
