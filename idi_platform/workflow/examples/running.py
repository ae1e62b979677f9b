"""Running an example against a law: each kind of question has one function, which apps above may add to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.derive import Derived, Known, QuotaCase, StepHistory, Surroundings, derive
from idi_platform.deadlines.derive.derived import Mark, MarkEvent
from idi_platform.deadlines.derive.marks import HOLDER
from idi_platform.deadlines.derive.quotas import periods_of
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import SHANGHAI, end_of, local_date
from idi_platform.rulebooks.binding import decide, text_of_book
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates import evaluate
from idi_platform.rulebooks.schema.clocks import ClockDef, Consequence
from idi_platform.rulebooks.schema.gates import GateDef
from idi_platform.rulebooks.schema.topics import FilingDef
from idi_platform.workflow.gates import standing_against
from idi_platform.workflow.lifecycles import LIFECYCLES, step_named

from .schema import Example
from .worlds import ExampleWorld, calendar, instant, steps_of

A_SECOND = timedelta(seconds=1)
BY = " by "
"""Between an effect and who decides: `refer by legal`."""
AFTER = " after "
"""Between what follows a breach and how long after it: `insurer_manager after 7 days`."""
NOTHING = "nothing"
"""In `formerly`: the fact had no value yet."""
NO_LIMIT = "none"
"""The last day of what no limit runs for."""
Runner = Callable[[Example, Law], Iterator[str]]
_runners: dict[str, Runner] = {}


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that the law does not bear out, and in what."""

    example: Example
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        """The clauses, the case and the difference."""
        return f"{'、'.join(self.example.clauses)} {self.example.about}: {'; '.join(self.sentences)}"


def runs(subject: str) -> Callable[[Runner], Runner]:
    """Register how examples that ask for `subject` are run."""

    def decorate(runner: Runner) -> Runner:
        _runners[subject] = runner
        return runner

    return decorate


def run(example: Example, law: Law) -> Failure | None:
    """Return how the law differs from the example; None where it bears it out.

    An entry that the law lacks is a difference, never an error.
    """
    sentences = tuple(_runners[example.subject](example, law))
    return Failure(example, sentences) if sentences else None


def world_of(example: Example, kind: str, law: Law) -> ExampleWorld:
    """Return the world of an example's subject."""
    steps = steps_of(kind, example.steps)
    given = (example.given, steps, example.sets, example.terms, example.open, example.inside)
    return ExampleWorld(kind, instant(example.at), law, *given)


