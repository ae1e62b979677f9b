"""The owner's page of a claim: whose turn it is, until when, by which article; what happened; what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from claims.codes import Mode
from claims.dates import clause_limiting, open_duties
from claims.forms.beside import slot_words
from claims.models import Appraisal, Claim, Intake, Ticket
from claims.models.beside.appraisal import OPEN as OPEN_APPRAISALS
from claims.models.beside.sides import owner_may_ask
from claims.models.payment_guards import left_to_pay, paid_of_agreed
from claims.pages.whose_turn import (
    ENDED,
    REFUSED,
    Turn,
    ends_refused,
    state_words,
)
from claims.words import case_home, title_of
from idi_platform.kernel.clock import local_date
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import (
    Ball,
    Check,
    Look,
    Note,
    Stage,
    stages,
)
from idi_platform.portal.forms import Choice
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.words import (
    date_words,
    full_instant_words,
    money_words,
    short_date_words,
)
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.lifecycles import lifecycle_of

_STAGE = {"accepted": 3, "partly_accepted": 3, "agreed": 3, "performing": 3, "performed": 4, "closed": 5}
_OBJECTED = frozenset(
    {"accepted", "partly_accepted", "refused", "refusal_notified", "agreed", "performing", "performed", "closed"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an owner is asked before he takes a step on a ticket."""

    label: Promise
    hint: Promise
    text: Promise
    icon: str


TICKET_STEPS = {
    "accept_repair": Asked(
        _later("修好了，验收"),
        _later("看过、试过没问题再点"),
        _later("您看过、试过，确认已经修好？以后再坏可以重新报。"),
        "check",
    ),
    "declare_default": Asked(
        _later("没人来，或者不修"),
        _later("我们会记录并继续催"),
        _later("确认责任方到期没有来，或者不肯修？我们会记录，您的权利不会减少。"),
        "breach",
    ),
    "withdraw": Asked(_later("不修了，撤回"), _later("以后还可以重新报"), _later("确定不修了？以后可以重新报。"), "x"),
}


def owner_stages(claim: Claim, now: datetime) -> tuple[Stage, ...]:
    """Return the five steps that an owner sees, each that is done with its day."""
    labels = (_("报案"), _("查看"), _("结果"), _("维修赔付"), _("验收结案"))
    done = (
        claim.received_at,
        claim.surveyed_at,
        claim.determined_at,
        claim.performed_at or claim.repair_completed_at,
        claim.closed_at,
    )
    if ends_refused(claim):
        found = stages(labels[:3], 3)
    else:
        found = stages(labels, _STAGE.get(claim.state, 2 if claim.surveyed_at else 1))
    return tuple(
        replace(stage, note=short_date_words(local_date(at), local_date(now)) if stage.done and at else "")
        for stage, at in zip(found, done, strict=False)
    )


def acts_of(claim: Claim, law: Law, appraisals: Iterable[Appraisal] = ()) -> list[LinkRow]:
    """Return what the owner may do now besides waiting; first that it is his, where a desk named nobody.

    Nobody asks for a second appraisal while one is open: the note above leads to that one.
    """
    if claim.is_unclaimed and claim.state not in ENDED:
        return [
            LinkRow(
                _("这是我报的案，由我来办"),
                _claim(claim, "owner_take_up"),
                _("服务台登记时没有写明索赔人，确认以后才能办理"),
                "user",
            )
        ]
    rows = []
    if claim.state not in ENDED:
        rows.append(LinkRow(_("再传照片或说明"), _claim(claim, "owner_add"), _("情况变了，或者想起来的事"), "camera"))
    if claim.state in _OBJECTED and not any(one.state in OPEN_APPRAISALS for one in appraisals):
        rows.append(objection_row(claim, law))
    complain = f"{reverse('claims:owner_complaints')}?claim={claim.number}"
    rows.append(LinkRow(_("对办理不满意，投诉"), complain, _("办得慢、态度、上门、维修"), "chat"))
    return rows


def objection_row(claim: Claim, law: Law) -> LinkRow:
    """Return the way to the page of an owner who does not agree: an appraisal where the text has one."""
    address = _claim(claim, "owner_object")
    if owner_may_ask(law):
        return LinkRow(_("不同意，要求鉴定"), address, _("请双方选的第三方来定"), "scale")
    return LinkRow(_("不同意这个结果"), address, _("按保险合同约定的方式解决"), "scale")


def ticket_acts(ticket: Ticket, law: Law) -> list[LinkRow]:
    """Return what the owner may do on a ticket now."""
    if ticket.origin is not None and ticket.origin.is_unclaimed:
        return acts_of(ticket.origin, law)
    rows = []
    for name, said in TICKET_STEPS.items():
        if lifecycle_of("ticket").steps[name].starts_from(ticket.state):
            address = reverse("claims:owner_ticket_step", args=[ticket.number, name])
            rows.append(LinkRow(str(said.label), address, str(said.hint), said.icon))
    return rows


