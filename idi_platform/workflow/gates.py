"""What stands against a step: its state, its own guards and the rulebook's gates, all of them at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from idi_platform.kernel.errors import Refusal
from idi_platform.kernel.languages import in_words
from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.predicates import Outcome, evaluate, sentence
from idi_platform.rulebooks.predicates.world import World
from idi_platform.rulebooks.schema.gates import GateDef, StepRule
from idi_platform.rulebooks.vocabulary import vocabulary

from .decisions import passing
from .facts import Facts
from .lifecycles import Moment, StepDefinition
from .world import TERMS, SubjectWorld

WRONG_STATE = "step.wrong_state"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against a step: the code's own integrity first, then the rulebook's gates by effect."""

    integrity: tuple[Refusal, ...] = ()
    blocks: tuple[Refusal, ...] = ()
    warns: tuple[Refusal, ...] = ()
    refers: tuple[Refusal, ...] = ()
    hints: tuple[Refusal, ...] = ()

    def against(self, reasons: Mapping[str, str]) -> tuple[Refusal, ...]:
        """Return what still stands against the step once the given reasons are counted."""
        unanswered = tuple(warn for warn in self.warns if not reasons.get(warn.code, "").strip())
        return (*self.integrity, *self.blocks, *self.refers, *unanswered)

    def with_integrity(self, more: Iterable[Refusal]) -> "Verdict":
        """Return the verdict with further reasons that no reason and no evidence answers."""
        return replace(self, integrity=(*self.integrity, *more))

    @property
    def is_of_state(self) -> bool:
        """Whether the subject stands where the step cannot be taken, so that nothing else was asked."""
        return any(refusal.code == WRONG_STATE for refusal in self.integrity)

    @property
    def gates(self) -> tuple[Refusal, ...]:
        """Every gate of the rulebook that speaks against the step."""
        return (*self.blocks, *self.refers, *self.warns)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of every gate that spoke."""
        return tuple(dict.fromkeys(entry.clause for entry in self.gates if entry.clause))


def judge(
    definition: StepDefinition,
    aggregate: Aggregate,
    facts: Facts | None,
    moment: Moment,
    world: SubjectWorld,
    *,
    again: bool = False,
) -> Verdict:
    """Ask everything that may stand against the step.

    `facts` None asks dry, before the form is filled in. `again` asks about a step that was taken long ago, so guards
    that look at what stands at the moment of the step are left out.
    """
    state: str = getattr(aggregate, "state", "")
    full_name = definition.full_name
    rule = world.rulebook.step_rule(full_name)
    if not definition.starts_from(state) or not _city_allows(rule, state):
        return Verdict(integrity=(wrong_state(definition),))
    given = None if facts is not None else _still_given(definition)
    spoken: dict[str, list[Refusal]] = {"block": [], "warn": [], "refer": [], "hint": []}
    integrity: list[Refusal] = []
    for stands in _guards(definition, aggregate, facts, moment, again=again):
        (spoken["block"] if speaks_for_the_text(stands) else integrity).append(stands)
    for gate in world.rulebook.gates_of(full_name):
        if given is not None and not given.isdisjoint(names_in(gate.check) | names_in(gate.when)):
            continue  # the form will supply what this gate asks about, or when it applies
        refusal = _ask(gate, f"{full_name}.{gate.name}", world)
        if refusal is not None:
            spoken[gate.effect].append(refusal)
    refers = _undecided(aggregate, spoken["refer"]) if spoken["refer"] else []
    return Verdict(
        tuple(integrity), tuple(spoken["block"]), tuple(spoken["warn"]), tuple(refers), tuple(spoken["hint"])
    )


def _still_given(definition: StepDefinition) -> frozenset[str]:
    """Return the names that the form of a step will supply."""
    fields = definition.facts.model_fields
    return frozenset({f"{definition.kind}.{name}" for name in fields} | ({TERMS} & set(fields)))


def _guards(
    definition: StepDefinition, aggregate: Aggregate, facts: Facts | None, moment: Moment, *, again: bool
) -> Iterable[Refusal]:
    for guard in definition.guards:
        if facts is None and not getattr(guard, "is_asked_dry", False):
            continue
        if not (again and getattr(guard, "is_asked_once", False)):
            yield from guard(aggregate, facts, moment)


def speaks_for_the_text(refusal: Refusal) -> bool:
    """Say whether a guard's refusal is the law's: it cites a clause, or says that no text is in force.

    Such a refusal is a gate, which a fact in breach passes; all others protect the integrity of the file.
    """
    return bool(refusal.clause) or refusal.code.startswith("edition.")


def _city_allows(rule: StepRule | None, state: str) -> bool:
    return rule is None or (rule.in_force and (rule.from_ is None or state in rule.from_))


def wrong_state(definition: StepDefinition) -> Refusal:
    """Return the refusal of a step that cannot be taken where the subject stands now."""
    return Refusal(
        WRONG_STATE,
        _("现在不能“%(step)s”：这件事已经走到别的阶段，请刷新页面看最新情况。") % {"step": in_words(definition)},
    )


def waits_for_second_person(definition: StepDefinition) -> Refusal:
    """Return the refusal of a step that another person has still to approve."""
    return Refusal(
        "proposal.waits",
        _("“%(step)s”已经提交复核，请等复核人处理，或请他退回后再改。") % {"step": in_words(definition)},
    )


def standing_against(gate: GateDef, world: World) -> Outcome | None:
    """Return why the gate speaks against its step in this world; None where it lets it pass.

    An unknown fact counts as not holding, and a gate whose `when` is unknown applies.
    """
    if gate.when is not None and evaluate(gate.when, world).truth is False:
        return None
    outcome = evaluate(gate.check, world)
    return None if outcome.truth is True else outcome


def _ask(gate: GateDef, code: str, world: SubjectWorld) -> Refusal | None:
    outcome = standing_against(gate, world)
    if outcome is None:
        return None
    return Refusal(code, _sentence(gate, outcome), gate.clause, gate.effect, gate.also)


def _sentence(gate: GateDef, outcome: Outcome) -> str:
    missing = _("、").join(vocabulary.label(name) for name in outcome.unknown)
    if gate.message is not None:
        words = in_words(gate.message)
        return words if not missing else _("%(said)s（还缺：%(missing)s）") % {"said": words, "missing": missing}
    return sentence(outcome, vocabulary)


def names_in(node: object) -> frozenset[str]:
    """Return the names of the facts and sets that a predicate speaks of, and `terms` where it speaks of one."""
    found: set[str] = set()
    waiting: list[object] = [node.model_dump(by_alias=True) if isinstance(node, BaseModel) else node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            found.update(part[key] for key in ("fact", "of") if isinstance(part.get(key), str))
            found.update({TERMS} if isinstance(part.get("term"), str) else ())
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
    return frozenset(found)


def _undecided(aggregate: Aggregate, refers: Iterable[Refusal]) -> list[Refusal]:
    """Leave out what a recorded legal decision lets pass, for this case or for all like it."""
    found = list(refers)
    passed = passing(aggregate.subject, {refusal.code: refusal.clause for refusal in found})
    return [refusal for refusal in found if refusal.code not in passed]


def overlay_of(definition: StepDefinition, facts: Facts) -> Mapping[str, Any]:
    """Return the facts that the step is about to set, by their full names, as gates see them."""
    return {
        f"{definition.kind}.{name}": value
        for name in type(facts).model_fields
        if (value := getattr(facts, name)) is not None
    }
