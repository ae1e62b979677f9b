"""Which gates of a text ask for a thing: where a contract must stand first, which bounds a fee keeps to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from pydantic import BaseModel

from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.predicates import Compare, Ref

from .log import Step

Answer = TypeVar("Answer")
SIGNED: Final = "policy.signed_on"
"""The fact that every text asks after where a contract must stand before something else may happen."""
_BY_KINDS: Final = ("project", "insured_object", "building", "policy")
_IN_BREACH: Final = "in_breach"


def comparisons(node: object) -> Iterator[Compare]:
    """Yield every comparison that a predicate is made of, however deep it stands."""
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, BaseModel):
        yield from comparisons([value for _name, value in node])
    elif isinstance(node, list | tuple):
        for part in node:
            yield from comparisons(part)


def asking_for_contract(law: Law) -> Mapping[str, frozenset[str]]:
    """Return by step the codes of the gates that stop the works, or the signing itself, for want of a contract."""
    found: dict[str, frozenset[str]] = {}
    for step, gates in law.gates.items():
        if step.partition(".")[0] not in _BY_KINDS:
            continue
        asking = [
            gate
            for gate in gates
            if gate.effect == "block" and any(one.fact == SIGNED for one in comparisons(gate.check))
        ]
        if asking:
            found[step] = frozenset(f"{step}.{gate.name}" for gate in asking)
    return found


def passed_in_breach(step: Step, codes: Iterable[str]) -> bool:
    """Say whether a step was recorded as a fact in breach of one of the gates."""
    return not frozenset(codes).isdisjoint(step.reasons.get(_IN_BREACH) or ())


class Bound(NamedTuple):
    """A bound that a text sets to an amount: a rate of the premium, at the most or at the least."""

    is_most: bool
    rate: Decimal

    def is_broken(self, amount: Decimal, premium: Decimal) -> bool:
        """Say whether an amount lies beyond it; rates are compared, never rounded amounts."""
        limit = self.rate * premium
        return amount > limit if self.is_most else amount < limit


def bounds_of(law: Law, facts: Iterable[str]) -> list[Bound]:
    """Return the bounds by figures of the premium that the gates of a text set to some facts."""
    asked, found = frozenset(facts), set()
    for gates in law.gates.values():
        for one in (one for gate in gates for one in comparisons(gate.check) if one.fact in asked):
            limit = one.at_most if one.at_most is not None else one.at_least
            figure = law.figures.get(limit.figure or "") if isinstance(limit, Ref) else None
            if figure is not None and figure.of == "policy.premium" and figure.rate is not None:
                found.add(Bound(one.at_most is not None, figure.rate))
    return sorted(found)


def by_text(laws: Mapping[int, Law], ask: Callable[[Law], Answer]) -> Mapping[int, Answer]:
    """Return what a question about the law answers for many insured objects, asked once of every text."""
    answers: dict[int | None, Answer] = {}
    for law in laws.values():
        if law.revision_id not in answers:
            answers[law.revision_id] = ask(law)
    return {pk: answers[law.revision_id] for pk, law in laws.items()}
