"""What the owner's pages and the desk's show of appointments, complaints and appraisals beside a claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeGuard

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.forms.beside import slot_words, slots_kinds
from claims.models import Appointment, Claim, Complaint, Statement
from claims.models.beside.appraisal import OPEN as OPEN_APPRAISAL
from claims.models.beside.appraisal import Matter
from claims.models.beside.sides import Side, may_ask
from claims.models.standing_for import stands_for_another
from claims.pages.whose_turn import ENDED, Turn
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Organisation
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Action, Article, Ball, Look, Note, RecordRow
from idi_platform.portal.forms import Choice
from idi_platform.portal.lists import CaseCard, LinkRow
from idi_platform.portal.words import instant_words
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.topics import AppraisalDef
from policies.terms_read import terms_of

COMPLAINT = {
    "received": _noop("收到了，等保险公司受理"),
    "acknowledged": _noop("保险公司已受理，正在处理"),
    "answered": _noop("已答复，请您看看满不满意"),
    "satisfied": _noop("您表示满意"),
    "escalated": _noop("已升级，由上级处理"),
    "closed": _noop("已办结"),
}
APPRAISAL = {
    "requested": _noop("已申请，等双方提出鉴定机构"),
    "proposed": _noop("已提出鉴定机构，等对方同意"),
    "appraiser_agreed": _noop("鉴定机构已经选定"),
    "under_appraisal": _noop("正在鉴定"),
    "concluded": _noop("鉴定结论出来了"),
    "cost_allocated": _noop("鉴定费已经确定由谁承担"),
    "closed": _noop("鉴定办结"),
    "withdrawn": _noop("鉴定申请已撤回"),
    "to_court": _noop("转诉讼或仲裁"),
}
_FEE = {
    "insurer": _noop("鉴定费由保险公司承担"),
    "owner": _noop("鉴定费由业主承担"),
}
_FORUMS = ("contract.owner_dispute", "contract.forum")
"""The terms that say how a dispute on cover is solved, the owner's own before the one between the parties."""
_AS_AGREED = "agreed_method"
_AT = "@org:"
"""What stands before the organisation in the key of whoever speaks for one."""
_AFTER = {
    "accepted": (Matter.LIABILITY, Matter.AMOUNT),
    "partly_accepted": (Matter.LIABILITY, Matter.AMOUNT),
    "refused": (Matter.LIABILITY,),
    "refusal_notified": (Matter.LIABILITY,),
    "agreed": (Matter.AMOUNT,),
    "performing": (Matter.REPAIR_RESULT,),
    "performed": (Matter.REPAIR_RESULT, Matter.AMOUNT),
    "closed": (Matter.LIABILITY, Matter.REPAIR_RESULT),
}


def said_of(words: Mapping[str, str], state: object) -> str:
    """Return a state in words; empty where it has none."""
    known = words.get(str(state))
    return _(known) if known is not None else ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What an owner may have decided by a third party: each matter with its article and who pays, or why not."""

    choices: tuple[tuple[str, Choice], ...]
    articles: tuple[Article, ...]
    why_not: str = ""


def objection_of(claim: Claim, law: Law, acting: Acting, today: date) -> Objection:
    """Return which matters the home's rulebook lets its owner himself bring before an appraiser at this stage."""
    if stands_for_another(claim.subject.unit_id, acting.person_id, today):
        return Objection((), (), _("委托里没有鉴定这一项，鉴定费还可能由业主承担，请业主本人申请。"))
    if claim.appraisals.filter(state__in=OPEN_APPRAISAL).exists():
        return Objection((), (), _("已经有一项鉴定在办，等它结束再申请。"))
    known = law.city.appraisal if law.city is not None else {}
    settled = {Matter.LIABILITY} if claim.is_liability_settled else set()
    disputed = [matter for matter in _AFTER.get(claim.state, ()) if matter not in settled]
    open_now = [matter for matter in disputed if Side.OWNER in may_ask(known.get(matter.value))]
    if not open_now:
        return Objection((), (), _why_not(claim, law, has_text=bool(known)))
    choices = tuple((one.value, _choice(law, known[one.value])) for one in open_now)
    articles = [article_of(known[one.value].clause) for one in open_now]
    return Objection(choices, tuple(dict.fromkeys(one for one in articles if one is not None)))


def _choice(law: Law, found: AppraisalDef) -> Choice:
    return Choice(in_words(found.title), _fee_words(law, found), "scale")


def _why_not(claim: Claim, law: Law, *, has_text: bool) -> str:
    if claim.state in ("filed", "withdrawn", "routed_before_cover"):
        return _("结果还没有出来，现在没有可以鉴定的事。对办理过程不满意，可以投诉。")
    if not has_text:
        return _("当地没有规定共同鉴定，争议按保险合同约定的方式解决；也可以投诉，或者直接起诉、仲裁。")
    if how := _by_contract(claim, law):
        return _("这类争议当地没有规定共同鉴定，保险合同约定的方式是%(how)s；也可以投诉。") % {"how": how}
    return _("这类争议当地没有规定共同鉴定，按保险合同约定的方式解决；也可以投诉。")


