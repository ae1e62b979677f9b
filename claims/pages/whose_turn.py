"""Where a case stands, and whose turn it is: decided from the case and its open duties alone, for pages and lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.codes import Outcome
from claims.dates import Owed, open_duties
from claims.models import Claim, Ticket
from claims.queries import lead_insurer_of
from idi_platform.accounts.names import organisation_name
from idi_platform.deadlines.explain import why
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind
from idi_platform.portal.articles import article_of
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import (
    Article,
    Ball,
    ClockChip,
    Look,
)
from idi_platform.portal.words import (
    date_words,
    length_words,
)
from idi_platform.rulebooks.law import Law

OWNER, _INSURER = "owner", "lead_insurer"
REFUSED = ("refused", "refusal_notified")
ENDED = {"closed", "withdrawn", "refusal_notified"}
_SURVEYED = _noop("已上门看过，还没有结果")
_STATE = {
    "filed": _noop("已收到报案"),
    "accepted": _noop("属于保险责任"),
    "partly_accepted": _noop("部分属于保险责任"),
    "refused": _noop("不予赔偿，通知书还没有发出"),
    "refusal_notified": _noop("不予赔偿，通知书已发出"),
    "agreed": _noop("已同意方案，等保险公司履行"),
    "performing": _noop("正在维修"),
    "performed": _noop("修好或付清了，还没有结案"),
    "closed": _noop("已结案"),
    "withdrawn": _noop("已撤回"),
    "routed_before_cover": _noop("由保修期责任方维修"),
}
_UNLIMITED = {
    "accepted": _noop("给您维修或赔付的方案"),
    "partly_accepted": _noop("给您维修或赔付的方案"),
    "agreed": _noop("按约定履行"),
    "performing": _noop("修好，请您验收"),
    "performed": _noop("结案"),
}
_ROLES = {
    "developer": _noop("建设单位"),
    "contractor": _noop("施工单位"),
    "institution": _noop("保障机构"),
    "owner": _noop("业主"),
}
_TICKET = {
    "reported": _noop("已登记报修"),
    "told_to_liable": _noop("已告知责任方"),
    "visited": _noop("责任方已上门"),
    "scheme_agreed": _noop("方案已商定"),
    "repairing": _noop("正在维修"),
    "repaired": _noop("修好了，请您验收"),
    "accepted": _noop("已验收"),
    "defaulted": _noop("责任方没有履行"),
    "other_repairer": _noop("另找人维修"),
    "fund": _noop("动用保障资金维修"),
    "carried_over": _noop("转入索赔案件"),
    "withdrawn": _noop("已撤回"),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose turn it is on a case, by role, and for what in an owner's words; nobody's where `role` is empty.

    `route` leads to the page where the owner does what is asked of him; `after` stands behind his act there.
    """

    role: str = ""
    act: str = ""
    owed: Owed | None = None
    route: str = ""
    after: str = ""

    @property
    def is_mine(self) -> bool:
        """Whether the owner himself is asked, not by a limit of the text."""
        return self.role == OWNER and self.owed is None

    @property
    def who(self) -> str:
        """Return who it is, by role: lists name no organisation."""
        return _(_ROLES.get(self.role, _noop("保险公司")))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, with the clock that runs; `clock` is the duty itself, for the page that shows it in large."""

    ball: Ball
    until: str = ""
    why: str = ""
    chip: ClockChip | None = None
    article: Article | None = None
    note: str = ""
    clock: Clock | None = None


def state_words(case: Claim | Ticket, state: str = "") -> str:
    """Return where a case stands, or what another state of it means, in plain words."""
    named = state or str(case.state)
    if isinstance(case, Claim) and state == "" and named == "filed" and case.surveyed_at is not None:
        return _(_SURVEYED)
    return _((_STATE if isinstance(case, Claim) else _TICKET).get(named, named))


def ends_refused(claim: Claim) -> bool:
    """Say whether the claim is refused, or was closed as refused."""
    return claim.state in REFUSED or (claim.state == "closed" and claim.outcome == Outcome.NOT_COVERED)


def _icon(claim: Claim) -> str:
    """Return what marks where a claim stands; a tick is for a success alone."""
    if claim.state == "withdrawn":
        return "x"
    return "paper" if ends_refused(claim) else "check"


def is_waiting_for_choice(claim: Claim) -> bool:
    """Say whether an offer waits for the owner, and he may take it: not while others have to act before."""
    if claim.is_transfer_pending or claim.is_refused_part_open:
        return False
    return claim.offered_at is not None and claim.agreed_at is None and claim.state in ("accepted", "partly_accepted")


def turn_of(claim: Claim, law: Law, now: datetime) -> Turn:
    """Return whose turn it is: the owner's where something is asked of him, else that of the next duty."""
    whose = whose_turn(claim, () if claim.state in ENDED else open_duties(claim.pk, law))
    if whose.owed is not None:
        return _turn(whose.owed, now)
    if not whose.role:
        return Turn(Ball(_("现在"), state_words(claim), icon=_icon(claim)))
    if whose.is_mine:
        return turn_of_owner(whose, claim)
    insurer = organisation_name(lead_insurer_of(claim)) or whose.who
    ball = Ball(_("现在轮到"), insurer, _("：").join(("", whose.act)), icon="shield")
    return Turn(ball, note=_("条文没有规定这一步几天办完。等久了可以打电话催，我们会记录。"))


