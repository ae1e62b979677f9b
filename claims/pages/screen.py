"""A claim on one screen: facts and evidence, cover and reasons, limits and next steps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import CallOutcome, Cause, Channel, Ground, Outcome, Place, Reporter, Severity
from claims.desk.colleagues import substitute_of
from claims.desk.rows import handler_words
from claims.models import Claim, Phrase, Repair
from claims.models.payment_guards import left_to_pay, paid_of_agreed
from claims.nearby import Near, Nearby, counted
from claims.pages.orders import works_words
from claims.pages.rows import record_rows
from claims.pages.wanted import state_of_list
from claims.queries import Told
from claims.words import case_words, text_words
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.kernel.names import mask_name
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import step_button
from idi_platform.portal.components import Action, Look, Note, RecordRow, StepButton
from idi_platform.portal.lists import Fact
from idi_platform.portal.words import date_words, full_instant_words, instant_words, masked_phone, money_words
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.offers import StepOffer
from riskmgmt.models import Grade
from riskmgmt.words import PROOFS, finding_state_words, section_words

SHOWN_RECORDS, SHOWN_EVIDENCE, SHOWN_PAPERS = 4, 4, 3
_SURVEYED = ("accept", "accept_in_part", "refuse")
_MAIN = {
    "filed": ("schedule_survey", "record_survey", "accept"),
    "accepted": ("send_determination", "offer_settlement"),
    "partly_accepted": ("send_determination", "send_refusal", "offer_settlement"),
    "refused": ("send_refusal",),
    "agreed": ("order_repair", "pay"),
    "performing": ("complete_repair",),
    "performed": ("pay", "close"),
    "refusal_notified": ("close",),
}
_ASIDE = frozenset({"note", "call", "show_phone"})
"""Steps that have their own place on the page, beside the records and the telephone."""


def facts_of(
    claim: Claim, law: Law, told: Told, repair: Repair | None = None, *, gone: Collection[int] = ()
) -> dict[str, Any]:
    """Return what is known of the case and its works; the telephone by its tail, to be shown on request.

    Args:
        claim: The case.
        law: Its text.
        told: The names that it is told by.
        repair: Its last works.
        gone: Who is no longer at the desk.
    """
    first = [(_("报案人"), _reporter(claim)), (_("索赔人"), _claimant(claim, told))]
    rest = [
        (_("处理人"), handler_words(claim, told.people, gone) or _("未分派")),
        (_("发现"), date_words(claim.discovered_on) if claim.discovered_on else _("说不准")),
        (_("最早知道"), date_words(claim.first_known_on) if claim.first_known_on else ""),
        (_("报案"), _received(claim, told)),
        (_("部位"), str(Place(claim.place).label)),
        (_("承保项目"), text_words(law, claim.item_code, claim.defect) or _("报案人说不清")),
        (_("严重程度"), str(Severity(claim.severity).label)),
        (_("受影响的房屋"), _("涉及 %(n)d 户") % {"n": len(claim.affected_homes)} if claim.affected_homes else ""),
        (_("本人说"), _own_words(claim)),
        (_("保单"), claim.policy.number if claim.policy is not None else _("没有找到保单")),
        (_("补充材料"), state_of_list(claim)),
        (_("适用"), law.title),
        *_sums(claim),
    ]
    works = [] if repair is None else [_works(repair)]
    return {
        "facts": [Fact(term, value) for term, value in first if value],
        "phone": masked_phone(phone_of(claim, told)),
        "more_facts": [*(Fact(term, value) for term, value in rest if value), *works],
    }


def stand_in_note(claim: Claim, told: Told, acting: Acting, today: date) -> Note | None:
    """Say for whom the reader stands in, or who does while the handler is away; None where he is there."""
    substitute = substitute_of(acting.organisation_id or 0, claim.handled_by, today)
    if substitute is None:
        return None
    until = _("，%(until)s回来") % {"until": date_words(substitute.until)} if substitute.until is not None else ""
    words = {"absent": told.people.get(claim.handled_by or 0, ""), "who": substitute.person.name, "until": until}
    if substitute.person_id == acting.person_id:
        strong = _("您代%(absent)s办这件案子%(until)s。") % words
        return Note(_("您办的每一步，记录里都写明是您代他办的。"), strong=strong, shape="user")
    return Note(_("%(absent)s不在%(until)s，由%(who)s代班。") % words, shape="user")


def _works(repair: Repair) -> Fact:
    return Fact(_("维修"), works_words(repair), _("维修单"), reverse("claims:console_order", args=[repair.pk]))


def phone_of(claim: Claim, told: Told) -> str:
    """Return the claimant's telephone, else the one that the report names; empty where none is known."""
    if claim.claimant_person in told.people:
        return told.phones.get(claim.claimant_person or 0, "")
    return claim.statement.reporter_phone if claim.statement is not None else ""


