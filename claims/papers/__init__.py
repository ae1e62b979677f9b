"""The papers of claims and the notice of a home: their contents; the rulebook says when each is owed, and its order."""

from claims.papers import beside, decision, early, notice, settlement, unplaced


def register() -> None:
    """Register who gathers each paper's data."""
    early.register()
    decision.register()
    settlement.register()
    unplaced.register()
    beside.register()
    notice.register()
