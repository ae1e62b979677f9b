"""What every page of a claim at the desk says of it: whose turn it is, how grave it is, which claim, which home."""

from datetime import datetime

from django.utils.translation import gettext as _

from claims.codes import EMERGENCIES
from claims.models import Claim
from claims.pages.whose_turn import is_waiting_for_choice, state_words
from claims.words import case_home
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.words import instant_words
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title


def emergency_chip(claim: Claim) -> Chip | None:
    """Return the mark of a claim that cannot wait."""
    is_one = claim.is_emergency or claim.severity in EMERGENCIES
    return Chip(Look.BREACH, _("紧急"), "fall") if is_one else None


def call_back_words(claim: Claim, now: datetime) -> str:
    """Return when somebody has promised to call again; empty where nobody has."""
    return _("%(when)s 回电") % {"when": instant_words(claim.call_back_at, now)} if claim.call_back_at else ""


def ball_words(
    claim: Claim, clock: Clock | None, law: Law, acting: Acting, *, is_proposed: bool = False, has_slots: bool = False
) -> tuple[str, str]:
    """Return whose turn it is, in one line: of those whom the desk has asked before it is its own again.

    Args:
        claim: The claim.
        clock: The duty that ends next.
        law: The home's law.
        acting: Who reads.
        is_proposed: Whether a second person has a step of it before him.
        has_slots: Whether the owner is asked for a time.
    """
    if is_proposed:
        return _("轮到复核人："), _("复核提交的登记")
    if claim.is_waiting_for_papers:
        return _("轮到业主："), _("补材料")
    if is_waiting_for_choice(claim):
        return _("轮到业主："), _("选怎么修、怎么赔")
    if has_slots:
        return _("轮到业主："), _("选上门时间")
    if clock is None:
        return _("现在："), state_words(claim)
    mine = clock.owed_org_id is not None and clock.owed_org_id == acting.organisation_id
    who = clock.owed_org.name if clock.owed_org is not None else _("保险公司")
    return _("轮到您：") if mine else _("轮到 %(who)s：") % {"who": who}, clock_title(law, clock.name)


def heading(claim: Claim) -> str:
    """Return number and home in one line."""
    return f"{claim.number}　{case_home(claim)}"