def differing(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for every expected word that comes out otherwise."""
    for name, wanted in expected.items():
        if name not in found:
            yield f"{name} is no word of this kind of example; use {', '.join(sorted(found))}"
        elif plain(found[name]) != plain(wanted):
            yield f"{name} is {plain(found[name])}, not {plain(wanted)}"


def plain(value: Any) -> Any:
    """Return a value as it is compared: lists without order, numbers without trailing zeros, all as text."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(plain(entry)) for entry in value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value)


@runs("clock")
def _clock(example: Example, law: Law) -> Iterator[str]:
    name = example.clock or ""
    definition = law.clocks.get(name)
    if definition is None:
        yield f"there is no clock {name}"
        return
    per = (definition.per or "").rpartition(".")[2]
    kind = per if per in LIFECYCLES else definition.on or name.partition(".")[0]
    world = world_of(example, kind, law)
    around = replace(_around(world, example, kind, law), known=_decided_formerly(name, definition, example, law, kind))
    derived = derive(name, definition, around)
    if example.expect.get("runs") is False or not derived:
        if bool(derived) != (example.expect.get("runs") is not False):
            yield "the clock runs" if derived else "the clock does not run"
        return
    last = derived[-1]
    forms = {key: value for key, value in example.expect.items() if key != "runs"}
    found = {
        "kind": last.kind.value,
        "state": _state(last),
        "owed_by": definition.owed_by,
        "owed_to": definition.owed_to,
        "told": [_follows(one) for one in definition.on_breach],
        "reminded": [_reminded(mark) for mark in last.marks if mark.event is MarkEvent.REMINDER],
        "measures": definition.measures,
        "takes": definition.takes,
        "force": definition.force,
        "on": definition.on or name.partition(".")[0],
        "per": definition.per,
        "provisional": last.provisional,
        "runs_so_far": len(derived),
        **{word: _edge(at, forms.get(word)) for word, at in _edges(last).items()},
    }
    yield from differing(forms, found)


def _decided_formerly(name: str, definition: ClockDef, example: Example, law: Law, kind: str) -> dict[int, Known]:
    """Return what was decided of the clock while the facts stood otherwise; nothing where the example tells of none."""
    if not example.formerly:
        return {}
    told = {**example.given, **example.formerly}
    then = example.model_copy(update={"given": {name: value for name, value in told.items() if value != NOTHING}})
    derived = derive(name, definition, _around(world_of(then, kind, law), then, kind, law))
    return {run.run: Known(run.anchor, run.started_at) for run in derived}


def _reminded(mark: Mark) -> str:
    """Say when somebody is reminded, and who if it is not whoever owes the act."""
    at = mark.at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(" ", "minutes")
    return at if mark.notify == HOLDER else f"{at} to {'+'.join(mark.notify or ())}"


def _around(world: ExampleWorld, example: Example, kind: str, law: Law) -> Surroundings:
    lapsed = law.lapsed_on
    return Surroundings(
        world=world,
        history=StepHistory(steps_of(kind, example.steps)),
        calendar=calendar(),
        now=instant(example.at),
        term_unit=law.term_unit,
        lapsed_at=end_of(lapsed) if lapsed is not None else None,
    )


def _follows(consequence: Consequence) -> str:
    """Say what follows a breach in one word: who is told, or the step taken, and how long after."""
    said = "+".join(consequence.notify) if consequence.take is None else consequence.take
    later = consequence.after
    return said if later is None else f"{said}{AFTER}{later.number} {later.unit}"


def _state(derived: Derived) -> str:
    if derived.state is ClockState.OPEN and derived.breached_at is not None:
        return "overdue"
    return derived.state.value


def _edges(derived: Derived) -> dict[str, datetime | None]:
    """Return the last good second before target and legal end, and where a window opens and closes."""
    last = {"target": derived.target_at, "due": derived.due_at, "closes": derived.due_at}
    good = {word: at - A_SECOND if at is not None else None for word, at in last.items()}
    return {**good, "opens": derived.started_at, "takes_at": derived.due_at}


def _edge(at: datetime | None, wanted: Any) -> str | None:
    """Say an instant as the example does: as a day where it names a day."""
    if at is None:
        return None
    if isinstance(wanted, date) or (isinstance(wanted, str) and " " not in wanted):
        return local_date(at).isoformat()
    shape = "seconds" if isinstance(wanted, str) and wanted.count(":") > 1 else "minutes"
    return at.astimezone(instant("2000-01-01").tzinfo).replace(tzinfo=None).isoformat(" ", shape)


@runs("gate")
def _gate(example: Example, law: Law) -> Iterator[str]:
    step = example.gate or ""
    world = world_of(example, step.partition(".")[0], law)
    gates = [gate for gate in law.gates_of(step) if not {gate.clause, *gate.also}.isdisjoint(example.clauses)]
    if not gates:
        yield f"{step} has no gate of {'、'.join(example.clauses)}"
        return
    wanted = (
        []
        if example.expect == "allowed"
        else plain([example.expect] if isinstance(example.expect, str) else example.expect)
    )
    names_who_decides = any(BY in one for one in wanted)
    against = [gate for gate in gates if standing_against(gate, world) is not None]
    spoken = sorted(_said_by(gate, names_who_decides=names_who_decides) for gate in against)
    if spoken != wanted:
        yield f"{step} meets {', '.join(spoken) or 'nothing'}, not {', '.join(wanted) or 'nothing'}"


def _said_by(gate: GateDef, *, names_who_decides: bool) -> str:
    return f"{gate.effect}{BY}{gate.decided_by}" if names_who_decides and gate.decided_by else gate.effect


@runs("figure")
def _figure(example: Example, law: Law) -> Iterator[str]:
    name = example.figure or ""
    figure = law.figures.get(name)
    if figure is None:
        yield f"there is no figure {name}"
        return
    kind = (figure.of or figure.by or "project.kind").partition(".")[0]
    found = law.figure(name, world_of(example, kind, law))
    expected = example.expect if isinstance(example.expect, dict) else {"value": example.expect}
    yield from differing(expected, {"value": found, "effect": figure.effect, "unit": figure.unit})


@runs("permission")
def _permission(example: Example, law: Law) -> Iterator[str]:
    name = example.permission or ""
    definition, rule = step_named(name), law.step_rule(name)
    by = {role.value for role in definition.by}
    if rule is not None and rule.by:
        by &= set(rule.by)
    for role in example.expect.get("by", ()):
        if role not in by:
            yield f"{role} may not take {name}"
    for role in example.expect.get("not_by", ()):
        if Role(role).value in by:
            yield f"{role} may take {name}"
    sources = set(definition.sources) if rule is None or not rule.from_ else set(definition.sources) & set(rule.from_)
    second = definition.needs_second_person or (rule is not None and rule.second_person is True)
    known = rule is None or rule.in_force
    rest = {key: value for key, value in example.expect.items() if key not in ("by", "not_by")}
    yield from differing(rest, {"from": sources, "second_person": second, "known": known})


@runs("paper")
def _paper(example: Example, law: Law) -> Iterator[str]:
    code = example.paper or ""
    paper = law.papers.get(code)
    if paper is None:
        yield f"there is no paper {code}"
        return
    for section in example.expect.get("sections", ()):
        if section not in paper.sections:
            yield f"{code} lacks the section {section}"
    for section in example.expect.get("required", ()):
        if section not in paper.required:
            yield f"{code} may be drawn without {section}"
    rest = {key: value for key, value in example.expect.items() if key not in ("sections", "required")}
    step = paper.on_step or ""
    world = world_of(example, step.partition(".")[0], law)
    drawn = paper.when is None or evaluate(paper.when, world).truth is True
    signed = {"two_signatures": paper.two_signatures, "by": paper.producer, "clause": paper.clause, "drawn": drawn}
    yield from differing(rest, {"to": paper.recipient, "on": paper.on_step, "also_on": paper.also_on, **signed})


@runs("filing")
def _filing(example: Example, law: Law) -> Iterator[str]:
    code = example.filing or ""
    filing = law.filings.get(code)
    if filing is None:
        yield f"there is no filing {code}"
        return
    world = world_of(example, filing.on_step.partition(".")[0], law)
    owed = filing.when is None or evaluate(filing.when, world).truth is True
    said = {"owed": owed, "by": filing.owed_by, "to": filing.to, "on": filing.on_step, "contents": filing.contents}
    told = [_follows(one) for one in filing.on_breach]
    due = (_due_of(example, filing, law) if owed else None) or NO_LIMIT
    yield from differing(example.expect, {**said, "told": told, "due": due})


def _due_of(example: Example, filing: FilingDef, law: Law) -> str | None:
    """Return the last good day of a filing that the example's step owes, by its clock; None where no limit runs.

    The clock is made of the filing when the file is read; here it counts what the filing at hand says.
    """
    name = f"filing.{example.filing}"
    made, owed_at = law.clocks.get(name), example.steps.get(filing.on_step)
    if made is None or filing.within is None or owed_at is None:
        return None
    definition = made.model_copy(update={"within": filing.within})
    case = {"filing.code": example.filing, "filing.owed_at": owed_at}
    owed = example.model_copy(update={"given": case, "steps": {}})
    derived = derive(name, definition, _around(world_of(owed, "filing", law), owed, "filing", law))
    return _edge(_edges(derived[-1])["due"], "") if derived else None


@runs("quota")
def _quota(example: Example, law: Law) -> Iterator[str]:
    name = example.quota or ""
    definition = law.quotas.get(name)
    if definition is None:
        yield f"there is no quota {name}"
        return
    world = world_of(example, definition.count.partition(".")[0], law)
    active = [(instant(since), None if until is None else instant(until)) for since, until in example.given["active"]]
    acts = [
        (instant(act["at"]), ExampleWorld(world.kind, world.now, law, {k: v for k, v in act.items() if k != "at"}))
        for act in example.given.get("acts", ())
    ]
    around = _around(world, example, world.kind, law)
    derived = periods_of(name, definition, QuotaCase(active, acts), around)
    told = [_follows(one) for one in definition.on_breach]
    words = {"owed_by": definition.owed_by, "each": definition.each, "counts": definition.count, "told": told}
    yield from differing(example.expect, {**words, **{run.period: _state(run) for run in derived}})


@runs("binding")
def _binding(example: Example, law: Law) -> Iterator[str]:
    if law.city is None:
        yield "the national law binds nothing by itself"
        return
    days = {name: value if isinstance(value, date) else None for name, value in example.given.items()}
    found = decide([text_of_book(law.city)], {law.city.division or ""}, example.binding, days)
    rule = law.city.scope.get(example.binding or "")
    expected = example.expect if isinstance(example.expect, dict) else {"outcome": example.expect}
    yield from differing(expected, {"outcome": found.answer, "effect": rule.effect if rule is not None else None})


@runs("says")
def _says(example: Example, law: Law) -> Iterator[str]:
    book = (law.city or law.base).model_dump(mode="python", by_alias=True)
    for path, wanted in example.expect.items():
        found: Any = book
        for part in path.split("/"):
            found = _inside(found, part)
        yield from differing({path: wanted}, {path: found})


def _inside(found: Any, part: str) -> Any:
    """Return what a part of a path leads to: a key, or the entry of a list of that place, name or code."""
    if isinstance(found, list | tuple):
        if part.isdigit():
            return found[int(part)] if int(part) < len(found) else None
        return next((entry for entry in found if part in (entry.get("name"), entry.get("code"))), None)
    return found.get(part) if isinstance(found, dict) else None
