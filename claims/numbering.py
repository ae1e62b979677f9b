"""Which series a case's number comes from: the city's rulebook names it."""

from idi_platform.rulebooks.law import rulebook_for

_KIND = {"claim": "", "intake": "B", "ticket": "X"}
_UNNAMED = "CN"


def series_of(insured_object_id: int | None, kind: str) -> str:
    """Return the series of a kind: `BJ` for a claim in Beijing, `BJB` for a report, `BJX` for a ticket.

    A city's rulebook may name each series; else it is the city's claim series with a letter, or CN without a city.
    """
    law = rulebook_for(insured_object_id)
    names = law.city.numbering if law.city is not None else {}
    return names.get(kind) or f"{names.get('claim') or _UNNAMED}{_KIND[kind]}"
