"""The platform's own errors: a stable dotted code and a whole sentence that says what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class PlatformError(Exception):
    """The root of all errors that a person may be shown."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the sentence."""
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a step is refused; `effect` is block, warn or refer, `clause` an id of the rulebook or empty.

    `also` are further clauses that say the same, the national law's beside a city's.
    """

    code: str
    message: str
    clause: str = ""
    effect: str = "block"
    also: tuple[str, ...] = ()


class Refused(PlatformError):
    """A step was refused; carries every reason at once (HTTP 409)."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        """Join the sentences for logs; pages show the list."""
        super().__init__("step.refused", " ".join(refusal.message for refusal in refusals))
        self.refusals = tuple(refusals)


class NotVisible(PlatformError):
    """The capacity may not see the subject; answered as if it did not exist (HTTP 404)."""


class NotPermitted(PlatformError):
    """The capacity may see the subject but may not take the step (HTTP 403)."""


class KeyReused(PlatformError):
    """The idempotency key came before with another content (HTTP 422)."""


class BadInput(PlatformError):
    """Input of the wrong shape; `fields` maps a field's name to its sentence (HTTP 422)."""

    def __init__(self, code: str, message: str, fields: Mapping[str, str] | None = None) -> None:
        """Keep the sentences by field."""
        super().__init__(code, message)
        self.fields = dict(fields or {})