def next_checks(claim: Claim, law: Law) -> list[Check]:
    """Return what comes next, with its limits."""
    if claim.state != "filed":
        return []
    checks = []
    if claim.surveyed_at is None:
        found = next((duty for duty in open_duties(claim.pk, law) if duty.clock.measures == "determination"), None)
        if found is not None:
            article = article_of(found.clock.clause) if found.clock.clause else None
            checks.append(Check.open(_("看过以后，告诉您赔不赔"), found.until, article))
    refused = _("不属于：给您书面通知，写清理由；不同意可以要求鉴定")
    if not owner_may_ask(law):
        refused = _("不属于：给您书面通知，写清理由，和不同意时怎么办")
    for measures, text in (
        ("performance", _("属于保险责任：约定怎么修、怎么赔，期限内做完")),
        ("refusal_notice", refused),
    ):
        clause = clause_limiting(law, measures)
        checks.append(Check.open(text, "", article_of(clause) if clause else None))
    return checks


def notes_of(claim: Claim, law: Law, now: datetime, appraisals: Iterable[Appraisal] = ()) -> list[Note]:
    """Return what an owner should know now; who has asked for an appraisal is not told again that he may."""
    notes = []
    if law.is_national_only:
        notes.append(Note(_("当地办法没有适用或还没有确定，按国家法律和保险合同办理。"), look=Look.PROVISIONAL))
    if claim.survey_from_at is not None and claim.surveyed_at is None and claim.survey_from_at > now:
        text = _("%(when)s 上门查看，到时家里留人。") % {"when": slot_words(claim.survey_from_at)}
        notes.append(Note(text, strong=_("已约好："), look=Look.RUNNING, shape="calendar"))
    if claim.state in REFUSED and not any(one.state in OPEN_APPRAISALS for one in appraisals):
        text = _("可以写投诉要求换人复查（不收费）、和保险公司共同委托鉴定，也可以拨打 12378。理由和依据写在通知书里。")
        if not owner_may_ask(law):
            text = _("可以写投诉要求换人复查（不收费），也可以拨打 12378。理由、依据和别的办法写在通知书里。")
        notes.append(Note(text, strong=_("您不同意？"), shape="scale"))
    if claim.mode == Mode.CASH and claim.amount is not None and claim.agreed_at is not None:
        notes.append(_sum_note(claim, claim.amount))
    return notes


def _sum_note(claim: Claim, agreed: Decimal) -> Note:
    """Say what was agreed, and where a part was paid what is still to come."""
    said, paid, left = _("约定赔付 %(sum)s。") % {"sum": money_words(agreed)}, paid_of_agreed(claim), left_to_pay(claim)
    if paid:
        said += _("已付 %(paid)s，") % {"paid": money_words(paid)}
        said += _("还差 %(left)s。") % {"left": money_words(left)} if left else _("已经付清。")
    return Note(said, look=Look.RUNNING if left and paid else Look.MET)


def known_choices(cases: Mapping[Claim, Claim | Ticket], law: Law) -> list[tuple[str, Choice]]:
    """Return the open cases of a place to choose from, by the number of the claim that a report would join."""
    return [(claim.number, Choice(title_of(case, law), _known(case), "list")) for claim, case in cases.items()]


def _known(case: Claim | Ticket) -> str:
    day = date_words(case.reported_on) if case.reported_on is not None else ""
    return _("%(number)s，%(day)s报的，%(state)s") % {"number": case.number, "day": day, "state": state_words(case)}


def joined_notes(joined: Sequence[Intake]) -> list[Note]:
    """Return a line for each report that has joined: its own number and instant."""
    return [
        Note(
            _("%(when)s 又报了一次，编号 %(number)s，归到这个案件；期限仍从第一次报案算。")
            % {"when": full_instant_words(intake.received_at), "number": intake.number},
            look=Look.NONE,
            shape="list",
        )
        for intake in joined
        if intake.received_at is not None
    ]


def of_former_owner() -> dict[str, object]:
    """Return what a case's page says instead of its present state to whoever has passed the home on."""
    ball = Ball(_("现在"), _("房屋已经转让，这里只有转让以前的记录"), icon="home")
    return {"turn": Turn(ball), "stages": (), "acts": [], "checks": [], "hints": []}


def heading_of(case: Claim | Ticket, law: Law) -> dict[str, str]:
    """Return title and place of a case's page."""
    return {"title": title_of(case, law), "home": case_home(case), "number": case.number}


def _claim(claim: Claim, route: str) -> str:
    return reverse(f"claims:{route}", args=[claim.number])