def _by_contract(claim: Claim, law: Law) -> str:
    """Return how the contract lets such a dispute be solved; empty where it names no way."""
    policy_id, known = claim.subject.policy_id, law.city.terms if law.city is not None else {}
    agreed = terms_of(policy_id) if policy_id is not None else {}
    ways = {code: way for name in _FORUMS if name in known for code, way in (known[name].choices or {}).items()}
    named = [ways[agreed[name]] for name in _FORUMS if agreed.get(name) in ways and agreed[name] != _AS_AGREED]
    return in_words(named[0]) if named else ""


def _fee_words(law: Law, found: AppraisalDef) -> str:
    """Say who pays the appraiser, as the text's figure has it."""
    how = _("双方一起选鉴定机构")
    figure = law.figures.get(found.fee)
    table = figure.table if figure is not None and figure.table else {}
    named = {"covered": _("鉴定属于保险责任的"), "not_covered": _("鉴定不属于的")}
    said = [
        _("，").join((words, _(_FEE[str(table[code])])))
        for code, words in named.items()
        if str(table.get(code)) in _FEE
    ]
    return _("；").join((how, *(said or [_("鉴定费由谁出，条文没有写明，事先商量好")])))


def newest_appointment(claim: Claim) -> Appointment | None:
    """Return the appointment that counts: the last one made; none once the survey is done."""
    if claim.surveyed_at is not None:
        return None
    return claim.appointments.select_related("subject").order_by("-pk").first()


def waits_for_slot(found: Appointment | None, claim: Claim, now: datetime) -> TypeGuard[Appointment]:
    """Say whether slots that are still to come wait for the owner's choice."""
    if found is None or found.state != "offered" or claim.state in ENDED:
        return False
    return bool(slots_to_choose(claim, found, now))


def turn_with(claim: Claim, turn: Turn, found: Appointment | None, now: datetime) -> Turn:
    """Return whose turn it is where slots may wait for the owner's choice, which nobody else is to make."""
    if turn.ball.you or not waits_for_slot(found, claim, now):
        return turn
    address = reverse("claims:owner_visit", args=[claim.number])
    kinds = slots_kinds(slots_to_choose(claim, found, now))
    after = _("，").join(("", kinds)) if kinds else ""
    return replace(turn, ball=Ball(_("现在轮到"), _("您选上门时间"), after, "calendar", True, address))


def visit_rows(claim: Claim, found: Appointment | None, now: datetime) -> list[LinkRow]:
    """Return the way to the appointment while it may still be chosen or changed."""
    if found is None or found.state not in ("offered", "chosen"):
        return []
    words = _("选上门时间") if found.state == "offered" else _("改上门时间")
    kinds = slots_kinds(slots_to_choose(claim, found, now))
    return [LinkRow(words, reverse("claims:owner_visit", args=[claim.number]), kinds, "calendar")]


def slots_to_choose(claim: Claim, found: Appointment, now: datetime) -> list[datetime]:
    """Return the slots that are still to come, but the one at which somebody comes already."""
    offered = {datetime.fromisoformat(slot) for slot in found.slots} - {claim.survey_from_at}
    return sorted(slot for slot in offered if slot is not None and slot > now)


def appointment_note(claim: Claim, appointment: Appointment | None, now: datetime) -> Note | None:
    """Return what is arranged: the slot chosen, or that others were asked for."""
    if appointment is None:
        return None
    at = claim.survey_from_at or appointment.chosen_for
    if appointment.state == "chosen" and at is not None and at > now:
        text = _("%(when)s 上门查看，到时家里留人。") % {"when": slot_words(at)}
        return Note(text, strong=_("已约好："), look=Look.RUNNING, shape="calendar")
    if appointment.state == "offered" and not appointment.slots:
        return Note(_("您说这些时间都不方便，等保险公司提出别的时间。"), look=Look.PAUSED, shape="calendar")
    return None


def complaint_notes(claim: Claim, acting: Acting) -> list[Note]:
    """Return the claim's open complaints, each with the way to it."""
    rows = Complaint.objects.visible_to(acting).filter(claim=claim).exclude(state="closed").order_by("pk")
    return [_complaint_note(row) for row in rows[:3]]


def _complaint_note(row: Complaint) -> Note:
    action = Action(_("看一看"), reverse("claims:owner_complaint", args=[row.pk]))
    return Note(said_of(COMPLAINT, row.state), strong=_("您的投诉："), shape="chat", action=action)


def complaint_cards(rows: Iterable[Complaint], titles: "dict[int, str]", now: datetime, route: str) -> list[CaseCard]:
    """Return complaints as cards of a list."""
    return [
        CaseCard(
            title=said_of(COMPLAINT, row.state),
            place=titles.get(row.pk, ""),
            line=instant_words(row.received_at, now) if row.received_at is not None else "",
            href=reverse(route, args=[row.pk]),
        )
        for row in rows
    ]


def said_rows(statements: Iterable[Statement], acting: Acting, now: datetime) -> list[RecordRow]:
    """Return what was said beside a claim, the newest first, and by whom: the reader, an owner, an organisation."""
    said = list(statements)
    offices = {row.owner: int(row.owner.partition(_AT)[2]) for row in said if _AT in row.owner}
    names = dict(Organisation.objects.filter(pk__in=offices.values()).values_list("pk", "name")) if offices else {}
    return [
        RecordRow(
            title=_("您说")
            if row.owner == acting.owner_key
            else _("%(who)s说") % {"who": names.get(offices.get(row.owner, 0), _("业主"))},
            when=instant_words(row.written_at, now),
            body=row.body,
            look=Look.NONE,
            shape="chat",
        )
        for row in said
    ]
