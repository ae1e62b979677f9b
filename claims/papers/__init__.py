"""The papers of a claim: their contents in plain words; the rulebook says at which step each is owed, and its order."""

from claims.papers import beside, decision, early, settlement, unplaced


def register() -> None:
    """Register who gathers each paper's data."""
    early.register()
    decision.register()
    settlement.register()
    unplaced.register()
    beside.register()
