"""One subject on one page, whatever its kind: what is known, its limits, its records, and what may be done here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.pages.dossier import dossier_of
from idi_platform.portal.cases.pages.records import record_rows
from idi_platform.portal.cases.places import place_of
from idi_platform.portal.cases.queries import clocks_on, records_on
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Action, ClockChip, Look, Note, RecordRow
from idi_platform.portal.lists import Fact, LinkRow
from idi_platform.records.governing import law_of
from idi_platform.records.models import LINKS, Aggregate
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.decisions import ReferGate, refer_gates
from idi_platform.workflow.lifecycles import StepDefinition, lifecycle_of
from idi_platform.workflow.permissions import BREACH_REPORTERS, owes_duty

_LEFT_OUT = frozenset({"state", "terms", "surveyor", "repairer", "payee"})
_NUMBERS = ("_person", "_organisation", "_id", "_ids")


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """Everything that the page of a subject shows."""

    title: str
    kind: str
    facts: list[Fact]
    clocks: list[ClockChip]
    records: list[RecordRow]
    decisions: list[Note]
    breaches: list[LinkRow]
    dossier: list[LinkRow]


def subject_page(aggregate: Aggregate, acting: Acting, law: Law, now: datetime) -> SubjectPage:
    """Return the page of a subject."""
    subject = aggregate.subject
    return SubjectPage(
        title=place_of(subject, acting).title,
        kind=vocabulary.label(subject.kind),
        facts=facts_of(aggregate, law),
        clocks=[
            clock_chip(row, now, name=clock_title(law, row.name), article=article_of(row.clause))
            for row in clocks_on(subject)
        ],
        records=record_rows(records_on(subject), acting, now, law),
        decisions=decision_notes(aggregate, acting, now),
        breaches=breach_links(aggregate, acting),
        dossier=dossier_of(subject, acting),
    )


def case_parts(aggregate: Aggregate, acting: Acting) -> dict[str, Any]:
    """Return what a kind's own page shows of these pages: its records, questions of law, and facts in breach."""
    now, law = clock.now(), law_of(aggregate.subject)
    return {
        "records": record_rows(records_on(aggregate.subject), acting, now, law),
        "decisions": decision_notes(aggregate, acting, now),
        "breaches": breach_links(aggregate, acting),
    }


def facts_of(aggregate: Aggregate, law: Law | None = None) -> list[Fact]:
    """Return the row's own columns in words, as its text has them; what it hangs on has pages of its own."""
    kind, found = aggregate.kind, []
    for column in aggregate._meta.concrete_fields:
        name, value = column.name, getattr(aggregate, column.attname)
        if column.is_relation or name in LINKS or not _is_shown(name) or value in (None, "", [], {}):
            continue
        words = _of_the_text(aggregate, name, value, law) or _chosen(aggregate, name) or said(kind, name, value)
        found.append(Fact(label_of(kind, name), words))
    return found


def _of_the_text(aggregate: Aggregate, name: str, value: Any, law: Law | None) -> str:
    """Return an item, its defect or papers as the text that binds the row calls them; empty for whatever else."""
    if law is None:
        return ""
    if name == "annexes":
        naming = Naming(vocabulary, tuple(book for book in (law.city, law.base) if book is not None))
        return _("、").join(naming.paper(code) for code in value)
    cover = law.cover
    item = cover.items.get(getattr(aggregate, "item_code", "")) if cover is not None else None
    defect = item.defects.get(str(value)) if item is not None and name == "defect" else None
    found = item if item is not None and name == "item_code" else defect
    return in_words(found.title) if found is not None else ""


def _is_shown(name: str) -> bool:
    """Leave out what is no word to a person: numbers of people and organisations, which stand in the records."""
    return is_said(name) and name not in _LEFT_OUT and not name.endswith(_NUMBERS)


def _chosen(aggregate: Aggregate, name: str) -> str:
    """Return the label of a column with choices."""
    display: Any = getattr(aggregate, f"get_{name}_display", None)
    return str(display()) if display is not None else ""


def decision_notes(aggregate: Aggregate, acting: Acting, now: datetime, step: str = "") -> list[Note]:
    """Return the questions of law that wait here, at one step or at any: with a link for who decides."""
    waiting = [gate for gate in refer_gates(aggregate, now) if gate.is_waiting and step in ("", gate.step.name)]
    return [_question(gate, aggregate, acting) for gate in waiting]


def _question(gate: ReferGate, aggregate: Aggregate, acting: Acting) -> Note:
    who = "、".join(sorted(vocabulary.label(role.value) for role in gate.deciders)) or _("还没有人")
    href = "" if acting.roles.isdisjoint(gate.deciders) else address(acting, "decide", aggregate.pk)
    return Note(
        _("%(what)s。由%(who)s决定，决定以前不能办。") % {"what": gate.message, "who": who},
        strong=_("“%(step)s”等待法律决定：") % {"step": in_words(gate.step)},
        look=Look.PAUSED,
        shape="scale",
        article=article_of(gate.clause),
        action=Action(_("作出决定"), f"{href}?gate={gate.code}") if href else None,
    )


def breach_links(aggregate: Aggregate, acting: Acting, step: str = "") -> list[LinkRow]:
    """Return the outside events, one or all, that may be recorded here although a gate stands against them."""
    if acting.roles.isdisjoint(BREACH_REPORTERS) or not address(acting, "breach", aggregate.pk, "x"):
        return []
    return [
        LinkRow(
            title=_("补录违规事实：%(step)s") % {"step": in_words(report)},
            href=address(acting, "breach", aggregate.pk, report.name),
            hint=_("已经发生、但条文不允许的，凭证据如实记录"),
            icon="breach",
        )
        for report in reports_of(aggregate)
        if step in ("", report.name) and not owes_duty(report, aggregate.subject, acting)
    ]


def reports_of(aggregate: Aggregate) -> list[StepDefinition]:
    """Return the steps that report an outside event and start from the present state."""
    state = getattr(aggregate, "state", "")
    steps = lifecycle_of(aggregate.kind).steps.values()
    return [step for step in steps if step.is_report and not step.is_creating and step.starts_from(state)]
