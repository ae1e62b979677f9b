"""Work orders behind /site/: the world's repair was ordered from nobody, and its ticket told to the developer."""

from tests.doors.cases import Case, Door, Public, by_pk, numbered

BOTH = ("GET", "POST")
REPAIRERS = frozenset({"contractor", "other_contractor"})

ORDERS_DOORS: dict[str, Door | Public] = {
    "claims:site_orders": Door("contractors, each what was ordered from it", (Case("the list", who=REPAIRERS),)),
    "claims:site_order": Door(
        "the contractor from whom it was ordered", (Case("a number that no order has", by_pk("stranger_id")),), BOTH
    ),
    "claims:site_tickets": Door("contractors, each what was told to it", (Case("the list", who=REPAIRERS),)),
    "claims:site_ticket": Door(
        "the contractor that was told", (Case("a ticket of the developer's", numbered("ticket")),), BOTH
    ),
}
