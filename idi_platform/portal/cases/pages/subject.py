"""One subject on one page, whatever its kind: what is known, its limits, its records, and what may be done here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Field
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.coded import CODED, coded_words
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.pages.dossier import dossier_of
from idi_platform.portal.cases.pages.records import record_rows
from idi_platform.portal.cases.places import place_of, whereabouts_of
from idi_platform.portal.cases.queries import clocks_on, insurer_of, records_on
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Action, ClockChip, Look, Note, RecordRow
from idi_platform.portal.lists import Fact, LinkRow
from idi_platform.records.governing import law_of
from idi_platform.records.models import LINKS, Aggregate, Subject
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.decisions import ReferGate, refer_gates
from idi_platform.workflow.lifecycles import StepDefinition, lifecycle_of
from idi_platform.workflow.permissions import BREACH_REPORTERS, owes_duty

_LEFT_OUT = frozenset({"state", "terms"})
_NUMBERS = ("_id", "_ids")


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
        facts=[*_around(subject, acting), *facts_of(aggregate, law)],
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
        if column.is_relation or name in LINKS or not _is_shown(column) or value in (None, "", [], {}):
            continue
        if law is not None and name in CODED:
            words = coded_words(law, name, value, getattr(aggregate, "item_code", ""))
        else:
            words = _chosen(aggregate, name) or said(kind, name, value)
        found += [Fact(label_of(kind, name), words)] if words else []
    return found


def _around(subject: Subject, acting: Acting) -> list[Fact]:
    """Return where a case is, and whose cover it is under."""
    place, insurer = whereabouts_of([subject], acting).get(subject.pk), insurer_of(subject)
    said_of = [(_("在哪里"), place.title if place is not None else ""), (_("保险公司"), insurer)]
    return [Fact(term, words) for term, words in said_of if words]


def _is_shown(column: Field[Any, Any]) -> bool:
    """Leave out what is no word to a person: numbers of people, organisations and rows, which the records name."""
    is_number = isinstance(column, BigIntegerField) or column.name.endswith(_NUMBERS)
    return is_said(column.name) and column.name not in _LEFT_OUT and not is_number


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
