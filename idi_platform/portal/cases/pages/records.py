"""What happened to a subject, newest first, each step with the way to correct it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.actions import may_correct
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.labels import is_said, label_of, said
from idi_platform.portal.cases.queries import names_in
from idi_platform.portal.components import Action, Look, RecordRow
from idi_platform.portal.people import actor_name
from idi_platform.portal.words import instant_words
from idi_platform.records.models import Form, Record
from idi_platform.records.words import texts_of_all
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.vocabulary import vocabulary

_EVENTS = {
    "reminder": "提醒",
    "target_passed": "已过参考日期",
    "due_passed": "已经超期",
    "closed": "期间结束",
    "opened": "期间开始",
    "recomputed": "日期重新计算",
    "step_due": "到时由系统办理",
    "not_taken": "系统没有办理，条件不符合",
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
        body=_body(record, reasons),
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
        return f"{clock_words(law, name)}：{_EVENTS.get(event, event)}"
    if record.form == Form.CORRECTION:
        return _("更正")
    return vocabulary.label(record.name)


def clock_words(law: Law, name: str) -> str:
    """Return what a clock measures, its name where the law has no words for it."""
    found = law.clocks.get(name)
    return found.title.zh if found is not None and found.title is not None else name


def _body(record: Record, reasons: Mapping[str, str]) -> str:
    why = [_("理由：%(text)s") % {"text": text} for text in reasons.values()]
    if record.form != Form.STEP:
        return "　".join(why)
    kind = record.subject.kind
    told = [
        f"{label_of(kind, name)}：{said(kind, name, value)}"
        for name, value in record.facts.items()
        if is_said(name) and isinstance(value, str | int | bool) and not name.endswith(("_id", "_count"))
    ]
    return "　".join([*told, *why])


def _who(record: Record, acting: Acting, people: Mapping[int, str], organisations: Mapping[int, str]) -> str:
    by = record.acting
    if by.get("kind") == "system":
        return _("系统")
    maker = actor_name(by.get("maker") or {}, people, acting)
    person = actor_name(by, people, acting)
    names = _("%(maker)s、%(second)s") % {"maker": maker, "second": person} if maker else person
    return " ".join(part for part in (organisations.get(by.get("organisation") or 0, ""), names) if part)
