"""Running the examples of every clause against altered rulebooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.workflow.examples import Example, Failure, run

from .alterations import IN_CODE, Alteration, alterations_of


@dataclass(frozen=True, slots=True)
class Survivor:
    """A clause, and the alteration of what realises it that no example noticed."""

    clause: str
    reference: str
    what: str


@dataclass(slots=True)
class Proof:
    """What a run came to.

    Attributes:
        failures: Examples that the rulebook itself does not bear out.
        noticed: How many alterations an example noticed.
        survivors: Those that none noticed.
        silent: Realised clauses that no example names, although something in the rulebook realises them.
    """

    failures: list[Failure] = field(default_factory=list)
    noticed: int = 0
    survivors: list[Survivor] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every example holds and every alteration was noticed."""
        return not (self.failures or self.survivors or self.silent)


def prove(book: Rulebook, base: Rulebook | None, examples: Sequence[Example], only: str | None = None) -> Proof:
    """Return the proof of a book.

    Args:
        book: The book to prove.
        base: The national book below it; None for itself.
        examples: Its worked examples.
        only: One clause; all if None.
    """
    proof = Proof()
    law = _law(book, base)
    proof.failures.extend(failure for example in examples if (failure := run(example, law)) is not None)
    naming = _by_clause(examples)
    for clause, entry in book.clauses.items():
        references = [one for one in entry.realised_by if one.partition(":")[0] not in IN_CODE]
        if not references or only not in (None, clause):
            continue
        if clause not in naming:
            proof.silent.append(clause)
            continue
        for reference in references:
            _try_all(proof, book, base, clause, reference, naming[clause])
    return proof


def _by_clause(examples: Sequence[Example]) -> Mapping[str, Sequence[Example]]:
    naming: dict[str, list[Example]] = {}
    for example in examples:
        for clause in example.clauses:
            naming.setdefault(clause, []).append(example)
    return naming


def _try_all(
    proof: Proof, book: Rulebook, base: Rulebook | None, clause: str, reference: str, examples: Sequence[Example]
) -> None:
    alterations = list(alterations_of(book, clause, reference))
    for alteration in alterations:
        if _is_noticed(alteration, base, examples):
            proof.noticed += 1
        else:
            proof.survivors.append(Survivor(clause, reference, alteration.what))
    if not alterations:
        proof.survivors.append(Survivor(clause, reference, "nothing of it can be altered"))


def _is_noticed(alteration: Alteration, base: Rulebook | None, examples: Sequence[Example]) -> bool:
    law = _law(alteration.book, base)
    return any(run(example, law) is not None for example in examples)


def _law(book: Rulebook, base: Rulebook | None) -> Law:
    return Law(book) if base is None else Law(base, book)
