"""Cover: what is insured, from when, for how long, and who is liable before and after."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import ClauseId, Dotted, Duration, Label, Name, Part
from .predicates import Predicate


class CoverStart(Part):
    """The event per building that cover is counted from; `source: policy` where the text names none."""

    of: Name = "building"
    fact: Dotted | None = None
    after: Duration | None = None
    source: Literal["text", "policy", "term"] = "text"
    term: Dotted | None = None
    clause: ClauseId | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.source == "text") != (self.fact is not None):
            raise ValueError("source: text names its fact; source: policy or term names none")
        if (self.source == "term") != (self.term is not None):
            raise ValueError("source: term names its term")
        return self


class Pointed(Part):
    """What an owner may point at: in the words of the text, and in his own.

    A revision of former years may have the words of the text alone; whoever checks a book is asked for the plain ones.
    """

    title: Label
    plain: Label | None = Field(default=None, description="what an owner would call it")
    icon: Name = "generic"

    @property
    def called(self) -> Label:
        """What an owner would call it; in a revision without plain words, what the text does."""
        return self.plain or self.title


class DefectCode(Pointed):
    """A defect of an item."""

    there: Label | None = Field(default=None, description="the same after the name of its place: 卫生间, 漏水")
    clause: ClauseId | None = None


class ItemDef(Pointed):
    """A cover item: its group, its period from the start of cover, its deductible, its defects."""

    group: Name
    for_: Duration | None = Field(default=None, alias="for")
    at_least: Duration | None = Field(default=None, description="the contract's period may not be shorter")
    source: Literal["text", "contract"] = "text"
    required: bool = True
    deductible: Literal["none", "contract"] = "contract"
    water_test: bool = Field(default=False, description="its repair is finished once a closed-water test was passed")
    defects: dict[Name, DefectCode] = Field(default_factory=dict)
    clause: ClauseId
    period_clause: ClauseId | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.source == "text") != (self.for_ is not None):
            raise ValueError("an item of the text has its period in for; one of the contract has source: contract")
        if self.at_least is not None and self.source == "text":
            raise ValueError("at_least bounds the period of a contract")
        return self

    @property
    def pointed(self) -> Mapping[str, Pointed]:
        """What an owner may point at, by code: the item's defects, itself where it names none."""
        return self.defects or {"": self}


class SegmentDef(Part):
    """A stretch of time with one liable party; half-open unless it is a window after an event (last day included)."""

    name: Literal["before_cover", "covered", "tail", "repair_warranty", "fund_window"]
    title: Label
    from_: Dotted = Field(alias="from")
    to: Dotted | None = None
    for_: Duration | Literal["item.period"] | None = Field(default=None, alias="for")
    each: Literal["item", "place"] = "place"
    when: Predicate | None = None
    renewed_by_repair: bool = Field(default=False, description="a repair under the warranty is warranted afresh")
    liable: Name
    told_too: tuple[Name, ...] = ()
    decided_by: Dotted | None = None
    clause: ClauseId

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.to is None) == (self.for_ is None):
            raise ValueError("give to or for, one of them")
        return self


class Ground(Part):
    """A refusal ground: a code of the closed list, with the city's article or the national one."""

    title: Label
    plain: Label | None = None
    clause: ClauseId
    is_exclusion: bool = Field(default=False, description="the insurer proves it, and it must have been explained")
    evidence: tuple[Name, ...] = ()


class CoverDef(Part):
    """The section `cover`."""

    starts: CoverStart
    test: Literal["discovered", "reported"] = "discovered"
    test_clause: ClauseId | None = None
    leftover: Literal["stays_with_developer", "refer"] = "refer"
    leftover_clause: ClauseId | None = None
    several_items: Literal["longest", "refer"] = "refer"
    groups: dict[Name, Label] = Field(default_factory=dict)
    items: dict[Name, ItemDef] = Field(default_factory=dict)
    source: Literal["text", "policy"] = "text"
    segments: tuple[SegmentDef, ...] = ()
    exclusions: dict[Name, Ground] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _groups(self) -> Self:
        unknown = {item.group for item in self.items.values()} - set(self.groups)
        if unknown:
            raise ValueError(f"the groups {', '.join(sorted(unknown))} are not declared in cover.groups")
        return self


class InForce(Part):
    """The window in which new contracts fall under the text; both days included, `unknown` where no date is given."""

    from_: date | Literal["unknown"] = Field(alias="from")
    to: date | Literal["unknown"] | None = None
    clause: ClauseId | None = None
