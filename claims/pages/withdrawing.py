"""Taking a claim back, on its owner's page: put forward while nothing is decided, afterwards kept aside.

It stays the claimant's right until the insurer has performed. But once the insurer has said yes, to withdraw gives that
up, and once a refusal was told it changes nothing: there the way on is the offer, an appraisal, a complaint.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.portal.articles import article_of
from idi_platform.portal.chips import step_button
from idi_platform.portal.components import StepButton
from idi_platform.portal.lists import LinkRow
from idi_platform.workflow.facts import NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle_of
from idi_platform.workflow.offers import steps_for

_UNDECIDED = "filed"
_COVERED = _noop("保险公司已经核定属于保险责任。撤回以后不修也不赔；以后可以重新报，从重新报的那天算，重新核定。")
_REFUSED = _noop("不同意结果的，不用撤回，可以要求鉴定或者投诉。撤回以后，不能再就这次报案要求鉴定。")
_MEANS = {
    "accepted": _COVERED,
    "partly_accepted": _COVERED,
    "refused": _REFUSED,
    "refusal_notified": _REFUSED,
    "agreed": _noop("您已经同意方案。撤回以后，保险公司不再按方案维修或者赔付。"),
}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How a claim is taken back, or what stands against it; kept aside, with what it would mean, once it is decided."""

    rows: tuple[LinkRow, ...] = ()
    refused: tuple[StepButton, ...] = ()
    means: str = ""
    is_aside: bool = False

    @property
    def forward(self) -> "Withdrawal | None":
        """What stands among the acts of the page."""
        return None if self.is_aside else self

    @property
    def aside(self) -> "Withdrawal | None":
        """What is folded away beneath them."""
        return self if self.is_aside and (self.rows or self.refused) else None


def what_withdrawing_means(claim: Claim) -> str:
    """Return what the owner gives up by taking the claim back now."""
    return _(
        _MEANS.get(claim.state, _noop("撤回以后，保险公司不再处理这次报案。以后可以重新报，时间从重新报的那天算。"))
    )


def withdrawal_of(claim: Claim, acting: Acting, now: datetime) -> Withdrawal:
    """Return how this person may take the claim back now, or everything that stands against it.

    What stands against a step is asked only in the states in which a claim can still be taken back.
    """
    if claim.is_unclaimed or not lifecycle_of("claim").steps["withdraw"].starts_from(claim.state):
        return Withdrawal()
    offer = next((one for one in steps_for(claim, acting) if one.name == "withdraw"), None)
    if offer is None:
        return Withdrawal()
    moment = Moment(now, now, acting.as_record())
    own = [one for guard in offer.definition.guards for one in guard(claim, NoFacts(), moment)]
    known = {"means": what_withdrawing_means(claim), "is_aside": claim.state != _UNDECIDED}
    if against := (*own, *offer.refusals):
        button = step_button(replace(offer, state="refused", refusals=against), href="", articles=article_of)
        return Withdrawal(refused=(button,), **known)
    href = reverse("claims:owner_withdraw", args=[claim.number])
    return Withdrawal(rows=(LinkRow(_("不报了，撤回"), href, _("以后还可以重新报"), "x"),), **known)
