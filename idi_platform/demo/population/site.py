"""What happens on the background's sites: agencies are engaged, visit, find, and see mended; owners ask for repairs."""

from fractions import Fraction
from typing import Final

from idi_platform.demo.script import Act

from . import engaging, findings, inspecting, tickets
from .happening import at_once

CODE: Final = "bg.site"
lived_in = tickets.lived_in
"""Who lives in which homes of the background's books, by the book's name: those who ask for a repair."""


def acts(share: Fraction) -> list[Act]:
    """Return the acts on the sites before the visitor comes in, with a share of the findings and of the tickets."""
    at_any_share = (*engaging.happenings(), *inspecting.happenings())
    return list(at_once([*at_any_share, *findings.happenings(share), *tickets.happenings(share)], CODE))
