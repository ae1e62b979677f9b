"""Filing for a caller: a desk takes in a report, names the homes that it reaches, and keeps that it will call back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from claims.actions.handling import take
from claims.actions.reporting import Caller, Defect, Reported, join_claim, report_defect
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import IdempotencyKey
from idi_platform.workflow.perform import in_one_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a caller said, beside the defect itself.

    Attributes:
        caller: Who called, what he is to the home, and who claims where that is known.
        received_at: When the call came in, where it is entered later; None for now.
        why_late: Why it is entered only now; wanted from 24 hours on.
        call_back: The number and time at which he wants to be called back; empty for none.
        homes: The homes that a common part's defect reaches, by number of their Subject.
    """

    caller: Caller
    received_at: datetime | None = None
    why_late: str = ""
    call_back: str = ""
    homes: tuple[int, ...] = ()


def file_for_caller(
    *,
    acting: Acting,
    key: str,
    at: Unit | CommonPart,
    defect: Defect,
    call: Call,
    joins: Claim | None = None,
) -> Reported:
    """Open a claim for a caller, or let his report join one, in one transaction under one key.

    Args:
        acting: The desk; its instant of receipt is the legal one.
        key: The form's key: the same form twice is one claim.
        at: The home or the common part.
        defect: What is wrong.
        call: What was said beside it.
        joins: The open claim of the same cause, where a person has said so.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused.
    """
    said: dict[str, Any] = {"caller": call.caller, "received_at": call.received_at, "why_late": call.why_late}

    def work() -> Reported:
        if joins is not None:
            done = join_claim(acting=acting, key=key, claim=joins, words=defect.words, **said)
        else:
            done = report_defect(acting=acting, key=key, at=at, defect=defect, **said)
        list_homes(acting=acting, key=f"{key}:homes", claim=done.claim, homes=call.homes)
        if call.call_back.strip():
            words = _("来电人请回电：%(when)s") % {"when": call.call_back.strip()}
            recording = call.caller.recording
            take(done.claim, "call", acting=acting, key=f"{key}:back", words=words, recording=recording)
        return done

    return in_one_transaction(work)


def list_homes(*, acting: Acting, key: str, claim: Claim, homes: Iterable[int]) -> None:
    """Name further homes that a common part's defect reaches; those named before are not told again.

    The same form twice names the same homes once, whatever was named in between.
    """
    fresh = sorted(set(homes) - set(_listed_before(claim, acting, key)))
    if fresh:
        take(claim, "list_homes", acting=acting, key=key, unit_ids=tuple(fresh))


def _listed_before(claim: Claim, acting: Acting, key: str) -> list[int]:
    """Return what stands listed already, but for what this very form has listed."""
    mine = IdempotencyKey.objects.filter(owner=acting.owner_key, key=key, record__isnull=False)
    by_this_form = mine.values_list("record__facts__unit_ids", flat=True).first() or []
    listed = Claim.objects.values_list("affected_homes", flat=True).get(pk=claim.pk)
    return [pk for pk in listed if pk not in set(by_this_form)]