def _reporter(claim: Claim) -> str:
    named = mask_name(claim.statement.reporter_name) if claim.statement is not None else ""
    return _("，").join(part for part in (named, str(Reporter(claim.reporter).label)) if part)


def _claimant(claim: Claim, told: Told) -> str:
    person = mask_name(told.people.get(claim.claimant_person or 0, ""))
    return person or told.organisations.get(claim.claimant_organisation or 0, "") or _("待核实")


def _received(claim: Claim, told: Told) -> str:
    """Return when and how the report came in, and who took it in."""
    if claim.received_at is None:
        return ""
    by = told.people.get(claim.filed_by_person or 0, "") if claim.filed_by_organisation is not None else ""
    parts = (full_instant_words(claim.received_at), str(Channel(claim.channel).label), by)
    return _("，").join(part for part in parts if part)


def _own_words(claim: Claim) -> str:
    return claim.statement.body if claim.statement is not None else ""


def _sums(claim: Claim) -> list[tuple[str, str]]:
    """Return what was agreed in cash, what was paid of it, and what is still to be paid."""
    if claim.amount is None:
        return []
    paid, left = paid_of_agreed(claim), left_to_pay(claim)
    rows = [(_("协议金额"), claim.amount), (_("已付"), paid), (_("还差"), left)]
    return [(label, money_words(value)) for label, value in rows if value]


def survey_of(
    claim: Claim, records: Iterable[Record], told: Told, texts: Mapping[int, str], evidence: Sequence[Attachment]
) -> dict[str, Any] | None:
    """Return what the last survey found, who was there, and by which evidence; None while nobody has looked."""
    if claim.surveyed_at is None:
        return None
    last = next((record for record in records if record.name == "claim.record_survey"), None)
    facts = last.facts if last is not None else {}
    words = texts.get(facts.get("statement_id") or 0, "")
    cited = set(facts.get("evidence_ids") or ())
    readings = [
        _("含水率 %(value)s%%") % {"value": claim.moisture} if claim.moisture is not None else "",
        _("裂缝 %(value)s 毫米") % {"value": claim.crack_width} if claim.crack_width is not None else "",
    ]
    rows = [
        (_("原因"), str(Cause(claim.cause).label) if claim.cause else ""),
        (_("所见"), words),
        (_("读数"), _("，").join(part for part in readings if part)),
        (_("依据"), "、".join(row.label for row in evidence if row.pk in cited)),
    ]
    who = told.people.get((last.acting.get("person") or 0) if last is not None else 0, "")
    return {"when": claim.surveyed_at, "who": who, "facts": [Fact(term, value) for term, value in rows if value]}


def visits_of(claim: Claim, now: datetime) -> str:
    """Say in words which visit is arranged, and how many came to nothing."""
    parts = []
    if claim.survey_from_at is not None and claim.survey_until_at is not None and claim.surveyed_at is None:
        between = {
            "since": instant_words(claim.survey_from_at, now),
            "until": instant_words(claim.survey_until_at, now),
        }
        parts.append(_("约定上门：%(since)s 至 %(until)s") % between)
    if claim.call_back_at is not None:
        parts.append(_("约定回电：%(when)s") % {"when": instant_words(claim.call_back_at, now)})
    if claim.failed_visits:
        parts.append(_("上门未果 %(n)d 次") % {"n": claim.failed_visits})
    return _("，").join(parts)


def decisions_words(rows: Sequence[Near]) -> str:
    """Sum up the nearest past decisions: how many were covered, in part, refused; empty without any."""
    if not rows:
        return ""
    counts = counted(rows)
    parts = [
        _("%(n)d 件%(outcome)s") % {"n": counts[outcome.value], "outcome": outcome.label}
        for outcome in Outcome
        if outcome.value in counts
    ]
    return _("最近 %(n)d 件：%(counts)s") % {"n": len(rows), "counts": _("，").join(parts)}


