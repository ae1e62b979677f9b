"""Declaring lifecycles: `@lifecycle` on a model, `@step` on its methods.

A step's method sets facts on `self` and nothing else, because corrections replay it. Only perform() calls it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

import pgtrigger
from django_fsm import transition

from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.vocabulary import vocabulary

from .facts import Facts, NoFacts
from .jumps import jump_trigger

APPROVERS: frozenset[Role] = frozenset({Role.approver})
ANY = "*"


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom: handed to every step's method; instants are UTC to the second."""

    occurred_at: datetime
    recorded_at: datetime
    acting: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day in Shanghai on which it happened."""
        return local_date(self.occurred_at)


Guard = Callable[[Any, Any, Moment], Iterable[Refusal]]
"""The code's own gate: (aggregate, facts, moment) to the reasons against."""
G = TypeVar("G", bound=Guard)


def asked_once(guard: G) -> G:
    """Mark a guard that looks at what stands at the moment of the step, so that a correction does not ask it again.

    What it compares with has gone on since, and is moved by the very correction.
    """
    guard.is_asked_once = True  # type: ignore[attr-defined]  # kept on the function for corrections
    return guard


def asked_dry(guard: G) -> G:
    """Mark a guard that looks at the subject's own columns alone: it speaks before a form is filled in, on the button.

    Asked dry it is given no facts (None), so it must not look at them.
    """
    guard.is_asked_dry = True  # type: ignore[attr-defined]  # kept on the function for pages
    return guard


T = TypeVar("T", bound=Callable[..., None])
A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """All that the code knows of one step; a city may narrow `by` and `sources`, never widen them."""

    kind: str
    name: str
    method: str
    zh: str
    en: str
    sources: tuple[str, ...]
    target: str | None
    by: frozenset[Role]
    facts: type[Facts]
    locks: tuple[str, ...]
    reads: tuple[str, ...]
    reads_named: Callable[[Any], Iterable[int]] | None = None
    reads_through: tuple[str, ...] = ()
    is_report: bool = False
    is_automatic: bool = False
    needs_second_person: bool = False
    approved_by: frozenset[Role] = APPROVERS
    guards: tuple[Guard, ...] = ()
    within: tuple[str, ...] = ()
    duty_of: frozenset[PartyRole] = frozenset()
    shows_impact: bool = False

    @property
    def full_name(self) -> str:
        """`kind.verb`."""
        return f"{self.kind}.{self.name}"

    @property
    def is_creating(self) -> bool:
        """Whether the step brings its subject into being."""
        return self.sources == ("",)

    def starts_from(self, state: str) -> bool:
        """Whether the step can be taken in a state."""
        return (self.sources == (ANY,) and state != "") or state in self.sources


