"""What the pipeline hands over when a paper is owed, by shape: the types themselves lie above this app."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Named(Protocol):
    """Chinese and English words for one thing."""

    @property
    def zh(self) -> str:
        """The Chinese words."""


class Definition(Protocol):
    """A paper as the rulebook declares it."""

    @property
    def title(self) -> Named:
        """Its name."""

    @property
    def layout(self) -> str:
        """letter, notice, form or report."""

    @property
    def producer(self) -> str:
        """The role that issues it."""

    @property
    def recipient(self) -> Sequence[str]:
        """The roles that get it."""

    @property
    def sections(self) -> Sequence[str]:
        """Its sections in order."""

    @property
    def required(self) -> Sequence[str]:
        """The sections that the text itself demands."""

    @property
    def clause(self) -> str:
        """The clause it fulfils."""

    @property
    def also(self) -> Sequence[str]:
        """Further clauses."""

    @property
    def two_signatures(self) -> bool:
        """Whether two names stand under it."""


class LawOfPaper(Protocol):
    """The law a paper is made under."""

    @property
    def id(self) -> str:
        """The edition's code."""

    @property
    def title(self) -> str:
        """The text's Chinese title."""

    @property
    def revision_id(self) -> int | None:
        """The revision of its encoding."""

    def clause_title(self, clause: str) -> str:
        """The article and its title."""


class Draft(Protocol):
    """One paper's data before it is frozen, and who gets it."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Sections by name (see `blocks`), and the frame's own fields."""

    @property
    def recipient_person_id(self) -> int | None:
        """The person it goes to."""

    @property
    def recipient_organisation_id(self) -> int | None:
        """The organisation it goes to."""