def finding_notes(near: Nearby, now: datetime, law: Law) -> list[Note]:
    """Return what the agency found at the same place, with how it was closed and by what that is proved."""
    return [finding_note(row, now, law) for row in near.found]


def finding_note(row: Near, now: datetime, law: Law) -> Note:
    """Return one finding as a note."""
    grade = _("%(grade)s 级") % {"grade": row.number} if row.number else str(Grade(row.first).label)
    proofs = _("、").join(_(words) for name, words in PROOFS.items() if name in row.proofs)
    raised = _("%(day)s 提出") % {"day": instant_words(row.began_at, now)} if row.began_at is not None else ""
    closed = _("%(day)s 关闭") % {"day": instant_words(row.ended_at, now)} if row.ended_at is not None else ""
    proved = _("关闭依据：%(proofs)s") % {"proofs": proofs} if proofs else _("没有关闭的证明")
    said = _("；").join(part for part in (raised, finding_state_words(row.outcome), closed, proved) if part)
    look = Look.NONE if row.ended_at is not None else Look.TARGET
    strong = "　".join(part for part in (grade, section_words(law, row.second)) if part)
    href = reverse("findings_console:one", args=[row.pk])
    return Note(said, strong=f"{strong}　", look=look, shape="eye", action=Action(_("看这个问题"), href))


def similar_rows(rows: Sequence[Near], law: Law) -> list[dict[str, str]]:
    """Return other claims there by title and number."""
    return [{"title": near_title(row, law), "number": row.number} for row in rows]


def near_title(row: Near, law: Law) -> str:
    """Return what a claim near by is about."""
    return case_words(law.cover, row.first, row.second, row.third) or _("质量问题")


def joined_rows(rows: Sequence[Near], now: datetime) -> list[dict[str, str]]:
    """Return the reports that have joined, by number, instant and channel."""
    return [
        {
            "number": row.number,
            "when": instant_words(row.began_at, now) if row.began_at is not None else "",
            "channel": str(Channel(row.first).label) if row.first else "",
        }
        for row in rows
    ]


def buttons(claim: Claim, offers: Sequence[StepOffer]) -> dict[str, list[StepButton]]:
    """Return the steps as buttons: those that come next, and the rest."""
    main = _main(claim)
    made = {
        offer.name: step_button(
            offer,
            href=reverse("claims:console_step", args=[claim.number, offer.name]),
            articles=short_article_of,
            primary=offer.name == main[0] if main else False,
        )
        for offer in offers
        if offer.name not in _ASIDE
    }
    first = [made.pop(name) for name in main if name in made]
    return {"steps": first, "more_steps": list(made.values())}


def _main(claim: Claim) -> tuple[str, ...]:
    """Return the steps that come next: after a sale, with whom; a notice that was sent is not next any more."""
    if claim.is_transfer_pending:
        return ("settle_transfer",)
    if claim.state == "filed" and claim.surveyed_at is not None:
        return _SURVEYED
    sent = {"send_determination": claim.determination_sent_at, "send_refusal": claim.refusal_sent_at}
    return tuple(name for name in _MAIN.get(claim.state, ()) if sent.get(name) is None)


def told_records(
    records: Sequence[Record], acting: Acting, now: datetime, law: Law, told: Told, texts: Mapping[int, str]
) -> list[RecordRow]:
    """Return the records as rows, the newest first, each with the words that were written with it."""
    rows = record_rows(records, acting, now, law, owner=False, told=told)
    return [replace(row, body=_body(record, texts)) for row, record in zip(rows, records, strict=True)]


def _body(record: Record, texts: Mapping[int, str]) -> str:
    """Return how a call ended, and the words that were written with a step."""
    outcome = record.facts.get("call_outcome", "")
    call = [str(CallOutcome(outcome).label)] if outcome in CallOutcome.values else []
    written = [texts[pk] for name in ("statement_id", "why_id") if (pk := record.facts.get(name) or 0) in texts]
    return "\n".join(call + written)


def phrase_rows(phrases: Iterable[Phrase]) -> list[dict[str, Any]]:
    """Return phrases as buttons: which, for which ground, and what it says."""
    return [
        {
            "pk": one.pk,
            "title": one.title,
            "ground": str(Ground(one.ground).label) if one.ground in Ground.values else "",
            "body": one.body,
        }
        for one in phrases
    ]
