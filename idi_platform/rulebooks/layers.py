"""The law that one insured object runs under: its city's rulebook laid over the national one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from idi_platform.kernel.languages import in_words

from .predicates.world import World
from .schema.book import ClauseDef, QuotaDef, Rulebook
from .schema.clocks import ClockDef
from .schema.cover import CoverDef
from .schema.gates import GateDef, StepRule
from .schema.papers import FigureDef, PaperDef, TermDef
from .schema.topics import FilingDef

_FEN = Decimal("0.01")


@dataclass(frozen=True)
class NationalText:
    """One text of the national law, and the first day that it is the law of; None: since ever."""

    since: date | None
    book: Rulebook
    revision_id: int


def text_of(nation: Sequence[NationalText], day: date) -> NationalText:
    """Return the national text of a day: the last that had begun, else the first there is (rule 17)."""
    begun = [text for text in nation if text.since is None or text.since <= day]
    return begun[-1] if begun else nation[0]


@dataclass(frozen=True)
class Former:
    """What an insured object ran under before its present law, and the instant up to which."""

    law: "Law"
    until: datetime


def _with_the_city_s_party(clock: ClockDef, own: Mapping[str, ClockDef]) -> ClockDef:
    """Return a national clock that starts with the party whose agreement the city's text counts for the same matter.

    National law speaks of the agreement without naming one party for every city; who agrees there, and what the
    other's earlier agreement gives, is said by the city's clock of the same `measures` and the same step.
    """
    step = clock.starts.step if clock.starts is not None and clock.starts.with_ is None else None
    for named in own.values() if step is not None and clock.measures else ():
        starts = named.starts
        if named.measures == clock.measures and starts is not None and starts.step == step and starts.with_ is not None:
            return clock.model_copy(update={"starts": starts, "target_starts": named.target_starts})
    return clock


@dataclass(frozen=True)
class Law:
    """A city's rulebook over the national base; without a city the base alone.

    Attributes:
        base: The national rulebook.
        city: The edition bound, or the candidate; None where none is.
        revision_id: The revision of the city, else of the base.
        base_revision_id: The revision of the base.
        outcome: candidate, bound, none_in_force, undetermined; empty where there is no insured object.
        why: The reasons of the outcome, as stored.
        lapsed_on: The last day of the city's window, extensions counted; None while open or unknown.
        formers: What it ran under before, the oldest first.
        nation: Every national text, the oldest first; empty where only the base at hand counts.
    """

    base: Rulebook
    city: Rulebook | None = None
    revision_id: int | None = None
    base_revision_id: int | None = None
    outcome: str = ""
    why: tuple[Mapping[str, str], ...] = field(default=())
    lapsed_on: date | None = None
    formers: tuple[Former, ...] = ()
    nation: tuple[NationalText, ...] = ()

    def versions(self) -> tuple["Law", ...]:
        """Return the city's text over each national one: what began under a text ends under it (rule 17)."""
        if len(self.nation) < 2:
            return (self,)
        return tuple(self._over(text) for text in self.nation)

    def is_of(self, day: date) -> bool:
        """Say whether the national text at hand is that of a day."""
        return len(self.nation) < 2 or text_of(self.nation, day).book is self.base

    def _over(self, text: NationalText) -> "Law":
        top = self.revision_id if self.city is not None else text.revision_id
        return replace(self, base=text.book, base_revision_id=text.revision_id, revision_id=top)

    @property
    def id(self) -> str:
        """The edition's code."""
        return self._top.id

    @property
    def title(self) -> str:
        """The edition's title, in the reader's language."""
        return in_words(self._top.title)

    @property
    def is_national_only(self) -> bool:
        """Whether no city text applies: pages label it so."""
        return self.city is None

    @cached_property
    def clocks(self) -> Mapping[str, ClockDef]:
        """National and city clocks as separate entries; both start, from the same agreement."""
        own = self.city.clocks if self.city else {}
        return {**{name: _with_the_city_s_party(clock, own) for name, clock in self.base.clocks.items()}, **own}

    @cached_property
    def gates(self) -> Mapping[str, tuple[GateDef, ...]]:
        """Gates by step, the national ones first; one that the city says itself is the city's, with both articles."""
        names = dict.fromkeys((*self.base.gates, *(self.city.gates if self.city else ())))
        return {name: (*self._national_gates(name), *self._city_gates(name)) for name in names}

    @cached_property
    def quotas(self) -> Mapping[str, QuotaDef]:
        """Quotas, and what recurs."""
        return {**self.base.all_quotas, **(self.city.all_quotas if self.city else {})}

    @cached_property
    def steps(self) -> Mapping[str, StepRule]:
        """The narrowing of steps, the city's first."""
        return {**self.base.steps, **(self.city.steps if self.city else {})}

    @cached_property
    def papers(self) -> Mapping[str, PaperDef]:
        """Papers by code, the city's first."""
        return {**self.base.papers, **(self.city.papers if self.city else {})}

    @cached_property
    def terms(self) -> Mapping[str, TermDef]:
        """Contract terms, the city's first."""
        return {**self.base.terms, **(self.city.terms if self.city else {})}

    @cached_property
    def figures(self) -> Mapping[str, FigureDef]:
        """Figures, the city's first."""
        return {**self.base.figures, **(self.city.figures if self.city else {})}

    @cached_property
    def clauses(self) -> Mapping[str, ClauseDef]:
        """The two indexes together."""
        return {**self.base.clauses, **(self.city.clauses if self.city else {})}

    @property
    def cover(self) -> CoverDef | None:
        """The city's cover; the national law fixes none."""
        return self.city.cover if self.city else None

    def step_rule(self, step: str) -> StepRule | None:
        """Return what the city narrows of a step."""
        return self.steps.get(step)

    def gates_of(self, step: str) -> tuple[GateDef, ...]:
        """Return the gates of a step, the national ones first."""
        return self.gates.get(step, ())

    def papers_of(self, step: str) -> Mapping[str, PaperDef]:
        """Return the papers that a step owes, by code."""
        return self._papers_by_step.get(step, {})

    @cached_property
    def _papers_by_step(self) -> Mapping[str, Mapping[str, PaperDef]]:
        found: dict[str, dict[str, PaperDef]] = {}
        for code, paper in self.papers.items():
            for step in filter(None, (paper.on_step, *paper.also_on)):
                found.setdefault(step, {})[code] = paper
        return found

    @cached_property
    def filings(self) -> Mapping[str, FilingDef]:
        """Filings by code, the city's first."""
        return {**self.base.filings, **(self.city.filings if self.city else {})}

    def filings_of(self, step: str) -> Mapping[str, FilingDef]:
        """Return what is to be filed after a step, by code."""
        return {code: filing for code, filing in self.filings.items() if filing.on_step == step}

    def clocks_of(self, kind: str) -> Mapping[str, ClockDef]:
        """Return the clocks that a kind of subject carries."""
        return {name: clock for name, clock in self.clocks.items() if (clock.on or name.partition(".")[0]) == kind}

    def clause_of(self, clock: str) -> str:
        """Return the clause of a clock, by its name; empty where no text has it."""
        found = self.clocks.get(clock)
        return (found.clause or "") if found is not None else ""

    def term_unit(self, name: str) -> str | None:
        """Return the unit of a contract term."""
        term = self.terms.get(name)
        return term.unit if term else None

    def citation(self, clause: str) -> str:
        """Return the article, or the id where the index does not know it."""
        return (self._top if clause in self._top.clauses else self.base).citation(clause)

    def clause_title(self, clause: str) -> str:
        """Return the article and its title, or the id where the index does not know it."""
        return (self._top if clause in self._top.clauses else self.base).clause_title(clause)

    def figure(self, name: str, world: World) -> object | None:
        """Return a figure computed from a world; None while its fact has no value.

        Amounts are rounded half-up to the fen, once, at the end.
        """
        figure = self.figures.get(name)
        if figure is None:
            return None
        if figure.value is not None:
            return figure.value
        if figure.table is not None:
            answer = world.value(figure.by or "")
            return None if answer is None else figure.table.get(str(answer))
        amount = world.value(figure.of or "")
        if amount is None or figure.rate is None:
            return None
        product = Decimal(str(amount)) * figure.rate * Decimal(str(figure.times or 1))
        return product.quantize(_FEN, rounding=ROUND_HALF_UP)

    @property
    def _top(self) -> Rulebook:
        return self.city or self.base

    def _national_gates(self, step: str) -> tuple[GateDef, ...]:
        own = self._city_gates(step)
        return tuple(gate for gate in self.base.gates.get(step, ()) if not any(one.stands_for(gate) for one in own))

    def _city_gates(self, step: str) -> tuple[GateDef, ...]:
        return self.city.gates.get(step, ()) if self.city else ()
