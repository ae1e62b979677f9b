"""The phrases that an insurer keeps for its determinations, as a form offers them."""

from claims.models import Phrase
from idi_platform.accounts.acting import Acting

REFUSALS = frozenset({"refuse", "accept_in_part"})
DETERMINATIONS = REFUSALS | {"accept"}
_MOST = 100


def phrases_for(step: str, acting: Acting, law_grounds: frozenset[str]) -> list[Phrase]:
    """Return the organisation's phrases for a determination, by ground; those of refusals only where one refuses.

    `law_grounds` are the grounds that the text knows; phrases of others are left out.
    """
    if step not in DETERMINATIONS:
        return []
    rows = Phrase.objects.filter(organisation=acting.organisation_id or 0, is_active=True)
    grounds = {"", *law_grounds} if step in REFUSALS else {""}
    return list(rows.filter(ground__in=grounds).order_by("ground", "field", "title", "pk")[:_MOST])
