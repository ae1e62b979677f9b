"""The background population: projects, findings and claims around the stories, drawn once from a fixed seed.

They are told by the same acts as the stories, at their own legal instants, so that lists, registers and dashboards hold
what a platform holds after some years. A share, above 0 and at most 1, says how much of it is told: findings, claims
and what stands beside them; projects stand whole. The proportions are the same at any share.
"""

from collections.abc import Iterator
from fractions import Fraction

from idi_platform.demo import books
from idi_platform.demo.script import Act

from . import claims, site
from .projects import BACKGROUND

__all__ = ["acts", "book_acts"]


def book_acts(share: Fraction, *, whole: bool = True) -> Iterator[Act]:
    """Yield the acts of the population's books; with all homes, or only those from which a claim comes."""
    lived_in = {**claims.lived_in(share), **site.lived_in(share)}
    yield from books.acts([one.entered for one in BACKGROUND], whole=whole, lived_in=lived_in)


def acts(share: Fraction) -> Iterator[Act]:
    """Yield what the population's people do, on the building sites and with claims."""
    yield from site.acts(share)
    yield from claims.acts(share)
