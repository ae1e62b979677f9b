"""What the names in a rulebook are called: closed names by the vocabulary, open ones by the file that declares them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from idi_platform.kernel.clock import local_date
from idi_platform.kernel.languages import language
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.vocabulary import Fact, Vocabulary

from .sentences import counted

_PAPERS_BESIDE = {
    "risk_plan": ("工程质量风险评估实施方案", "risk assessment plan"),
    "notice": ("保险告知书", "insurance notice"),
    "claims_scheme": ("保险理赔方案", "claims scheme"),
    "emergency_plan": ("保险理赔应急预案", "claims contingency plan"),
    "quality_guarantee": ("住宅质量保证书", "quality guarantee"),
    "user_manual": ("住宅使用说明书", "user manual"),
}
"""Papers that others draw and the platform only knows by their codes."""
_RATES = ("rate", "share")


class Labelled(Protocol):
    """Anything with a name in both languages: a label of a file, a closed name."""

    @property
    def zh(self) -> str:
        """The Chinese name."""

    @property
    def en(self) -> str:
        """The English name."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The words for one rulebook's names.

    Attributes:
        vocabulary: The closed names.
        books: The rulebook, then the national one below it; the first that declares a name gives its words.
    """

    vocabulary: Vocabulary
    books: tuple[Rulebook, ...]

    def label(self, label: Labelled) -> str:
        """Return a label in the active language."""
        return label.en if lang() == "en" else label.zh

    def step(self, name: str) -> str:
        """Return what a step is called: 核定属于保险责任."""
        return self.vocabulary.label(name, lang())

    def kind(self, name: str) -> str:
        """Return what a kind of subject is called."""
        return self.vocabulary.label(name, lang())

    def role(self, name: str) -> str:
        """Return what a role, a party or a route is called."""
        found = self.vocabulary.roles.get(name) or self.vocabulary.escalations.get(name)
        return name if found is None else (found.en if lang() == "en" else found.zh)

    def roles(self, names: tuple[str, ...] | list[str]) -> str:
        """Return several roles in a row."""
        return _("、").join(self.role(name) for name in names)

    def section(self, name: str) -> str:
        """Return what a section of a paper is called."""
        return self.vocabulary.label(name, lang())

    def fact(self, name: str, kind: str | None = None) -> str:
        """Return what a fact is called; said from another kind than its own, with that kind before it.

        What is or is not so reads as a sentence of that kind: 工程项目有监理单位.
        """
        found = self.fact_of(name, kind)
        if found is None:
            return self._of_no_fact(name)
        own = found.en if lang() == "en" else found.zh
        owner = self.kind(found.kind)
        if found.kind == kind or own.startswith(owner):
            return own
        said = _("%(kind)s%(name)s") if found.type == "bool" else _("%(kind)s的%(name)s")
        return said % {"kind": owner, "name": own}

    def _of_no_fact(self, name: str) -> str:
        if name in self.vocabulary.steps:
            return _("“%(step)s”的日期") % {"step": self.step(name)}
        head, __, rest = name.partition(".")
        words = {
            "starts": _("保险责任开始日"),
            "years": _("保险期间（年）"),
            "starts_after_years": _("验收后几年开始保"),
        }
        return words.get(rest, f"{self.kind(head)}{rest}")

    def fact_of(self, name: str, kind: str | None = None) -> Fact | None:
        """Return the fact that a name means when said from `kind`."""
        found = self.vocabulary.fact_at(kind, name) if kind in self.vocabulary.kinds and kind is not None else None
        return found or self.vocabulary.facts.get(name)

    def members(self, name: str, kind: str | None = None) -> str:
        """Return what a set is called."""
        found = self.vocabulary.set_at(kind, name) if kind in self.vocabulary.kinds and kind is not None else None
        return self.vocabulary.label(found.name if found else name, lang())

    def member_kind(self, name: str, kind: str | None = None) -> str | None:
        """Return the kind of the members of a set; None for a set that is not known."""
        found = self.vocabulary.set_at(kind, name) if kind in self.vocabulary.kinds and kind is not None else None
        found = found or self.vocabulary.sets.get(name)
        return found.member if found else None

    def clock(self, name: str) -> str:
        """Return the title of a clock."""
        return self._titled("clocks", name)

    def quota(self, name: str) -> str:
        """Return the title of a quota or of what recurs; without one, of the step that is counted."""
        for section in ("quotas", "recurring"):
            for entry in self._entries(section, name):
                return self.label(entry.title) if entry.title is not None else self.step(entry.count)
        return self.vocabulary.label(name, lang())

    def paper(self, name: str) -> str:
        """Return the title of a paper, in its marks: 《核定结果通知书》."""
        return _("《%(paper)s》") % {"paper": self._titled("papers", name)}

    def term(self, name: str) -> str:
        """Return the title of a contract term."""
        return self._titled("terms", name)

    def term_value(self, name: str, value: object) -> str:
        """Return the value of a contract term: a choice by its label, a number with its unit."""
        found = next(self._entries("terms", name), None)
        if found is not None and found.choices and str(value) in found.choices:
            return self.label(found.choices[str(value)])
        if found is not None and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return per_cent(value) if found.unit == "rate" else with_unit(value, found.unit)
        return self.value(value)

    def figure(self, name: str) -> str:
        """Return the title of a figure."""
        return self._titled("figures", name)

    def value(self, value: object, fact: Fact | None = None) -> str:
        """Return a value in words: a choice by its label, a day in full, an amount with its unit, a rate as such."""
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, datetime):
            value = local_date(value)
        if isinstance(value, date):
            return value.isoformat() if lang() == "en" else f"{value.year}年{value.month}月{value.day}日"
        if isinstance(value, int | Decimal):
            return self._number(value, fact)
        if fact is not None and fact.choices and str(value) in fact.choices:
            return fact.choices[str(value)][1 if lang() == "en" else 0]
        beside = _PAPERS_BESIDE.get(str(value))
        if beside is not None and fact is not None and fact.kind == "paper":
            return beside[1 if lang() == "en" else 0]
        return self._of_books(str(value)) or self.vocabulary.label(str(value), lang())

    def _number(self, value: int | Decimal, fact: Fact | None) -> str:
        if fact is not None and fact.type == "decimal" and fact.unit is None and fact.name.endswith(_RATES):
            return per_cent(value)
        unit = "CNY" if fact is not None and fact.type == "money" else fact.unit if fact is not None else None
        return with_unit(value, unit)

    def _titled(self, section: str, name: str) -> str:
        for entry in self._entries(section, name):
            if entry.title is not None:
                return self.label(entry.title)
        for entry in self._entries(section, name):
            if getattr(entry, "takes", None):
                return self.step(entry.takes)
            found = next((book.clauses[entry.clause] for book in self.books if entry.clause in book.clauses), None)
            if found is not None:
                return self.label(found.title)
        return self.vocabulary.label(name, lang())

    def _entries(self, section: str, name: str) -> Iterator[Any]:
        for book in self.books:
            for source in (book, book.planned):
                found: Mapping[str, Any] = getattr(source, section, {})
                if name in found:
                    yield found[name]

    def _of_books(self, value: str) -> str | None:
        """Return the words of what a file declares under that name: an item, a defect, a ground, a paper, a filing."""
        for book in self.books:
            found = _declared(book, value)
            if found is not None:
                return self.label(found)
        return None


def _declared(book: Rulebook, name: str) -> Labelled | None:
    """Return the title under which a file declares a name that a fact's code may hold."""
    if book.cover is not None:
        for found in (book.cover.items, book.cover.exclusions):
            if name in found:
                return found[name].title
        if name in book.cover.groups:
            return book.cover.groups[name]
        defects = {code: defect.title for item in book.cover.items.values() for code, defect in item.defects.items()}
        if name in defects:
            return defects[name]
    if name in book.papers:
        return book.papers[name].title
    return book.filings[name].title if name in book.filings else None


def per_cent(rate: int | Decimal) -> str:
    """Return a rate in per cent, without idle zeros: 0.30 is 30%."""
    return f"{_plain(Decimal(rate) * 100)}%"


def with_unit(number: int | Decimal, unit: str | None) -> str:
    """Return a number with its unit in words: 24 小时, 12,000 元."""
    said = _plain(Decimal(number))
    return said if unit is None else counted(said, 1 if number == 1 else 2, unit)


def _plain(number: Decimal) -> str:
    said = f"{number:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def lang() -> str:
    """Return which of the two labels a page in the active language shows: zh or en."""
    return language()
