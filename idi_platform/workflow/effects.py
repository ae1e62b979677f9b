"""What follows a step besides its Record: papers that the rulebook ties to it, and notices that apps tie to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .reactions import Happened
from .world import SubjectWorld


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """The frozen data of one paper, and who gets it."""

    data: Mapping[str, Any]
    recipient_person_id: int | None = None
    recipient_organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """One message owed: to a person, to those who hold a role in an organisation, or to one of them in that role."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    organisation_id: int | None = None
    role: str = ""
    channels: tuple[str, ...] = ("in_app",)


Drafter = Callable[[Happened, SubjectWorld], Iterable[PaperDraft]]
Teller = Callable[[Happened], Iterable[NoticeDraft]]

_drafters: dict[str, Drafter] = {}
_foretold: dict[str, list[str]] = {}
_tellers: dict[str, list[Teller]] = {}


def drafts(paper: str, *, foretold_by: Iterable[str] = ()) -> Callable[[Drafter], Drafter]:
    """Register who gathers the data of a paper; the rulebook says at which step it is owed.

    `foretold_by` are earlier steps that lead to the paper: whoever approves one of them reads the paper's draft, and
    the drafter is given the proposed step.
    """

    def decorate(drafter: Drafter) -> Drafter:
        _drafters[paper] = drafter
        for step in foretold_by:
            _foretold.setdefault(step, []).append(paper)
        return drafter

    return decorate


def drafter_of(paper: str) -> Drafter | None:
    """Return who gathers a paper's data; None when no app draws this paper."""
    return _drafters.get(paper)


def foretold_by(step: str) -> tuple[str, ...]:
    """Return the papers that a step leads to and that a later step owes."""
    return tuple(_foretold.get(step, ()))


def tells(*steps: str) -> Callable[[Teller], Teller]:
    """Register who must be told of a step."""

    def decorate(teller: Teller) -> Teller:
        for step in steps:
            _tellers.setdefault(step, []).append(teller)
        return teller

    return decorate


def tellers_of(step: str) -> tuple[Teller, ...]:
    """Return who tells of a step."""
    return tuple(_tellers.get(step, ()))


def told_steps() -> tuple[str, ...]:
    """Return the steps that notices are tied to."""
    return tuple(_tellers)
