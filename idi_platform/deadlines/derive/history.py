"""What a clock needs to know of the past: effective steps, and when papers left and arrived."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

RECORD_DISPATCH = "record_dispatch"
RECORD_ARRIVAL = "record_arrival"
"""The verbs by which the system records a paper's way, with the facts `paper` (its code) and `to` (the party)."""


UNDONE = "undone"
"""The fact of a step that undoes earlier acts without correcting them, as money that came back: their records."""


class Taken(Protocol):
    """One effective step, as the records tell it after corrections."""

    @property
    def record_id(self) -> int:
        """The record that says so."""

    @property
    def name(self) -> str:
        """The step's name, such as claim.file."""

    @property
    def occurred_at(self) -> datetime:
        """The legal instant."""

    @property
    def first_said_at(self) -> datetime:
        """The earliest instant that was ever said of it: a correction may have moved the legal one."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts the step carried."""


T = TypeVar("T", bound=Taken)


def standing(steps: Iterable[T]) -> list[T]:
    """Return the acts that still count: what a later one has undone happened, but meets nothing and proves nothing."""
    found = list(steps)
    gone = {pk for step in found for pk in step.facts.get(UNDONE) or ()}
    return [step for step in found if step.record_id not in gone] if gone else found


class History(Protocol):
    """The effective history of a subject and of what is reachable from it. Instants ascend."""

    def steps(self, name: str, party: str | None = None) -> Sequence[datetime]:
        """Return when the step was taken, annulled ones left out; `party` narrows to steps with that party."""

    def first_said(self, name: str, at: datetime) -> datetime:
        """Return the earliest instant that was ever said of the step taken at `at`."""

    def dispatched(self, paper: str, party: str | None = None) -> Sequence[datetime]:
        """Return when papers of that code were handed to their channel."""

    def arrived(self, paper: str, party: str | None = None) -> Sequence[datetime]:
        """Return when papers of that code reached their addressee."""


class StepHistory:
    """A history made of effective steps and of delivery instants by paper code and party."""

    def __init__(
        self,
        steps: Iterable[Taken],
        dispatched: Mapping[str, Sequence[tuple[datetime, str]]] | None = None,
        arrived: Mapping[str, Sequence[tuple[datetime, str]]] | None = None,
    ) -> None:
        """Index the steps by name. Deliveries are pairs of instant and party ("" where it does not matter)."""
        self._steps: dict[str, list[Taken]] = {}
        for step in standing(sorted(steps, key=lambda taken: taken.occurred_at)):
            self._steps.setdefault(step.name, []).append(step)
        self._dispatched = _deliveries(self._steps, RECORD_DISPATCH, dispatched)
        self._arrived = _deliveries(self._steps, RECORD_ARRIVAL, arrived)

    def steps(self, name: str, party: str | None = None) -> Sequence[datetime]:
        """Return when the step was taken; a step names its counterpart in the fact `with` or `party`."""
        found = self._steps.get(name, ())
        if party is None:
            return [step.occurred_at for step in found]
        return [step.occurred_at for step in found if party in (step.facts.get("with"), step.facts.get("party"))]

    def first_said(self, name: str, at: datetime) -> datetime:
        """Return the earliest instant that was ever said of the step taken at `at`; that itself where nothing moved."""
        found = self._steps.get(name, ())
        return min((step.first_said_at for step in found if step.occurred_at == at), default=at)

    def dispatched(self, paper: str, party: str | None = None) -> Sequence[datetime]:
        """Return when papers of that code were handed to their channel."""
        return _of_party(self._dispatched.get(paper, ()), party)

    def arrived(self, paper: str, party: str | None = None) -> Sequence[datetime]:
        """Return when papers of that code reached their addressee."""
        return _of_party(self._arrived.get(paper, ()), party)


def _of_party(deliveries: Sequence[tuple[datetime, str]], party: str | None) -> list[datetime]:
    return sorted(instant for instant, whom in deliveries if party is None or whom == party)


def _deliveries(
    steps: Mapping[str, list[Taken]], verb: str, given: Mapping[str, Sequence[tuple[datetime, str]]] | None
) -> dict[str, list[tuple[datetime, str]]]:
    """Join deliveries that were given with those that steps have recorded."""
    found = {paper: list(known) for paper, known in (given or {}).items()}
    for name, taken in steps.items():
        if name.rpartition(".")[2] == verb:
            for step in taken:
                whom = (step.occurred_at, str(step.facts.get("to", "")))
                found.setdefault(str(step.facts.get("paper", "")), []).append(whom)
    return found
