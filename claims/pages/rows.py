"""From records and evidence of a case to the rows of its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.pages.owner_records import said_under
from claims.queries import Told, names_told
from claims.signatures import signature_words
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of, short_article_of
from idi_platform.portal.cases.pages.records import correction_link
from idi_platform.portal.components import EvidenceItem, Look, RecordRow
from idi_platform.portal.people import actor_name
from idi_platform.portal.uploads import evidence_item
from idi_platform.portal.words import full_instant_words, instant_words
from idi_platform.records.histories import StepTaken, steps_standing
from idi_platform.records.models import Form, Record
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary

OWNER_WORDS = {
    "claim.file": _noop("收到报案"),
    "claim.route_before_cover": _noop("转给保修期责任方维修"),
    "claim.request_supplement": _noop("请您补材料"),
    "claim.supply_part": _noop("收到一部分材料"),
    "claim.supply_documents": _noop("收到补交的材料"),
    "claim.confirm_papers": _noop("材料齐了"),
    "claim.schedule_survey": _noop("约定上门时间"),
    "claim.call_off_survey": _noop("取消约定的上门时间"),
    "claim.record_survey": _noop("上门查看完成"),
    "claim.record_failed_visit": _noop("上门没能查看"),
    "claim.declare_complex": _noop("情形复杂，期限延长"),
    "claim.accept": _noop("结果：属于保险责任"),
    "claim.accept_in_part": _noop("结果：部分属于保险责任"),
    "claim.refuse": _noop("结果：不予赔偿"),
    "claim.send_determination": _noop("安排寄发结果通知"),
    "claim.send_refusal": _noop("安排寄发不予赔偿通知"),
    "claim.serve_refusal": _noop("不予赔偿通知已发出"),
    "claim.offer_settlement": _noop("给出方案，请您选"),
    "claim.agree": _noop("同意方案"),
    "claim.order_repair": _noop("派人来修"),
    "claim.complete_repair": _noop("修好了"),
    "claim.pay": _noop("付款"),
    "claim.pay_interim": _noop("先付能确定的部分"),
    "claim.record_returned_payment": _noop("赔款被银行退回"),
    "claim.record_returned_cost": _noop("一笔费用被银行退回"),
    "claim.record_returned_part": _noop("先付的款被银行退回"),
    "claim.close": _noop("结案"),
    "claim.withdraw": _noop("撤回报案"),
    "claim.link_earlier": _noop("核对有没有更早的记录"),
    "claim.take_up": _noop("业主确认是本人报的案"),
    "claim.redetermine": _noop("重新核定"),
    "claim.reopen_under_warranty": _noop("质保期内再次维修"),
    "claim.transfer_pending": _noop("房屋过户，待确定由谁继续"),
    "claim.settle_transfer": _noop("确定过户后由谁继续"),
    "claim.record_dispatch": _noop("文书已发给您"),
    "claim.record_arrival": _noop("文书已送到"),
    "repair.wait_for_documents": _noop("等施工要用的资料"),
    "repair.begin": _noop("开始维修"),
    "repair.accept": _noop("验收了维修"),
    "repair.dispute_result": _noop("业主说没有修好"),
    "repair.begin_warranty": _noop("修过的地方开始质保"),
    "repair.complete_again": _noop("质保期内返修好了"),
    "repair.end_warranty": _noop("修过的地方质保期满"),
    "repair.record_dispatch": _noop("文书已发给您"),
    "repair.record_arrival": _noop("文书已送到"),
    "intake.record_dispatch": _noop("文书已发给您"),
    "intake.record_arrival": _noop("文书已送到"),
    "ticket.report": _noop("登记报修"),
    "ticket.tell_liable": _noop("已告知责任方"),
    "ticket.record_visit": _noop("责任方上门查看"),
    "ticket.record_dispatch": _noop("文书已发出"),
    "ticket.record_arrival": _noop("文书已送到"),
}
AT_SERVICE_DESKS = OWNER_WORDS | {
    "claim.request_supplement": _noop("请业主补材料"),
    "claim.offer_settlement": _noop("给出方案，请业主选"),
    "claim.record_dispatch": _noop("文书已发出"),
    "repair.record_dispatch": _noop("文书已发出"),
    "intake.record_dispatch": _noop("文书已发出"),
}
"""The same, as a desk reads them that is not the owner himself."""
HIDDEN_FROM_OWNERS = frozenset(
    {"claim.note", "claim.assign", "claim.assign_by_rule", "claim.call", "claim.record_waiver", "claim.show_phone"}
    | {"repair.order", "repair.complete", "repair.complete_with_claim", "repair.recur"}
)
"""The desk's own, and what the claim's record of the same act says already."""
_EVENTS = {
    "reminder": _noop("提醒"),
    "target_passed": _noop("已过参考日期"),
    "due_passed": _noop("已经超期"),
    "closed": _noop("期间结束"),
    "opened": _noop("期间开始"),
    "recomputed": _noop("日期重新计算"),
    "escalation": _noop("已上报"),
}


def record_rows(
    records: Sequence[Record],
    acting: Acting,
    now: datetime,
    law: Law,
    *,
    owner: bool,
    told: Told | None = None,
    standing: Mapping[int, str] | None = None,
    clocks: Sequence[Clock] = (),
) -> list[RecordRow]:
    """Return the records as rows, the newest first; owners read plain words and no notes of the desk.

    `standing` says of a Subject beside the case where it stands, which is told with its newest record. `clocks` are
    those of the case, by which an owner reads under a step until when what follows; none where they are not his.
    """
    told, left = told or names_told(records), dict(standing or {})
    named, stand = {record.pk: record for record in records}, steps_standing(records)
    shown = [record for record in records if not owner or not _is_internal(record, acting)]
    rows = [
        _row(record, named.get(record.corrects_id or 0), acting, now, law, told.people, told.organisations, owner=owner)
        for record in shown
    ]
    if owner:
        limits = None if _is_at_desk(acting) else _by_subject(clocks)
        rows = [
            _stood(row, record, stand.get(record.pk), limits, law, now) if record.form == Form.STEP else row
            for row, record in zip(rows, shown, strict=True)
        ]
    rows = [replace(row, body=left.pop(record.subject_id, row.body)) for row, record in zip(rows, shown, strict=True)]
    return [
        _addressed(row, told.addressees.get(record.facts.get("paper_id") or 0, ""))
        for row, record in zip(rows, shown, strict=True)
    ]


def _by_subject(clocks: Iterable[Clock]) -> Mapping[int, list[Clock]]:
    found: dict[int, list[Clock]] = {}
    for clock in clocks:
        found.setdefault(clock.subject_id, []).append(clock)
    return found


def _stood(
    row: RecordRow,
    record: Record,
    step: StepTaken | None,
    limits: Mapping[int, Sequence[Clock]] | None,
    law: Law,
    now: datetime,
) -> RecordRow:
    """Say of a step what corrections left of it: that it is annulled; else when it was, and why."""
    if step is None:
        return replace(row, body=_("这一步已经撤销，不再算数。"), look=Look.NONE, shape="x", article=None)
    found = replace(row, when=_when(record, step.occurred_at, now))
    return found if limits is None else _explained(found, step, limits.get(record.subject_id, ()), law, now)


def _when(record: Record, at: datetime, now: datetime) -> str:
    return full_instant_words(at) if record.name == "claim.file" else instant_words(at, now)


def _explained(row: RecordRow, step: StepTaken, clocks: Sequence[Clock], law: Law, now: datetime) -> RecordRow:
    """Say under a step why, and until when; the article is that of the record, else that of the limit."""
    said = said_under(step, clocks, law, now)
    article = row.article or (article_of(said.clause) if said.clause else None)
    return replace(row, body=said.text, article=article)


def _addressed(row: RecordRow, organisation: str) -> RecordRow:
    """Say to which organisation a paper went: an owner reads "to you" otherwise."""
    if not organisation:
        return row
    what = row.title.partition(_("："))[2]
    return replace(row, title=_("文书已发给 %(who)s：%(what)s") % {"who": organisation, "what": what})


def _is_internal(record: Record, acting: Acting) -> bool:
    """Whether a record is a note of somebody else: the desk's own."""
    return record.name in HIDDEN_FROM_OWNERS and record.acting.get("person") != acting.person_id


