"""Who else is told around a claim: the desk of what an owner has added, the gate of a visit, who waits for a repair."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from claims.given import facts_of
from claims.models import Claim, Repair, Ticket
from claims.models.claim_facts import CompleteRepair, ScheduleSurvey
from claims.tells import TO_PEOPLE, desks, tell_owners_side
from idi_platform.accounts.roles import Role
from idi_platform.kernel.clock import local_date
from idi_platform.notifications.wordings import word
from idi_platform.portal.words import instant_words_later
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.escalation import concerned_by, recipients
from idi_platform.workflow.reactions import Happened

_TO_CLAIMANTS: Final = {
    "claim.pay_interim": "claim.paid_ahead",
    "claim.order_repair": "claim.repair_ordered",
    "claim.close": "claim.closed",
}
_TO_DESKS: Final = {
    "claim.supply_part": "claim.part_came",
    "claim.supply_documents": "claim.papers_came",
    "claim.attach": "claim.evidence_came",
    "claim.reopen_under_warranty": "claim.reopened",
}
_TO_OWNERS: Final = {
    "ticket.agree_scheme": "ticket.scheme",
    "ticket.complete_repair": "ticket.repaired",
    "ticket.turn_to_other_repairer": "ticket.goes_on",
    "ticket.turn_to_fund": "ticket.goes_on",
}
_TO_LIABLE: Final = {"ticket.accept_repair": "ticket.accepted", "ticket.declare_default": "ticket.defaulted"}
_OF_WORKS: Final = {"repair.accept": "repair.accepted", "repair.dispute_result": "repair.disputed"}
_TO_FILERS: Final = ("claim.accept", "claim.accept_in_part", "claim.refuse")
_CASE: Final = {"case": 18}
_WORDINGS: Final[dict[str, dict[str, Any]]] = {
    "claim.paid_ahead": {
        "title": _("%(case)s 先付了一部分"),
        "body": _("案件 %(case)s：能确定的部分先付了，其余定下来再付，明细在案件页。"),
        "sms": _("案件%(case)s：先付了一部分，明细请登录平台查看。"),
    },
    "claim.repair_ordered": {
        "title": _("%(case)s 派人来修"),
        "body": _("案件 %(case)s：维修已经安排，哪天开工、哪天修好在案件页。"),
        "sms": _("案件%(case)s：维修已经安排，日期请登录平台查看。"),
    },
    "claim.closed": {
        "title": _("%(case)s 结案"),
        "body": _("案件 %(case)s 结案。文书都留在案件页；同一处又出问题，请从案件页再报。"),
        "sms": _("案件%(case)s结案。同一处又出问题，请登录平台再报。"),
    },
    "claim.repaired": {
        "title": _("%(case)s 说修好了，请您看"),
        "body": _("案件 %(case)s：维修的人说修好了，请您看一看、试一试；没修好不要验收，在案件页写哪里不对。"),
        "sms": _("案件%(case)s：维修的人说修好了，请看过再登录平台验收。"),
    },
    "repair.accepted": {
        "title": _("%(case)s 业主验收了维修"),
        "body": _("案件 %(case)s：业主验收了维修，有质保的从今天起算。"),
    },
    "repair.disputed": {
        "title": _("%(case)s 业主说没有修好"),
        "body": _("案件 %(case)s：业主说没有修好，哪里不对写在维修单上，请再去看，修好以后请业主验收。"),
    },
    "claim.papers_came": {
        "title": _("%(case)s 补交了材料"),
        "body": _("案件 %(case)s：补交的材料到了，请看齐不齐。"),
    },
    "claim.part_came": {
        "title": _("%(case)s 补交了一部分材料"),
        "body": _("案件 %(case)s：要的材料先到了一部分，其余的还等业主补。"),
    },
    "claim.evidence_came": {
        "title": _("%(case)s 又添了照片或文件"),
        "body": _("案件 %(case)s：报案人又添了照片或文件，请打开案件页查看。"),
    },
    "claim.reopened": {
        "title": _("%(case)s 质保期内又坏了"),
        "body": _("案件 %(case)s：修过的地方在质保期内又出问题，请安排再修。"),
    },
    "claim.visit_gate": {
        "title": _("%(when)s 有人上门查勘"),
        "body": _("案件 %(case)s：保险公司约定 %(when)s 到小区查勘，请给来人开门。哪一处见“今天的上门”。"),
    },
    "claim.determined_filer": {
        "title": _("%(case)s 有结果了"),
        "body": _("您单位代登记的案件 %(case)s 有结果了，通知书发给了业主；有人来问，可以在案件页看到办到哪一步。"),
    },
    "ticket.scheme": {
        "title": _("报修单 %(case)s 定了怎么修"),
        "body": _("报修单 %(case)s：怎么修、哪天修好定下来了，请打开报修单查看。"),
        "sms": _("报修单%(case)s：怎么修定下来了，请登录平台查看。"),
    },
    "ticket.repaired": {
        "title": _("报修单 %(case)s 说修好了，请您看"),
        "body": _("报修单 %(case)s：责任方说修好了，请您看一看；没修好不要验收，在报修单页说。"),
        "sms": _("报修单%(case)s：责任方说修好了，请看过再登录平台验收。"),
    },
    "ticket.goes_on": {
        "title": _("报修单 %(case)s 换人来修"),
        "body": _("报修单 %(case)s：责任方没有修，现在换人来修，请打开报修单查看。"),
        "sms": _("报修单%(case)s：现在换人来修，请登录平台查看。"),
    },
    "ticket.accepted": {
        "title": _("报修单 %(case)s 验收了"),
        "body": _("报修单 %(case)s：业主验收了维修，这一单办结。"),
    },
    "ticket.defaulted": {
        "title": _("报修单 %(case)s 没有按期维修"),
        "body": _("报修单 %(case)s：登记为责任方没有履行维修责任，将另行安排维修，费用按规定和合同由责任方承担。"),
    },
}


def _to_claimants(happened: Happened) -> Iterable[NoticeDraft]:
    yield from tell_owners_side(_TO_CLAIMANTS[happened.record.name], happened.aggregate, happened)


def _to_desks(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the insurer's desk what came from outside; its own acts it knows."""
    if {Role.handler, Role.surveyor} & set(happened.record.acting.get("roles", ())):
        return
    for draft in desks(happened.aggregate):
        template = _TO_DESKS[happened.record.name]
        yield NoticeDraft(template, draft.data, organisation_id=draft.organisation_id, role=draft.role)


