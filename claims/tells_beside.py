"""Who is told of what stands beside a claim: slots, complaints and appraisals; and what the messages say."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.models import Appraisal, Claim
from claims.models.beside.sides import Side, sides_for
from claims.tells import desks, tell_owners_side
from idi_platform.accounts.roles import PartyRole
from idi_platform.notifications.wordings import word
from idi_platform.records.models import Party
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.reactions import Happened

_CASE = {"case": 18}
_TO_OWNERS = {
    "appointment.offer": "appointment.slots",
    "appointment.offer_again": "appointment.slots",
    "complaint.acknowledge": "complaint.acknowledged",
    "complaint.answer": "complaint.answered",
    "appraisal.propose": "appraisal.proposed",
    "appraisal.agree_appraiser": "appraisal.goes_on",
    "appraisal.conclude": "appraisal.concluded",
    "appraisal.allocate_cost": "appraisal.cost",
}
_TO_DESKS = {
    "appointment.choose": "appointment.chosen",
    "appointment.ask_for_others": "appointment.others",
    "complaint.receive": "complaint.received",
    "complaint.escalate": "complaint.escalated",
    "appraisal.request": "appraisal.requested",
}
_TO_SIDES = ("appraisal.request", *(name for name in _TO_OWNERS if name.startswith("appraisal.")))
_WORDINGS: dict[str, dict[str, Any]] = {
    "appointment.slots": {
        "title": _("%(case)s 请选上门时间"),
        "body": _("案件 %(case)s：保险公司提供了几个上门时段，请打开案件页选一个；都不方便，可以请他们另约。"),
        "sms": _("案件%(case)s：请登录平台选上门时间，都不方便可以请他们另约。"),
    },
    "appointment.chosen": {
        "title": _("%(case)s 业主选了上门时间"),
        "body": _("案件 %(case)s：业主选了上门时间，请打开案件页查看并安排人。"),
    },
    "appointment.others": {
        "title": _("%(case)s 业主请另约时间"),
        "body": _("案件 %(case)s：提供的时段业主都不方便，请看他写的，另外提供时段。"),
    },
    "complaint.received": {
        "title": _("新投诉 %(case)s"),
        "body": _("案件 %(case)s：业主投诉，请受理并答复。"),
    },
    "complaint.escalated": {
        "title": _("%(case)s 投诉升级"),
        "body": _("案件 %(case)s：业主对答复不满意，投诉已升级，请处理。"),
    },
    "complaint.acknowledged": {
        "title": _("%(case)s 投诉有人在办"),
        "body": _("案件 %(case)s：您的投诉受理了，有答复会告诉您。"),
        "sms": _("案件%(case)s：您的投诉受理了，有答复会告诉您。"),
    },
    "complaint.answered": {
        "title": _("%(case)s 投诉有答复了"),
        "body": _("案件 %(case)s：您的投诉有答复了。不满意可以在页面上请上级处理。"),
        "sms": _("案件%(case)s：您的投诉有答复了，请登录平台查看。"),
    },
    "appraisal.requested": {
        "title": _("%(case)s 有人申请鉴定"),
        "body": _("案件 %(case)s：对方书面申请鉴定，请和申请的一方一起选鉴定机构。"),
    },
    "appraisal.proposed": {
        "title": _("%(case)s 提出了鉴定机构"),
        "body": _("案件 %(case)s：有人提出了鉴定机构，要双方都同意才算选定，请打开案件页查看。"),
        "sms": _("案件%(case)s：提出了鉴定机构，请登录平台查看。"),
    },
    "appraisal.moves": {
        "title": _("鉴定有新进展"),
        "body": _("您这一方有一项鉴定有了新进展：申请、提出机构、选定、结论或者费用。请打开“鉴定”查看。"),
    },
    "appraisal.goes_on": {
        "title": _("%(case)s 鉴定机构选定了"),
        "body": _("案件 %(case)s：双方选定了鉴定机构，办到哪一步在案件页。"),
        "sms": _("案件%(case)s：鉴定机构选定了，请登录平台查看。"),
    },
    "appraisal.cost": {
        "title": _("%(case)s 鉴定费由谁出，定了"),
        "body": _("案件 %(case)s：鉴定费由谁承担定下来了，请打开案件页查看。"),
        "sms": _("案件%(case)s：鉴定费由谁出定了，请登录平台查看。"),
    },
    "appraisal.concluded": {
        "title": _("%(case)s 鉴定结论出来了"),
        "body": _("案件 %(case)s：鉴定结论出来了，请打开案件页查看。"),
        "sms": _("案件%(case)s：鉴定结论出来了，请登录平台查看。"),
    },
}


def _to_owners(happened: Happened) -> Iterable[NoticeDraft]:
    claim: Claim | None = happened.aggregate.claim
    if claim is not None:
        yield from tell_owners_side(_TO_OWNERS[happened.record.name], claim, happened)


def _to_desks(happened: Happened) -> Iterable[NoticeDraft]:
    claim: Claim | None = happened.aggregate.claim
    for draft in desks(claim) if claim is not None else ():
        template = _TO_DESKS[happened.record.name]
        yield NoticeDraft(template, draft.data, organisation_id=draft.organisation_id, role=draft.role)


def _to_sides(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the sides that are no party of the claim: who asked, and who stands over against him, but not who acted."""
    appraisal: Appraisal = happened.aggregate
    roles = [PartyRole(side.value) for side in sorted(sides_for(appraisal) - {Side.OWNER, Side.INSURER})]
    on = (appraisal.subject.project_id or 0, appraisal.subject.engagement_id or 0)
    held = Party.objects.on(happened.moment.day).filter(subject__in=on, role__in=roles, organisation__isnull=False)
    acted = happened.moment.acting.get("organisation")
    for organisation_id, role in held.order_by("pk").values_list("organisation_id", "role").distinct():
        if organisation_id != acted:
            yield NoticeDraft("appraisal.moves", {}, organisation_id=organisation_id, role=str(role))


def register() -> None:
    """Register wordings, and who is told."""
    for code, said in _WORDINGS.items():
        word(code, **said, lengths=_CASE)
    tells(*_TO_OWNERS)(_to_owners)
    tells(*_TO_DESKS)(_to_desks)
    tells(*_TO_SIDES)(_to_sides)