def _row(
    record: Record,
    corrected: Record | None,
    acting: Acting,
    now: datetime,
    law: Law,
    people: dict[int, str],
    organisations: dict[int, str],
    *,
    owner: bool,
) -> RecordRow:
    late = record.reasons.get("entered_late") and instant_words(record.recorded_at, now)
    clause = record.clauses[0] if record.clauses else ""
    breached = record.form == Form.EVENT and "due_passed" in record.name
    return RecordRow(
        title=_title(record, corrected, law, _words(acting) if owner else {}),
        when=_when(record, record.occurred_at, now),
        who=_who(record, acting, people, organisations, owner=owner),
        late=_("%(when)s 补录") % {"when": late} if late else "",
        look=Look.BREACH if breached else Look.MET if record.form == Form.STEP else Look.NONE,
        shape="breach" if breached else "check" if record.form == Form.STEP else "clock",
        article=(article_of if owner else short_article_of)(clause) if clause else None,
        action=None if owner else correction_link(record, acting),
    )


def _words(acting: Acting) -> Mapping[str, str]:
    return AT_SERVICE_DESKS if _is_at_desk(acting) else OWNER_WORDS


def _is_at_desk(acting: Acting) -> bool:
    """Whether a service desk reads the owner's timeline: what happened, not why."""
    return acting.door == "service"


