"""What happened to a subject, newest first, each step with the way to correct it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.accounts.acting import Acting
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.actions import may_correct
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.coded import CODED, coded_words
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.queries import names_in
from idi_platform.portal.components import Action, Look, RecordRow
from idi_platform.portal.people import actor_name
from idi_platform.portal.words import instant_words
from idi_platform.records.models import Form, Record
from idi_platform.records.words import texts_of_all
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES

_EVENTS = {
    "reminder": _noop("提醒"),
    "target_passed": _noop("已过参考日期"),
    "due_passed": _noop("已经超期"),
    "closed": _noop("期间结束"),
    "opened": _noop("期间开始"),
    "period_over": _noop("本期结束"),
    "recomputed": _noop("日期重新计算"),
    "step_due": _noop("到时由系统办理"),
    "not_taken": _noop("系统没有办理，条件不符合"),
}


def record_rows(records: Iterable[Record], acting: Acting, now: datetime, law: Law) -> list[RecordRow]:
    """Return records as rows; who may correct a step gets the link."""
    rows = list(records)
    people, organisations = names_in(rows)
    typed = texts_of_all(record.reasons for record in rows)
    return [
        _row(record, acting, now, law, people, organisations, reasons)
        for record, reasons in zip(rows, typed, strict=True)
    ]


def correction_link(record: Record, acting: Acting) -> Action | None:
    """Return the way to correct a step, for who may; None for all else."""
    if record.form != Form.STEP or not may_correct(record, acting):
        return None
    href = address(acting, "correct", record.pk)
    return Action(_("更正"), href) if href else None


def _row(
    record: Record,
    acting: Acting,
    now: datetime,
    law: Law,
    people: Mapping[int, str],
    organisations: Mapping[int, str],
    reasons: Mapping[str, str],
) -> RecordRow:
    is_step, is_late = record.form == Form.STEP, bool(record.reasons.get("entered_late"))
    clause = next(iter(record.clauses), "")
    return RecordRow(
        title=title_of(record, law),
        when=instant_words(record.occurred_at, now),
        who=_who(record, acting, people, organisations),
        late=_("%(when)s 补录") % {"when": instant_words(record.recorded_at, now)} if is_late else "",
        body=_body(record, reasons, law),
        look=Look.BREACH if record.reasons.get("in_breach") else Look.MET if is_step else Look.NONE,
        shape="breach" if record.reasons.get("in_breach") else "check" if is_step else "clock",
        article=article_of(clause) if clause else None,
        action=correction_link(record, acting),
    )


def title_of(record: Record, law: Law) -> str:
    """Return what a record says happened."""
    if record.form == Form.EVENT:
        name = str(record.facts.get("clock") or record.name.rpartition(":")[0] or record.name)
        event = record.name.rpartition(".")[2].rpartition(":")[2]
        return _("：").join((clock_title(law, name), _(_EVENTS.get(event, event))))
    if record.form == Form.CORRECTION:
        return _("更正")
    return vocabulary.label(record.name)


def _body(record: Record, reasons: Mapping[str, str], law: Law) -> str:
    why = [_("理由：%(text)s") % {"text": text} for text in reasons.values()]
    if record.form != Form.STEP:
        return "　".join(why)
    kind = record.subject.kind
    told = [
        _("%(what)s：%(value)s") % {"what": label_of(kind, name), "value": words}
        for name, value in record.facts.items()
        if is_said(name) and _is_told(value) and not _is_number_of_a_row(kind, name, value)
        if (words := _value(record, name, value, law))
    ]
    return "　".join([*told, *why])


def _is_told(value: object) -> bool:
    """Say whether a fact is words, a number or a yes or no; what was left empty is not told."""
    return isinstance(value, str | int | bool) and value != ""


def _is_number_of_a_row(kind: str, name: str, value: object) -> bool:
    """Say whether a fact is the number by which the database knows a row, which says nothing to a person."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return name.endswith(("_id", "_count")) or (is_whole and f"{kind}.{name}" not in vocabulary.facts)


def _value(record: Record, name: str, value: Any, law: Law) -> str:
    """Return a value in words; what is a code of the text by the text that binds the case."""
    if name in CODED:
        return coded_words(law, name, value, str(record.facts.get("item", "")))
    return _chosen(record, name, value) or said(record.subject.kind, name, value)


def _chosen(record: Record, name: str, value: Any) -> str:
    """Return the label of a choice that only the step itself knows; empty where the fact is none."""
    kind, _dot, verb = record.name.partition(".")
    step = LIFECYCLES[kind].steps.get(verb) if kind in LIFECYCLES else None
    field = step.facts.model_fields.get(name) if step is not None else None
    kinds = (field.annotation, *get_args(field.annotation)) if field is not None else ()
    choices = next((one for one in kinds if isinstance(one, type) and issubclass(one, Choices)), None)
    return str(choices(value).label) if choices is not None and value in choices.values else ""


def _who(record: Record, acting: Acting, people: Mapping[int, str], organisations: Mapping[int, str]) -> str:
    by = record.acting
    if by.get("kind") == "system":
        return _("系统")
    maker = actor_name(by.get("maker") or {}, people, acting)
    person = actor_name(by, people, acting)
    names = _("%(maker)s、%(second)s") % {"maker": maker, "second": person} if maker else person
    return " ".join(part for part in (organisations.get(by.get("organisation") or 0, ""), names) if part)
