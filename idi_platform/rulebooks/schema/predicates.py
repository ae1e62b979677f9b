"""The one expression language: structured, no string is ever evaluated. Each node has one telling key."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from .base import Dotted, Duration, Name, Part, Trigger, as_trigger

Scalar = bool | int | Decimal | date | datetime | str

COMPARISONS = ("is_", "in_", "at_least", "at_most", "before", "after", "exists")


class Quantity(Part):
    """A literal with its unit, written `{years: 10}`."""

    value: int | Decimal
    unit: str

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            (unit, number), *_ = value.items()
            return {"unit": unit, "value": number}
        return value


class Ratio(Part):
    """An exact fraction, which no decimal says: two thirds are `{parts: 2, of: 3}`."""

    parts: int = Field(ge=0)
    of: int = Field(ge=1)

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if self.parts > self.of:
            raise ValueError("a ratio is at most one: parts may not exceed of")
        return self


class Ref(Part):
    """Another value: a fact, a contract term or a figure, times a number, or a date moved by a duration; or now."""

    fact: Dotted | None = None
    term: Dotted | None = None
    figure: Dotted | None = None
    now: Literal[True] | None = None
    times: int | Decimal | None = None
    plus: Duration | None = None
    minus: Duration | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [n for n in ("fact", "term", "figure", "now") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of fact, term, figure, now")
        return self


def _operand_tag(value: Any) -> str:
    if isinstance(value, Ref | Ratio | Quantity):
        return type(value).__name__.lower()
    if isinstance(value, dict):
        if {"parts", "of"} == set(value):
            return "ratio"
        return "ref" if {"fact", "term", "figure", "now"} & set(value) else "quantity"
    return "literal"


Operand = Annotated[
    Annotated[Scalar, Tag("literal")]
    | Annotated[Ref, Tag("ref")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[Quantity, Tag("quantity")],
    Discriminator(_operand_tag),
]


class Compare(Part):
    """A fact, term, figure or now against a value; `at_least` and `at_most` include it, `before` and `after` do not."""

    fact: Dotted | None = None
    term: Dotted | None = None
    figure: Dotted | None = None
    now: Literal[True] | None = None
    is_: Operand | None = Field(default=None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    at_least: Operand | None = None
    at_most: Operand | None = None
    before: Operand | None = None
    after: Operand | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if sum(v is not None for v in (self.fact, self.term, self.figure, self.now)) != 1:
            raise ValueError("give exactly one of fact, term, figure, now")
        if len([c for c in COMPARISONS if getattr(self, c) is not None]) != 1:
            raise ValueError("give exactly one of is, in, at_least, at_most, before, after, exists")
        return self

    @property
    def operator(self) -> str:
        """The comparison given: is_, in_, at_least, at_most, before, after or exists."""
        return next(c for c in COMPARISONS if getattr(self, c) is not None)


class AllOf(Part):
    """True when all are; false when one is false, whatever the others."""

    all: tuple["Predicate", ...] = Field(min_length=1)


class AnyOf(Part):
    """True when one is, whatever the others."""

    any: tuple["Predicate", ...] = Field(min_length=1)


class Not(Part):
    """The contrary; of unknown, unknown."""

    not_: "Predicate" = Field(alias="not")


class Quantified(Part):
    """The members of a set that satisfy `where`, and what they must satisfy."""

    of: Dotted
    where: "Predicate | None" = None
    must: "Predicate | None" = None


class Every(Part):
    """Every member (of those that satisfy `where`) satisfies `must`; true of an empty set."""

    every: Quantified

    @model_validator(mode="after")
    def _must(self) -> Self:
        if self.every.must is None:
            raise ValueError("every needs must: what each member has to satisfy")
        return self


class NoneOf(Part):
    """No member satisfies `where` and `must`; true of an empty set."""

    none: Quantified


class Bounds(Part):
    """A lower or an upper bound, both inclusive, or an exact value."""

    at_least: Operand | None = None
    at_most: Operand | None = None
    is_: Operand | None = Field(default=None, alias="is")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.at_least is None and self.at_most is None and self.is_ is None:
            raise ValueError("give at_least, at_most or is")
        return self


class Counting(Bounds):
    """How many members satisfy `where`; `by` counts different values of a fact instead."""

    of: Dotted
    where: "Predicate | None" = None
    by: Dotted | None = None


class Count(Part):
    """A bounded number of members."""

    count: Counting


class Summing(Bounds):
    """The sum of the fact `by` over the members that satisfy `where`."""

    of: Dotted
    where: "Predicate | None" = None
    by: Dotted


class Sum(Part):
    """A bounded sum over a set."""

    sum: Summing


class Selection(Part):
    """A set, narrowed by `where`; `by` weighs each member with a fact."""

    of: Dotted
    where: "Predicate | None" = None
    by: Dotted | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"of": value} if isinstance(value, str) else value


class Sharing(Bounds):
    """The share of `part` (or of those satisfying `where`) in `of`, from 0 to 1.

    `round: up` reads the bound as a number of members: ceil(bound × number of `of`); `down` as its floor.
    An empty whole has no share: unknown.
    """

    of: Selection
    part: Selection | None = None
    where: "Predicate | None" = None
    by: Dotted | None = None
    round: Literal["up", "down"] | None = None

    @model_validator(mode="after")
    def _part(self) -> Self:
        if (self.part is None) == (self.where is None):
            raise ValueError("give part (another set) or where (those of the same set), one of them")
        if self.round is not None and (self.by or self.of.by):
            raise ValueError("round counts members; it cannot stand beside by")
        return self


class Share(Part):
    """A bounded share."""

    share: Sharing


class Happened(Part):
    """The step has been taken and not annulled; optionally before or after an instant."""

    happened: Dotted
    before: Operand | None = None
    after: Operand | None = None


class Elapsing(Part):
    """Time since a step or a fact. Days, months and years are whole days in Shanghai (page "How time is counted")."""

    since: Trigger
    at_least: Duration | None = None
    less_than: Duration | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("since"), str):
            return {**value, "since": as_trigger(value["since"])}
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = self.at_least or self.less_than
        if given is None or (self.at_least and self.less_than):
            raise ValueError("give at_least or less_than, one of them")
        if given.unit == "working_days":
            raise ValueError("elapsed does not count working days; use a clock and {open: clock}")
        return self


class Elapsed(Part):
    """At least, or less than, so much time has gone by."""

    elapsed: Elapsing


class Inside(Part):
    """Now lies inside a window clock."""

    inside: Dotted


class Open(Part):
    """A clock is running: started, not met, not void, and its legal end not reached."""

    open: Dotted


class Delivered(Part):
    """A paper has reached its addressee."""

    delivered: Name


class Same(Part):
    """Facts that no two subjects of a kind (or of a set) may share."""

    same: tuple[Dotted, ...] = Field(min_length=1)
    of: Dotted | None = None


class Unique(Part):
    """No other subject of the kind has the same values."""

    unique: Same


_TAGS = (
    "all", "any", "not", "every", "none", "count", "sum", "share",
    "happened", "elapsed", "inside", "open", "delivered", "unique",
)  # fmt: skip


_COMPARED = ("fact", "term", "figure", "now")
TELLING_KEYS = (*_TAGS, *_COMPARED)


def _tag(value: Any) -> str | None:
    if isinstance(value, Part):
        return _BY_CLASS.get(type(value).__name__)
    if not isinstance(value, dict):
        return None
    for tag in _TAGS:
        if tag in value:
            return tag
    return "compare" if set(_COMPARED) & set(value) else None


_BY_CLASS = {
    "AllOf": "all", "AnyOf": "any", "Not": "not", "Every": "every", "NoneOf": "none", "Count": "count", "Sum": "sum",
    "Share": "share", "Happened": "happened", "Elapsed": "elapsed", "Inside": "inside", "Open": "open",
    "Delivered": "delivered", "Unique": "unique", "Compare": "compare",
}  # fmt: skip

Predicate = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Every, Tag("every")]
    | Annotated[NoneOf, Tag("none")]
    | Annotated[Count, Tag("count")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Share, Tag("share")]
    | Annotated[Happened, Tag("happened")]
    | Annotated[Elapsed, Tag("elapsed")]
    | Annotated[Inside, Tag("inside")]
    | Annotated[Open, Tag("open")]
    | Annotated[Delivered, Tag("delivered")]
    | Annotated[Unique, Tag("unique")]
    | Annotated[Compare, Tag("compare")],
    Discriminator(
        _tag,
        custom_error_type="predicate",
        custom_error_message=(
            "is no predicate; start it with fact, term, figure, now, all, any, not, every, none, count, sum, share, "
            "happened, elapsed, inside, open, delivered or unique"
        ),
    ),
]

for _node in (AllOf, AnyOf, Not, Quantified, Every, NoneOf, Counting, Count, Summing, Sum, Selection, Sharing, Share):
    _node.model_rebuild()