def _title(record: Record, corrected: Record | None, law: Law, plain: Mapping[str, str]) -> str:
    if record.form == Form.EVENT:
        clock = str(
            record.facts.get("clock") or record.facts.get("name") or record.name.rpartition(":")[0] or record.name
        )
        event = record.name.rpartition(".")[2].rpartition(":")[2]
        return _("：").join((clock_title(law, clock), _(_EVENTS.get(event, event))))
    if record.form == Form.CORRECTION:
        what = _title(corrected, None, law, plain) if corrected is not None else _("以前的一项登记")
        return (_("撤销：%(what)s") if record.facts.get("annul") else _("更正：%(what)s")) % {"what": what}
    known = plain.get(record.name)
    said = _(known) if known is not None else vocabulary.label(record.name)
    paper = law.papers.get(str(record.facts.get("paper", "")))
    return _("：").join((said, _("《%(paper)s》") % {"paper": in_words(paper.title)})) if paper is not None else said


def _who(record: Record, acting: Acting, people: dict[int, str], organisations: dict[int, str], *, owner: bool) -> str:
    by = record.acting
    if by.get("kind") == "system":
        return _("系统")
    if acting.person_id is not None and by.get("person") == acting.person_id:
        absent = people.get(by.get("stands_in_for") or 0, "")
        return _("您（代%(absent)s）") % {"absent": absent} if absent else _("您")
    organisation = organisations.get(by.get("organisation") or 0, "")
    person = actor_name(by, people, acting)
    maker = actor_name(by.get("maker") or {}, people, acting)
    names = _("%(maker)s、%(second)s") % {"maker": maker, "second": person} if maker and not owner else person
    if owner and organisation:
        return organisation
    return " ".join(part for part in (organisation, names) if part)


def evidence_items(rows: Iterable[Attachment], acting: Acting, now: datetime) -> list[EvidenceItem]:
    """Return evidence as tiles; links open for this capacity only."""
    return [
        evidence_item(row, acting, when=instant_words(row.received_at, now), shows=signature_words(row)) for row in rows
    ]
