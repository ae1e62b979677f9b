"""The closed names: what a rulebook may speak of, registered by each app when the process starts.

Kinds of subjects and the paths between them, steps, typed facts, sets of members, roles, paper
sections and escalation routes. Effects are fixed here. A rulebook that uses another name is refused.
"""

import difflib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.languages import language

T = TypeVar("T")

FactType = Literal["date", "instant", "bool", "int", "decimal", "money", "text", "code", "choice"]
Choices = Mapping[str, tuple[str, str]]

FACT_TYPES: frozenset[str] = frozenset({"date", "instant", "bool", "int", "decimal", "money", "text", "code", "choice"})
EFFECTS: frozenset[str] = frozenset({"block", "warn", "refer", "hint"})


class VocabularyError(PlatformError):
    """A name was registered twice, wrongly, or used without being registered."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: `claim`, `policy`, `unit`, or a part of one that has facts of its own: `item`."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Path:
    """A link from one kind to one subject of another: the policy of a claim."""

    kind: str
    name: str
    target_kind: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a lifecycle, `claim.file`."""

    name: str
    kind: str
    zh: str
    en: str
    automatic: bool
    report: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed field of a kind, `claim.received_at`; `read` takes the aggregate, `is_judged` if the law decides it."""

    name: str
    kind: str
    type: FactType
    zh: str
    en: str
    unit: str | None
    choices: Choices | None
    read: Callable[[Any], Any] | None
    is_judged: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """A set of members, `project.findings`; `member` is their kind."""

    name: str
    kind: str
    member: str
    zh: str
    en: str
    read: Callable[[Any], Iterable[Any]] | None


@dataclass(frozen=True, slots=True)
class Term:
    """A closed word with its two labels: a role, a paper section, an escalation route."""

    name: str
    zh: str
    en: str


class Vocabulary:
    """All registered names. The process has one, `vocabulary`; tests build their own."""

    def __init__(self) -> None:
        """Start empty."""
        self.kinds: dict[str, Kind] = {}
        self.paths: dict[tuple[str, str], Path] = {}
        self.steps: dict[str, Step] = {}
        self.facts: dict[str, Fact] = {}
        self.sets: dict[str, Members] = {}
        self.roles: dict[str, Term] = {}
        self.sections: dict[str, Term] = {}
        self.escalations: dict[str, Term] = {}
        self.pages: dict[str, Term] = {}
        self.registers: dict[str, Term] = {}
        self.indicators: dict[str, Term] = {}
        self._routes: dict[tuple[str, str], tuple[Path, ...] | None] = {}

    # Registering

    def kind(self, name: str, *, zh: str, en: str) -> None:
        """Register a kind of subject."""
        self._new(self.kinds, name, Kind(name, zh, en))

    def path(self, kind: str, name: str, target_kind: str, *, read: Callable[[Any], Any]) -> None:
        """Register a link from `kind` to one subject of `target_kind`; `read` takes the aggregate."""
        if (kind, name) in self.paths:
            raise VocabularyError("vocabulary.twice", f"The path {kind}.{name} is registered twice; keep one.")
        self.paths[kind, name] = Path(kind, name, target_kind, read)
        self._routes.clear()

    def step(self, name: str, *, zh: str, en: str, automatic: bool = False, report: bool = False) -> None:
        """Register a step `kind.verb`; `report` says that it reports an outside event."""
        self._new(self.steps, name, Step(name, _head(name), zh, en, automatic, report))

    def fact(
        self,
        name: str,
        *,
        type: FactType,  # noqa: A002  the word of the contract between the apps
        zh: str,
        en: str,
        unit: str | None = None,
        choices: Choices | Iterable[tuple[str, str]] | Sequence[str] | None = None,
        read: Callable[[Any], Any] | None = None,
        is_judged: bool = False,
    ) -> None:
        """Register a fact `kind.field`.

        `read` takes the aggregate and returns the value, or None for unknown. `is_judged` where the law decides the
        value, so that it may be another under another law.
        """
        if type not in FACT_TYPES:
            raise VocabularyError(
                "vocabulary.type", f"The fact {name} has the type {type!r}; use one of {', '.join(sorted(FACT_TYPES))}."
            )
        found = Fact(name, _head(name), type, zh, en, unit, _choices(choices), read, is_judged)
        self._new(self.facts, name, found)

    def members(
        self, name: str, *, member: str, zh: str, en: str, read: Callable[[Any], Iterable[Any]] | None = None
    ) -> None:
        """Register a set `kind.name` of members of the kind `member`."""
        self._new(self.sets, name, Members(name, _head(name), member, zh, en, read))

    def role(self, name: str, *, zh: str, en: str) -> None:
        """Register a role that may take steps or owe duties."""
        self._new(self.roles, name, Term(name, zh, en))

    def paper_section(self, name: str, *, zh: str, en: str) -> None:
        """Register a section that a template can draw."""
        self._new(self.sections, name, Term(name, zh, en))

    def escalation(self, name: str, *, zh: str, en: str) -> None:
        """Register a route that a breach or a reminder can take."""
        self._new(self.escalations, name, Term(name, zh, en))

    def page(self, name: str, *, zh: str, en: str) -> None:
        """Register a page of the platform that realises clauses by what it shows; the app that draws it does so."""
        self._new(self.pages, name, Term(name, zh, en))

    def register(self, name: str, *, zh: str, en: str) -> None:
        """Register a register that the platform keeps."""
        self._new(self.registers, name, Term(name, zh, en))

    def indicator(self, name: str, *, zh: str, en: str) -> None:
        """Register a figure that the platform computes for the authorities."""
        self._new(self.indicators, name, Term(name, zh, en))

    @property
    def effects(self) -> frozenset[str]:
        """The four effects of a gate."""
        return EFFECTS

    # Asking

    def route(self, kind: str, head: str) -> tuple[Path, ...] | None:
        """Return the shortest chain of paths from `kind` to `head`, a path's name or a kind; None if there is none."""
        key = (kind, head)
        if key not in self._routes:
            self._routes[key] = self._search(kind, head)
        return self._routes[key]

    def reaches(self, kind: str, name: str) -> bool:
        """Say whether a fact or set name is reachable from a subject of `kind`."""
        return self.route(kind, _head(name)) is not None

    def fact_at(self, kind: str, name: str) -> Fact | None:
        """Return the fact that `name` means when said from `kind`: its head may be a path's name."""
        return self._at(kind, name, self.facts)

    def set_at(self, kind: str, name: str) -> Members | None:
        """Return the set that `name` means when said from `kind`."""
        return self._at(kind, name, self.sets)

    def label(self, name: str, lang: str = "") -> str:
        """Return the label of any registered name in the reader's language or the given one, or the name itself."""
        for register in (self.facts, self.sets, self.steps, self.kinds, self.roles, self.sections, self.escalations):
            if name in register:
                return str(getattr(register[name], lang or language()))
        return name

    def value_label(self, name: str, value: object, lang: str = "") -> str:
        """Return the label of a choice of a fact in the reader's language or the given one, or the value as text."""
        fact = self.facts.get(name)
        if fact is not None and fact.choices and isinstance(value, str) and value in fact.choices:
            return fact.choices[value][1 if (lang or language()) == "en" else 0]
        return str(value)

    @staticmethod
    def nearest(name: str, known: Iterable[str]) -> str | None:
        """Return the known name that is most like `name`, for the sentence of an error."""
        found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        return found[0] if found else None

    def _at(self, kind: str, name: str, register: Mapping[str, T]) -> T | None:
        head, _, rest = name.partition(".")
        route = self.route(kind, head)
        if route is None:
            return None
        target = route[-1].target_kind if route else kind
        return register.get(f"{target}.{rest}")

    def _search(self, kind: str, head: str) -> tuple[Path, ...] | None:
        if kind == head:
            return ()
        seen = {kind}
        waiting: deque[tuple[str, tuple[Path, ...]]] = deque([(kind, ())])
        while waiting:
            at, chain = waiting.popleft()
            onward = [path for (owner, _), path in self.paths.items() if owner == at]
            for path in onward:
                if head in (path.name, path.target_kind):
                    return (*chain, path)
            for path in onward:
                if path.target_kind not in seen:
                    seen.add(path.target_kind)
                    waiting.append((path.target_kind, (*chain, path)))
        return None

    def _new(self, register: dict[str, T], name: str, entry: T) -> None:
        if name in register:
            raise VocabularyError("vocabulary.twice", f"The name {name} is registered twice; keep one of them.")
        if (register is self.steps and name in self.facts) or (register is self.facts and name in self.steps):
            raise VocabularyError("vocabulary.twice", f"{name} is both a step and a fact; rename one.")
        register[name] = entry


def _head(name: str) -> str:
    head, dot, rest = name.partition(".")
    if not dot or not rest or not head:
        raise VocabularyError("vocabulary.name", f"{name!r} must be written as kind.name.")
    return head


def _choices(choices: Choices | Iterable[tuple[str, str]] | Sequence[str] | None) -> Choices | None:
    if choices is None:
        return None
    if isinstance(choices, Mapping):
        return {str(code): _pair(label) for code, label in choices.items()}
    return {str(c if isinstance(c, str) else c[0]): _pair(c if isinstance(c, str) else c[1]) for c in choices}


def _pair(label: object) -> tuple[str, str]:
    if isinstance(label, tuple):
        zh, en = label
        return str(zh), str(en)
    return str(label), str(label)


vocabulary = Vocabulary()
