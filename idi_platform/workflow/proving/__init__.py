"""Proving a rulebook: each entry that realises a clause is altered, and an example of that clause must notice.

An alteration that nothing notices is a *survivor*: the law could be wrong there and every test would pass.
"""

from .alterations import Alteration, alterations_of
from .prove import Proof, Survivor, prove

__all__ = ["Alteration", "Proof", "Survivor", "alterations_of", "prove"]
