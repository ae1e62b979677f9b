"""A text as it is read: articles, their clauses, and what the platform does for each; made once per revision."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from idi_platform.portal.components import Chip, Look
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.schema.book import ClauseDef, Rulebook

from .examples import Told, told_of
from .published import Text
from .sentences import said_by
from .sentences.said import Said

_ARTICLE = re.compile(r"^(.*?第[一二三四五六七八九十百千零〇]+条|.*?[0-9]+(?:\.[0-9]+)*)")
_MOST_READINGS = 60
_readings: dict[tuple[str, ...], "Reading"] = {}


@dataclass(frozen=True, slots=True)
class Done:
    """What the platform does; `told_at` is the clause above that says it in full, nothing where this one does."""

    said: Said
    told_at: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is not there yet, and why."""

    said: Said
    reason: str


@dataclass(frozen=True)
class Clause:
    """One clause as it is read.

    Attributes:
        pk: Its id, which is its anchor on the page.
        article: 第二十条第二款, in English art. 20 para. 2.
        title: What it says, paraphrased.
        kinds: Which kinds of rule it holds: 期限、义务.
        modality: How strongly it speaks.
        since: For national law: the day from which it applies.
        decided: How an ambiguity of the text was decided.
        done: What the platform does.
        planned: What it will do, and why not yet.
        examples: Worked cases.
    """

    pk: str
    article: str
    title: str
    kinds: str
    modality: Chip
    since: str
    decided: str
    done: tuple[Done, ...]
    planned: tuple[Planned, ...]
    examples: tuple[Told, ...]

    @cached_property
    def text(self) -> str:
        """Everything that a search looks at, in lower case."""
        said = [one.said.text for one in self.done]
        waiting = [f"{one.said.text}\n{one.reason}" for one in self.planned]
        told = [example.about for example in self.examples]
        return "\n".join((self.pk, self.article, self.title, self.kinds, self.decided, *said, *waiting, *told)).lower()

    @property
    def state(self) -> Chip:
        """Whether the platform does all, a part, or nothing of it yet."""
        if not self.planned:
            return Chip(Look.MET, _("已落实"))
        return Chip(Look.TARGET, _("部分落实")) if self.done else Chip(Look.PROVISIONAL, _("还没有落实"), "clock")


@dataclass(frozen=True, slots=True)
class Article:
    """The clauses of one article, under its first clause's anchor."""

    name: str
    anchor: str
    hint: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Reading:
    """A whole text."""

    articles: tuple[Article, ...]
    silent: tuple[str, ...]

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """All clauses by their ids."""
        return {clause.pk: clause for article in self.articles for clause in article.clauses}

    @cached_property
    def sums(self) -> tuple[int, int, int]:
        """How many clauses there are, how many are done at least in part, how many of those wholly."""
        found = self.clauses.values()
        return len(found), sum(bool(one.done) for one in found), sum(not one.planned for one in found)


def reading_of(text: Text) -> Reading:
    """Return the reading of a text, from the process where it was made before."""
    key = (text.code, *text.key)
    if key not in _readings:
        if len(_readings) >= _MOST_READINGS:
            _readings.clear()
        _readings[key] = _read(text)
    return _readings[key]


def modality_words(modality: str) -> str:
    """Return how strongly a clause speaks."""
    return {
        "duty": _("必须"),
        "may": _("可以"),
        "recommended": _("建议"),
        "in_principle": _("原则上"),
        "encouraged": _("鼓励"),
        "vague": _("没有定数字"),
        "definition": _("说明"),
    }[modality]


def kind_words(kind: str) -> str:
    """Return what a kind of rule is called."""
    return {
        "duty": _("义务"),
        "document": _("文书"),
        "gate": _("前提条件"),
        "money": _("费用"),
        "transparency": _("公开告知"),
        "scope": _("范围"),
        "deadline": _("期限"),
        "eligibility": _("资格"),
        "procedure": _("程序"),
        "period": _("期间"),
        "prohibition": _("禁止"),
        "dispute": _("争议"),
        "definition": _("定义"),
        "fund": _("资金"),
        "incentive": _("激励"),
        "penalty": _("处罚"),
    }.get(kind, kind)


def _read(text: Text) -> Reading:
    naming, told = text.naming, told_of(text.code, text.naming)
    told_at: dict[Said, str] = {}
    clauses = [
        _clause(pk, entry, text.book, naming, told.get(pk, ()), told_at) for pk, entry in text.book.clauses.items()
    ]
    silent = tuple(naming.label(label) for label in text.book.silent.values())
    return Reading(tuple(_articles(clauses, text.book)), silent)


def _clause(
    pk: str,
    entry: ClauseDef,
    book: Rulebook,
    naming: Naming,
    told: tuple[Told, ...],
    told_at: dict[Said, str],
) -> Clause:
    said = [said_by(book, pk, reference, naming) for reference in entry.realised_by]
    return Clause(
        pk=pk,
        article=book.cite(entry.article),
        title=naming.label(entry.title),
        kinds=_("、").join(kind_words(kind) for kind in entry.kind),
        modality=Chip(Look.NONE, modality_words(entry.modality), "scale"),
        since=entry.from_ or "",
        decided=naming.label(entry.decided) if entry.decided else "",
        done=tuple(_done(one, pk, told_at) for one in dict.fromkeys(said)),
        planned=tuple(
            Planned(said_by(book, pk, reference, naming), naming.label(reason) if reason else "")
            for reference, reason in entry.planned.items()
        ),
        examples=told,
    )


def _done(said: Said, pk: str, told_at: dict[Said, str]) -> Done:
    first = told_at.setdefault(said, pk)
    return Done(said, "" if first == pk or len(said.lines) == 1 else first)


def _articles(clauses: list[Clause], book: Rulebook) -> Iterator[Article]:
    grouped: dict[str, list[Clause]] = {}
    for clause in clauses:
        grouped.setdefault(article_name(book.clauses[clause.pk].article), []).append(clause)
    for name, own in grouped.items():
        yield Article(book.cite(name), own[0].pk, own[0].title, tuple(own))


def article_name(article: str) -> str:
    """Return the article that a clause belongs to: 第二十条第二款 belongs to 第二十条."""
    found = _ARTICLE.match(article)
    return found[1] if found else article
