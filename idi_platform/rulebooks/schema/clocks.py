"""Clocks: duties, reminders, windows and the system's own steps, as the rulebook says them."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from .base import ClauseId, Dotted, Duration, Edge, Label, Name, Part, Trigger, Whole, as_trigger
from .predicates import Predicate


class Length(Part):
    """How long a clock runs: a duration, the same day, a contract term, the day a fact names, or a table by a fact.

    `tightened_by` names a contract term that may shorten the length, never lengthen it (the stricter rules).
    A fact of type date means that day to its 24:00; a fact of type instant that instant.
    """

    days: Whole | None = None
    hours: Whole | None = None
    working_days: Whole | None = None
    months: Whole | None = None
    years: Whole | None = None
    same_day: Literal[True] | None = None
    term: Dotted | None = None
    fact: Dotted | None = None
    by: Dotted | None = None
    table: dict[str, "Length"] | None = None
    tightened_by: Dotted | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = self.model_fields_set - {"table", "tightened_by"}
        if len(given) != 1:
            raise ValueError(
                "give exactly one of days, hours, working_days, months, years, same_day, term, fact, by (with table)"
            )
        if (self.by is None) != (self.table is None):
            raise ValueError("by and table stand together")
        return self

    @property
    def duration(self) -> Duration | None:
        """The plain duration, when it is one."""
        for unit in ("days", "hours", "working_days", "months", "years"):
            number = getattr(self, unit)
            if number is not None:
                return Duration(**{unit: number})
        return None


class Start(Trigger):
    """What starts a clock; `any`: each of several steps does, as every determination that refuses something."""

    any: tuple[Dotted, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps each of which starts it; none where a fact or a paper does."""
        return self.any or super().steps

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("any", "step", "fact", "dispatched", "arrived") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("give exactly one of any, step, fact, dispatched, arrived")
        return self


class MetBy(Part):
    """What meets a clock: any one, or all, of steps taken or papers handed to their channel."""

    any: tuple[Trigger, ...] = ()
    all: tuple[Trigger, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"any": [as_trigger(value)]}
        if isinstance(value, dict):
            if {"dispatched", "arrived", "step", "fact"} & set(value):
                return {"any": [value]}
            return {
                key: [as_trigger(v) for v in found] if isinstance(found, list | tuple) else found
                for key, found in value.items()
            }
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.any) == bool(self.all):
            raise ValueError("give any or all, one of them")
        return self


class Extension(Part):
    """Replaces the length, counted from the original start; can be taken only while the limit runs."""

    step: Dotted
    to: Length
    clause: ClauseId


class PauseCondition(Part):
    """When a pause has a legal ground: while the limit is one of thirty days, or where a contract term says so."""

    limit: Literal["thirty_days"] | None = None
    or_term: Dotted | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.limit is None and self.or_term is None:
            raise ValueError("give limit, or_term or both")
        return self


class Pause(Part):
    """Whole days deducted from one arrival to another; none where what was asked is answered before it arrives."""

    from_: Trigger = Field(alias="from")
    asked: Trigger | None = None
    until: Start
    when: PauseCondition | None = None
    clause: ClauseId


class Reminder(Part):
    """When to remind: so long before the target, before the legal end, or after the start."""

    before_target: Duration | None = None
    before_due: Duration | None = None
    after_start: Duration | None = None
    to: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(v is not None for v in (self.before_target, self.before_due, self.after_start)) != 1:
            raise ValueError("give exactly one of before_target, before_due, after_start")
        return self


class Consequence(Part):
    """What follows a breach: routes told, or a step that the system takes."""

    notify: tuple[Name, ...] = ()
    take: Dotted | None = None
    after: Duration | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.notify and self.take is None:
            raise ValueError("give notify, take or both")
        return self


class ClockDef(Part):
    """One clock; which fields stand together depends on `kind`.

    * duty, reminder: `starts` with `within`; or `before`, with `at_least` (backward, never rolled) or without it;
      a reminder may have no length at all (a task that stays until it is met).
    * window: `opens` and `closes`, or `starts` with `within`; never rolled, never a breach.
    * automatic: `starts`, perhaps `within`, and `takes`, the step that the system takes at that instant.

    `target_starts`: an earlier event that gives the target only (the owner's agreement before the insured's).
    `owed_to: authority`: the duty becomes a reminder once the text has lapsed.
    """

    kind: Literal["duty", "reminder", "window", "automatic"] = "duty"
    title: Label | None = None
    on: Name | None = None
    per: str | None = None
    starts: Start | None = None
    target_starts: Trigger | None = None
    ends: Trigger | None = None
    when: Predicate | None = None
    recheck: tuple[Dotted, ...] = ()
    within: Length | None = None
    before: Trigger | None = None
    at_least: Length | None = None
    opens: Edge | None = None
    closes: Edge | None = None
    takes: Dotted | None = None
    met_by: MetBy | None = None
    void_by: tuple[Dotted, ...] = ()
    extended_by: Extension | None = None
    paused_by: Pause | None = None
    owed_by: Name | None = None
    owed_to: Name | None = None
    force: Literal["law", "contract"] = "law"
    remind: tuple[Reminder, ...] = ()
    on_breach: tuple[Consequence, ...] = ()
    measures: Name | None = None
    clause: ClauseId | None = None
    not_rolled: bool = False
    not_rolled_by: Dotted | None = Field(default=None, description="a contract term that excludes the roll where true")

    @cached_property
    def looks_at(self) -> frozenset[str]:
        """The kinds whose steps and facts start, move or end it."""
        return frozenset(name.partition(".")[0] for name in self._names())

    def _names(self) -> Iterator[str]:
        met = self.met_by
        edges = (edge.trigger for edge in (self.opens, self.closes) if edge is not None)
        triggers = (self.starts, self.target_starts, self.ends, self.before, *edges,
                    *((*met.any, *met.all) if met else ()))  # fmt: skip
        for trigger in triggers:
            if trigger is not None:
                yield from filter(None, (*trigger.steps, trigger.fact))
        yield from self.void_by
        yield from self.recheck
        if self.extended_by is not None:
            yield self.extended_by.step
        if self.within is not None:
            yield from filter(None, (self.within.fact, self.within.by))

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("starts"), str):
            return {**value, "starts": as_trigger(value["starts"])}
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.kind == "window":
            self._check_window()
        elif self.kind == "automatic":
            if self.starts is None or self.takes is None:
                raise ValueError("an automatic step needs starts and takes")
        else:
            self._check_limit()
        if self.kind != "automatic" and self.takes is not None:
            raise ValueError("takes belongs to kind: automatic")
        return self

    def _check_window(self) -> None:
        edges = self.opens is not None and self.closes is not None
        span = self.starts is not None and self.within is not None
        if edges == span:
            raise ValueError("a window needs opens and closes, or starts and within")
        if self.on_breach:
            raise ValueError("a window is never a breach; take on_breach away")

    def _check_limit(self) -> None:
        if (self.starts is None) == (self.before is None):
            raise ValueError("give starts (with within) or before (with or without at_least), one of them")
        if self.at_least is not None and self.before is None:
            raise ValueError("at_least counts back from before")
        if self.kind == "duty" and self.starts is not None and self.within is None:
            raise ValueError("a duty that starts needs within; a text without a figure is kind: reminder")
        if self.met_by is None:
            raise ValueError("say what meets it: met_by")
        if self.kind == "duty" and self.clause is None and self.force == "law":
            raise ValueError("a duty of force law needs its clause")
