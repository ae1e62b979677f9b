"""The way through a queue: which claim comes before and after the one on the page."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.desk import queues
from claims.models import Claim
from idi_platform.accounts.acting import Acting

_FARTHEST = 1000
_KEPT = ("queue", "whose", "project", "item")


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a claim stands in the queue that its reader came from: back to the list, to the one before, to the next."""

    back_href: str
    place: str = ""
    before_href: str = ""
    next_href: str = ""


def walk_of(request: HttpRequest, claim: Claim, acting: Acting, now: datetime) -> Walk:
    """Return the way through the queue; without one only the way back.

    The queue stands in the address, or in that of the list on which the reader has pressed the row.
    """
    asked = _asked(request)
    listed = reverse("claims:console_queue")
    if not asked:
        return Walk(listed)
    query = urlencode(asked)
    numbers = list(_standing(asked, acting, now).values_list("number", flat=True)[:_FARTHEST])
    if claim.number not in numbers:
        return Walk(f"{listed}?{query}")
    at = numbers.index(claim.number)
    return Walk(
        f"{listed}?{query}",
        _("%(at)d / %(all)d") % {"at": at + 1, "all": len(numbers)},
        _beside(numbers[at - 1 : at], query),
        _beside(numbers[at + 1 : at + 2], query),
    )


def _standing(asked: dict[str, str], acting: Acting, now: datetime) -> "QuerySet[Claim]":
    """Return the claims of the queue in the order of its pages."""
    address = QueryDict(mutable=True)
    address.update(asked)
    return queues.in_order(acting, queues.filters_from(address), now)


def _beside(numbers: list[str], query: str) -> str:
    return f"{reverse('claims:console_claim', args=numbers)}?{query}" if numbers else ""


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return queue and filters, of this address or of the list from which the reader comes."""
    own = _kept(request.GET)
    if own:
        return own
    came = urlsplit(request.headers.get("Referer", ""))
    if came.path != reverse("claims:console_queue") or came.netloc != request.get_host():
        return {}
    return {"queue": "all", **_kept(QueryDict(came.query))}


def _kept(given: QueryDict) -> dict[str, str]:
    return {name: value for name in _KEPT if (value := given.get(name, ""))}
