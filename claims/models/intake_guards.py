"""The code's own gate on joining: a report joins an open case at its own place, nothing else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from claims.models.claim import Claim
from claims.models.claim_handling import OPEN
from claims.models.ticket import Ticket
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.lifecycles import Moment
from idi_platform.workflow.meanwhile import last_decided

if TYPE_CHECKING:
    from claims.models.intake import Intake, Join

Reasons = Iterable[Refusal]
TICKETS_ENDED = ("accepted", "carried_over", "withdrawn")


def joins_open_case_there(intake: "Intake", facts: "Join", _moment: Moment) -> Reasons:
    """A second report follows a case that is still handled, of the same home or common part.

    Where the report's home is not known, a desk says that it is the claim's: in the building that was named, if any.
    """
    own = intake.subject
    there = Claim.objects.filter(pk=facts.claim_id)
    if not intake.is_unplaced:
        there = there.filter(subject__unit=own.unit_id, subject__common_part=own.common_part_id)
    elif own.building_id is not None:
        there = there.filter(subject__building=own.building_id)
    else:
        there = there.filter(subject__project=own.project_id)
    claim = there.first()
    if claim is None:
        yield Refusal("intake.other_place", _("要归并的案件不在同一套房或同一共有部分，请重新选。"))
    elif not is_open(claim):
        yield Refusal("intake.claim_ended", _ended(claim))


def _ended(claim: Claim) -> str:
    """Say what has ended the case that a report was to follow, its ticket where it was routed."""
    ticket = Ticket.objects.filter(origin=claim.pk).order_by("pk").last()
    last = last_decided(claim.pk if ticket is None else ticket.pk)
    if last is None:
        return _("要归并的案件已经办完或者已有结论，请按新的问题报案。")
    return _("不能再归并到这个案件：%(who)s已在%(when)s“%(done)s”。请按新的问题报案。") % last


def case_followed(claim_id: int) -> Iterable[int]:
    """Return what must stay as it is while a report joins: the claim, and the tickets of a routed one."""
    claims, tickets = Claim.objects.filter(pk=claim_id), Ticket.objects.filter(origin=claim_id)
    return [*claims.values_list("pk", flat=True), *tickets.values_list("pk", flat=True)]


def is_open(claim: Claim) -> bool:
    """Say whether a claim, or the ticket of a routed one, is still handled."""
    if claim.state == "routed_before_cover":
        return Ticket.objects.filter(origin=claim.pk).exclude(state__in=TICKETS_ENDED).exists()
    return claim.state in OPEN
