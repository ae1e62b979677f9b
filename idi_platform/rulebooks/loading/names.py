"""Holding a rulebook against the vocabulary: the closed names, their kinds and their types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.vocabulary import Fact, Members, Vocabulary

from .places import Places
from .problems import Problem

T = TypeVar("T")
Where = tuple[str | int, ...]
Kinds = tuple[str, ...]


@dataclass(slots=True)
class Names:
    """What the checks share: the book, the names it may use, and the faults found so far.

    Attributes:
        book: The rulebook under check.
        vocabulary: The closed names.
        places: Where each value stands.
        base: The national rulebook below, whose clocks, papers and clauses may be named too; None for itself.
    """

    book: Rulebook
    vocabulary: Vocabulary
    places: Places
    base: Rulebook | None = None
    problems: list[Problem] = field(default_factory=list)

    def fault(self, where: Where, message: str, *, missing_kind: bool = False) -> None:
        """Note a fault."""
        self.problems.append(self.places.problem(where, message, missing_kind=missing_kind))

    def step(self, name: str, where: Where) -> None:
        """Check the name of a step."""
        if name not in self.vocabulary.steps:
            self._unknown("step", name, where, self.vocabulary.steps)

    def role(self, name: str, where: Where) -> None:
        """Check the name of a role."""
        self.listed("role", name, where, self.vocabulary.roles)

    def listed(self, what: str, name: str, where: Where, known: Iterable[str]) -> None:
        """Check a name against a closed or declared list."""
        names = list(known)
        if name not in names:
            near = Vocabulary.nearest(name, names)
            self.fault(where, f"{name} is no known {what}{f'; did you mean {near}?' if near else '.'}")

    def fact(self, name: str, kinds: Kinds, where: Where) -> Fact | None:
        """Return the fact said from the innermost of `kinds` that reaches it; without kinds, its own name counts."""
        return self._reached(name, kinds, where, "fact", self.vocabulary.fact_at, self.vocabulary.facts)

    def members(self, name: str, kinds: Kinds, where: Where) -> Members | None:
        """Return the set said from the innermost of `kinds` that reaches it."""
        return self._reached(name, kinds, where, "set", self.vocabulary.set_at, self.vocabulary.sets)

    def clock(self, name: str, where: Where, *, window: bool = False) -> None:
        """Check the name of a clock of this book, of its planned ones or of the base."""
        clocks = {**(self.base.clocks if self.base else {}), **self.book.planned.clocks, **self.book.clocks}
        self.listed("clock", name, where, clocks)
        if window and name in clocks and clocks[name].kind != "window":
            self.fault(where, f"{name} is no window; inside asks for a clock of kind: window.")

    def paper(self, name: str, where: Where) -> None:
        """Check the name of a paper."""
        base = self.base.papers if self.base else {}
        self.listed("paper", name, where, {**base, **self.book.planned.papers, **self.book.papers})

    def term(self, name: str, where: Where) -> None:
        """Check the name of a contract term."""
        self.listed("contract term", name, where, {**(self.base.terms if self.base else {}), **self.book.terms})

    def figure(self, name: str, where: Where) -> None:
        """Check the name of a figure."""
        base = self.base.figures if self.base else {}
        self.listed("figure", name, where, {**base, **self.book.planned.figures, **self.book.figures})

    def clause(self, name: str | None, where: Where) -> None:
        """Check that a clause tag stands in the index, here or in the base."""
        if name is not None:
            self.listed("clause", name, where, {**(self.base.clauses if self.base else {}), **self.book.clauses})

    def kind(self, name: str, where: Where) -> None:
        """Check the name of a kind of subject."""
        if name not in self.vocabulary.kinds:
            self._unknown("kind of subject", name, where, self.vocabulary.kinds, missing_kind=True)

    def _reached(
        self,
        name: str,
        kinds: Kinds,
        where: Where,
        what: str,
        ask: Callable[[str, str], T | None],
        register: Mapping[str, T],
    ) -> T | None:
        head = name.partition(".")[0]
        reaching = [kind for kind in kinds or (head,) if self.vocabulary.route(kind, head) is not None]
        if reaching:
            found = ask(reaching[0], name)
            if found is None:
                self._unknown(what, name, where, register)
            return found
        if head in self.vocabulary.kinds and all(kind in self.vocabulary.kinds for kind in kinds):
            self.fault(where, f"{name} cannot be reached from {' or '.join(kinds)}; register a path, or name another.")
        else:
            self._unknown(what, name, where, register)
        return None

    def _unknown(self, what: str, name: str, where: Where, known: Iterable[str], *, missing_kind: bool = False) -> None:
        absent = missing_kind or name.partition(".")[0] not in self._heads()
        near = Vocabulary.nearest(name, known)
        self.fault(where, f"{name} is no known {what}{f'; did you mean {near}?' if near else '.'}", missing_kind=absent)

    def _heads(self) -> set[str]:
        return set(self.vocabulary.kinds) | {name for _, name in self.vocabulary.paths}
