"""The way from a desk to the owner's own telephone: a short link that fits into a text message, and where it leads."""

from typing import Final

from django.conf import settings
from django.urls import reverse

from claims.models import Claim, Intake
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_mobile
from idi_platform.notifications.wordings import wording_of

WITH_LINK: Final = "claim.taken_in"


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
    calls = Intake.objects.filter(claim=claim_id, received_by_organisation__isnull=False)
    return calls.filter(statement__reporter_phone=phone).select_related("claim").order_by("received_at", "pk").first()
