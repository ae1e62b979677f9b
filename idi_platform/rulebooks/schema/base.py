"""What every section of a rulebook is made of: labels, lengths of time and instants."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Dotted = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Za-z0-9.]+)+$")]
TimeUnit = Literal["days", "hours", "working_days", "months", "years"]
Whole = Annotated[int, Field(strict=True, ge=0)]


class Part(BaseModel):
    """The root of all models: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(Part):
    """A title in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __str__(self) -> str:
        """Return the Chinese text, the default language."""
        return self.zh


class Duration(Part):
    """Exactly one of days, hours, working days, months, years; a whole number of it."""

    days: Whole | None = None
    hours: Whole | None = None
    working_days: Whole | None = None
    months: Whole | None = None
    years: Whole | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set & _UNITS) != 1:
            raise ValueError("give exactly one of days, hours, working_days, months, years")
        return self

    @property
    def unit(self) -> TimeUnit:
        """The unit given."""
        return next(name for name in _UNIT_ORDER if getattr(self, name) is not None)

    @property
    def number(self) -> int:
        """How many of the unit."""
        return int(getattr(self, self.unit))


_UNIT_ORDER: tuple[TimeUnit, ...] = ("days", "hours", "working_days", "months", "years")
_UNITS: frozenset[str] = frozenset(_UNIT_ORDER)


class Trigger(Part):
    """One instant: of a step, of a fact, or of a paper that left (`dispatched`) or reached (`arrived`) its addressee.

    A fact of type date means 00:00 of that day for windows and the day itself for limits. `with` names the
    party whose notice or agreement counts.
    """

    step: Dotted | None = None
    fact: Dotted | None = None
    dispatched: Name | None = None
    arrived: Name | None = None
    with_: Name | None = Field(default=None, alias="with")

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps it is the instant of; none where a fact or a paper gives it."""
        return () if self.step is None else (self.step,)

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [n for n in ("step", "fact", "dispatched", "arrived") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of step, fact, dispatched, arrived")
        return self


class Edge(Part):
    """One end of a window: an instant, moved by `plus` or `minus`.

    `included` (for the closing end): the last day counts to its 24:00; false: the window closes at 00:00 of it.
    """

    step: Dotted | None = None
    fact: Dotted | None = None
    plus: Duration | None = None
    minus: Duration | None = None
    included: bool = True

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.step is None) == (self.fact is None):
            raise ValueError("give exactly one of step, fact")
        if self.plus is not None and self.minus is not None:
            raise ValueError("give plus or minus, not both")
        return self

    @property
    def trigger(self) -> Trigger:
        """The instant the end is counted from."""
        return Trigger(step=self.step) if self.step is not None else Trigger(fact=self.fact)


def as_trigger(value: Any) -> Any:
    """Read a bare step name as `{step: name}`."""
    return {"step": value} if isinstance(value, str) else value