def _to_gate(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the property desk of the compound when somebody comes; to whose home, its own list says."""
    claim: Claim = happened.aggregate
    when = instant_words_later(facts_of(happened, ScheduleSurvey).from_at, happened.moment.recorded_at)
    day = local_date(happened.moment.recorded_at)
    for desk in recipients(claim, "property_desk", day):
        data = {"case": claim.number, "when": when}
        yield NoticeDraft("claim.visit_gate", data, organisation_id=desk.organisation_id, role=desk.role)


def _to_filers(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the desk that took the report in for somebody: those who come to ask are told where it stands."""
    claim: Claim = happened.aggregate
    lead = {draft.organisation_id for draft in desks(claim)}
    if claim.filed_by_organisation is not None and claim.filed_by_organisation not in lead:
        data = {"case": claim.number}
        yield NoticeDraft("claim.determined_filer", data, organisation_id=claim.filed_by_organisation)


def _works_done(happened: Happened) -> Iterable[NoticeDraft]:
    """Ask the claimants to look at the works; those that they have accepted, or accepted once, are only told."""
    claim: Claim = happened.aggregate
    is_accepted = facts_of(happened, CompleteRepair).accepted_by_owner or claim.reopened_under_warranty_at is not None
    yield from tell_owners_side("claim.performed" if is_accepted else "claim.repaired", claim, happened)


def _of_works(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the desk and the repairer what the owner says of the works; the desk knows what it entered itself."""
    repair: Repair = happened.aggregate
    template = _OF_WORKS[happened.record.name]
    if {Role.handler} & set(happened.record.acting.get("roles", ())):
        return
    for draft in desks(repair.claim):
        yield NoticeDraft(template, draft.data, organisation_id=draft.organisation_id, role=draft.role)
    if repair.repairer is not None:
        data = {"case": repair.claim.number}
        yield NoticeDraft(template, data, organisation_id=repair.repairer, role=Role.contractor)


def _to_owners(happened: Happened) -> Iterable[NoticeDraft]:
    ticket: Ticket = happened.aggregate
    for person_id in concerned_by(ticket, local_date(happened.moment.recorded_at)):
        template = _TO_OWNERS[happened.record.name]
        yield NoticeDraft(template, {"case": ticket.number}, person_id=person_id, channels=TO_PEOPLE)


def _to_liable(happened: Happened) -> Iterable[NoticeDraft]:
    ticket: Ticket = happened.aggregate
    if ticket.liable_organisation is not None:
        template = _TO_LIABLE[happened.record.name]
        yield NoticeDraft(template, {"case": ticket.number}, organisation_id=ticket.liable_organisation)


def register() -> None:
    """Register wordings, and who is told."""
    for code, said in _WORDINGS.items():
        word(code, **said, lengths={**_CASE, "when": 14} if code == "claim.visit_gate" else _CASE)
    tells(*_TO_CLAIMANTS)(_to_claimants)
    tells(*_TO_DESKS)(_to_desks)
    tells("claim.schedule_survey")(_to_gate)
    tells(*_TO_FILERS)(_to_filers)
    tells("claim.complete_repair")(_works_done)
    tells(*_OF_WORKS)(_of_works)
    tells(*_TO_OWNERS)(_to_owners)
    tells(*_TO_LIABLE)(_to_liable)