def turn_of_owner(whose: Whose, case: Claim | Ticket) -> Turn:
    """Return the turn of the owner himself, with the way to what he is asked for."""
    address = reverse(f"claims:{whose.route}", args=[case.number]) if whose.route else ""
    return Turn(Ball(_("现在轮到"), whose.act, whose.after, you=True, href=address))


def whose_turn(claim: Claim, duties: Sequence[Owed]) -> Whose:
    """Return the same for a page and for a row of a list, from the claim and its open duties alone."""
    if claim.state in ENDED:
        return Whose()
    if claim.is_waiting_for_papers:
        left = _("，还差 %(n)d 样") % {"n": len(claim.papers_to_come)} if claim.papers_came else ""
        until = _("，请在 %(day)s 前补交") % {"day": date_words(claim.answer_by)} if claim.answer_by else ""
        return Whose(OWNER, _("您补材料"), route="owner_add", after=left + until)
    if is_waiting_for_choice(claim):
        return Whose(OWNER, _("您选：怎么修、怎么赔"), route="owner_offer")
    owed = next((duty for duty in duties if duty.clock.kind == ClockKind.DUTY), None) or next(iter(duties), None)
    if owed is not None:
        return Whose(owed.clock.owed_role or _INSURER, owed.to_owner, owed)
    known = _unlimited(claim)
    return Whose(_INSURER, known) if known else Whose()


def _unlimited(claim: Claim) -> str:
    """Return what the insurer owes next where no text sets a number of days; empty where nothing."""
    if claim.is_transfer_pending:
        return _("确定过户以后由谁继续")
    if claim.is_refused_part_open:
        return _("把不赔的理由书面告诉您")
    known = _UNLIMITED.get(claim.state)
    return _(known) if known is not None else ""


def whose_ticket(ticket: Ticket, duties: Sequence[Owed]) -> Whose:
    """Return whose turn it is on a ticket."""
    if ticket.state == "repaired":
        return Whose(OWNER, _("您验收"), after=_("，看看修好没有"))
    return Whose(duties[0].clock.owed_role or _INSURER, duties[0].to_owner, duties[0]) if duties else Whose()


def ticket_turn(ticket: Ticket, law: Law, now: datetime) -> Turn:
    """Return whose turn it is on a ticket, in large."""
    whose = whose_ticket(ticket, open_duties(ticket.pk, law))
    if whose.owed is not None:
        return _turn(whose.owed, now)
    if whose.is_mine:
        return turn_of_owner(whose, ticket)
    liable = organisation_name(ticket.liable_organisation)
    return Turn(Ball(_("现在轮到"), liable or state_words(ticket), _("维修") if liable else "", icon="wrench"))


def _turn(owed: Owed, now: datetime) -> Turn:
    clock = owed.clock
    explained = why(clock)
    article = article_of(clock.clause) if clock.clause else None
    who = (clock.owed_org.name if clock.owed_org is not None else "") or _(
        _ROLES.get(clock.owed_role, _noop("保险公司"))
    )
    return Turn(
        ball=Ball(_("现在轮到"), who, _("：").join(("", owed.to_owner)), icon="shield"),
        until=owed.until,
        why=_("；").join(explained.steps),
        chip=_chip(clock, now, article),
        article=article,
        clock=clock,
    )


def _chip(clock: Clock, now: datetime, article: Article | None) -> ClockChip:
    """Return the chip; where a holiday moves the legal end, its line says both ends and which holiday."""
    chip = clock_chip(clock, now, article=article)
    if clock.target_at in (None, clock.due_at) or clock.due_at is None or now >= clock.due_at:
        return chip
    if chip.look == Look.TARGET:
        words = _("晚了，法定还剩 %(length)s") % {"length": length_words(clock.due_at - now)}
        chip = replace(chip, words=words)
    return replace(chip, line=why(clock).summary)
