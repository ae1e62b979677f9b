"""What a caller hears of a report that a desk took in for him: number and link, by text message, once.

He need have no account, and the register may name others as owners of the home, or him by another telephone.
"""

from collections.abc import Collection
from typing import Final

from claims.callers import second_reporter
from claims.models import Claim, Intake, Statement
from claims.taking_over import mobile_of, text_about
from claims.tells import is_by_desk, owners_side
from idi_platform.accounts.models import Person
from idi_platform.kernel.clock import local_date
from idi_platform.notifications.models import Channel
from idi_platform.notifications.owing import owe_to_address
from idi_platform.records.models import Record
from idi_platform.workflow.reactions import Happened, reaction

WITHOUT_LINK: Final = "claim.noted"


def caller_told(claim: Claim, filed: Record) -> str:
    """Return to which number the message about a report goes; empty where no desk took it in, or he left no mobile."""
    return _mobile(claim.statement) if is_by_desk(filed) else ""


def _filed(happened: Happened) -> None:
    claim: Claim = happened.aggregate
    if mobile := caller_told(claim, happened.record):
        told = owners_side(claim, local_date(happened.moment.recorded_at))
        _text(mobile, claim, claim.number, told=told, cause=f"filed:{claim.pk}")


def _joined(happened: Happened) -> None:
    intake: Intake = happened.aggregate
    if intake.claim is None or intake.received_by_organisation is None:
        return
    if mobile := _mobile(intake.statement):
        known = second_reporter(intake, intake.claim)
        told = () if known is None else (known,)
        _text(mobile, intake.claim, intake.number, told=told, cause=f"joined:{intake.pk}")


def _mobile(said: Statement | None) -> str:
    return mobile_of(said.reporter_phone) if said is not None else ""


def _text(mobile: str, claim: Claim, number: str, *, told: Collection[int], cause: str) -> None:
    """Owe the message to the number that the caller left, unless somebody who is told anyway has that number."""
    if not Person.objects.filter(pk__in=told, phone=mobile).exists():
        template, data = text_about(claim, number, without_link=WITHOUT_LINK)
        owe_to_address(template, data, channel=Channel.SMS, address=mobile, cause=cause)


def register() -> None:
    """Register the reactions."""
    reaction("claim.file")(_filed)
    reaction("intake.join")(_joined)