@dataclass(slots=True)
class Lifecycle:
    """A kind's states and steps, in the order of the code."""

    kind: str
    rank: int
    zh: str
    en: str
    model: type[Aggregate]
    steps: dict[str, StepDefinition] = field(default_factory=dict)
    is_final: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that a step names, in order of appearance, without the state before creation."""
        names: dict[str, None] = {}
        for definition in self.steps.values():
            for state in (*definition.sources, definition.target):
                if state and state != ANY:
                    names[state] = None
        return tuple(names)

    @property
    def moves(self) -> frozenset[tuple[str, str]]:
        """Every change of state that some step makes, as (from, to); creation is from the empty state."""
        found = set()
        for definition in self.steps.values():
            if definition.target is None:
                continue
            sources = self.states if definition.sources == (ANY,) else definition.sources
            found |= {(source, definition.target) for source in sources}
        return frozenset(found)


LIFECYCLES: dict[str, Lifecycle] = {}


def step(
    *,
    source: str | Iterable[str],
    target: str | None = None,
    by: Iterable[Role],
    zh: str,
    en: str,
    facts: type[Facts] = NoFacts,
    locks: Iterable[str] = ("self",),
    reads: Iterable[str] = (),
    reads_named: Callable[[Any], Iterable[int]] | None = None,
    reads_through: Iterable[str] = (),
    report: bool = False,
    automatic: bool = False,
    second_person: bool = False,
    approved_by: Iterable[Role] = APPROVERS,
    guards: Iterable[Guard] = (),
    within: Iterable[str] = (),
    duty_of: Iterable[PartyRole] = (),
    shows_impact: bool = False,
) -> Callable[[T], T]:
    """Declare a method as a step of its model's lifecycle.

    Args:
        source: the state or states it starts from; "" creates the subject, "*" any state.
        target: the state it leads to; None records a fact and leaves the state.
        by: the roles that may take it; a city may narrow them.
        zh: what people read on the button.
        en: the same in English.
        facts: the typed facts it takes.
        locks: Subject columns (or "self") that are written.
        reads: Subject columns that its gates look at.
        reads_named: from its facts, the numbers of further subjects that its gates look at.
        reads_through: fields of the model's identity by which its gates look at further subjects: a repair's claim.
        report: it reports an outside event, so it may also be taken in breach.
        automatic: the system takes it at a legal instant.
        second_person: another person of the same organisation must approve it.
        approved_by: who that other person may be.
        guards: the code's own gates, each answering with refusals.
        within: for a creating step, the Subject columns of which the first that is set must be visible to the actor.
        duty_of: whose duty a reported event touches, where that is not whoever takes the step; see
            `permissions.owes_duty`.
        shows_impact: both persons see beforehand what it does to clocks.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)

    def decorate(method: T) -> T:
        name = getattr(method, "__name__", "")
        fsm_source: str | list[str] = sources[0] if len(sources) == 1 else list(sources)
        wrapped: T = transition(field="state", source=fsm_source, target=target)(method)
        wrapped.step_definition = StepDefinition(  # type: ignore[attr-defined]  # kept on the function for @lifecycle
            kind="",
            name=name,
            method=name,
            zh=zh,
            en=en,
            sources=sources,
            target=target,
            by=frozenset(by),
            facts=facts,
            locks=tuple(locks),
            reads=tuple(reads),
            reads_named=reads_named,
            reads_through=tuple(reads_through),
            is_report=report,
            is_automatic=automatic,
            needs_second_person=second_person,
            approved_by=frozenset(approved_by),
            guards=tuple(guards),
            within=tuple(within),
            duty_of=frozenset(duty_of),
            shows_impact=shows_impact,
        )
        return wrapped

    return decorate


def lifecycle(*, kind: str, rank: int, zh: str, en: str, final: bool = False) -> Callable[[type[A]], type[A]]:
    """Register a model's lifecycle: its kind, its rank in the order of locks, and its steps.

    The database gets a trigger that refuses changes of state which no step makes. No step of a `final` kind is ever
    corrected: what such a subject says is what stood at its instant.
    """

    def decorate(model: type[A]) -> type[A]:
        model.kind = kind
        made = Lifecycle(kind, rank, zh, en, model, is_final=final)
        vocabulary.kind(kind, zh=zh, en=en)
        for base in reversed(model.__mro__):
            for attribute in vars(base).values():
                definition = getattr(attribute, "step_definition", None)
                if definition is not None:
                    made.steps[definition.name] = replace(definition, kind=kind)
        for definition in made.steps.values():
            vocabulary.step(
                f"{kind}.{definition.name}",
                zh=definition.zh,
                en=definition.en,
                automatic=definition.is_automatic,
                report=definition.is_report,
            )
        LIFECYCLES[kind] = made
        pgtrigger.register(jump_trigger(kind, made.moves))(model)
        return model

    return decorate


def lifecycle_of(kind: str) -> Lifecycle:
    """Return a kind's lifecycle; an unknown kind is a programming error."""
    return LIFECYCLES[kind]


def step_named(full_name: str) -> StepDefinition:
    """Return the definition of `kind.verb`; an unknown name is a programming error."""
    kind, _, verb = full_name.partition(".")
    return LIFECYCLES[kind].steps[verb]
