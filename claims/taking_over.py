"""The way from a desk to the owner's own telephone: a short link that fits into a text message, and where it leads."""

from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Right
from django.urls import reverse

from claims.models import Claim, Intake
from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_mobile
from idi_platform.notifications.wordings import wording_of

WITH_LINK: Final = "claim.taken_in"
_OVER = ("closed", "withdrawn")
_SHOWN = 3


def link_of(claim: Claim) -> str:
    """Return the link by which an owner takes over what a desk took in; empty for a common part, which nobody owns."""
    if claim.subject.unit_id is None:
        return ""
    return f"{settings.PUBLIC_ADDRESS}{reverse('claims:take_over', args=[claim.pk])}"


def text_about(claim: Claim, number: str, *, without_link: str) -> tuple[str, dict[str, str]]:
    """Return the wording and its values: with the link, or the other wording where there is none that fits."""
    link = link_of(claim)
    if link and len(link) <= wording_of(WITH_LINK).lengths["link"]:
        return WITH_LINK, {"case": number, "link": link}
    return without_link, {"case": number}


def mobile_of(phone: str) -> str:
    """Return a caller's number where a text message reaches it; empty for a fixed line, and for none."""
    try:
        return clean_mobile(phone)
    except BadInput:
        return ""


def reported_from(phone: str | None, claim_id: int) -> Intake | None:
    """Return the report of a claim that a desk took in from a telephone; None where nobody called from there."""
    if not phone:
        return None
    return _calls(phone).filter(claim=claim_id).order_by("received_at", "pk").first()


def waiting_for(phone: str | None, acting: Acting) -> list[Intake]:
    """Return what desks took in from a telephone about homes that are not bound to it, and that nobody has taken over.

    Of each claim the first report, the newest claims first.
    """
    if not phone:
        return []
    nobodys = Q(claim__claimant_person__isnull=True, claim__claimant_organisation__isnull=True)
    found = _calls(phone).filter(nobodys, claim__subject__unit__isnull=False).exclude(claim__state__in=_OVER)
    hidden = found.exclude(claim__in=Claim.objects.visible_to(acting).values("pk"))
    return list(hidden.order_by("-claim_id", "received_at", "pk").distinct("claim_id")[:_SHOWN])


def number_of(report: Intake) -> str:
    """Return the number by which a caller knows his report: the claim's where he opened it, else its own."""
    return report.claim.number if report.claim is not None and report.state == "claim_opened" else report.number


def _calls(phone: str) -> "QuerySet[Intake]":
    """Return what desks took in from a telephone; found by its last digits, which the statements are indexed by."""
    calls = Intake.objects.filter(received_by_organisation__isnull=False, statement__reporter_phone=phone)
    return calls.alias(tail=Right("statement__reporter_phone", 4)).filter(tail=phone[-4:]).select_related("claim")
