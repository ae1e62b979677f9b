"""An owner's claims, tickets, reports and papers: who may come in where."""

from claims.models import Claim
from tests.doors.cases import (
    MINE,
    OWNERS,
    REPORT,
    Case,
    Door,
    Public,
    a_photo,
    by_pk,
    keyed,
    numbered,
    own_claim,
)

OWNER_CLAIMS_DOORS: dict[str, Door | Public] = {
    "claims:owner_home": Door("owners, each his own", (Case("the list", who=OWNERS),)),
    "claims:owner_report": Door(
        "owners, for their own homes",
        (
            Case("the first step", who=OWNERS, answers=frozenset({200, 302, 422})),
            Case(
                "a report",
                who=OWNERS,
                sent=lambda world: {
                    **REPORT,
                    "home": world.owners_home,
                    "key": "6f6f6f6f-0000-4000-8000-000000000001",
                    "words": "又漏",
                },
                answers=frozenset({200, 302, 422}),
            ),
        ),
        ("GET", "POST"),
    ),
    "claims:owner_report_save": Door(
        "owners, each his own draft",
        (Case("what is filled in", who=OWNERS, answers=frozenset({200}), sent=keyed("00031", place="kitchen")),),
        ("POST",),
    ),
    "claims:owner_receipt": Door(
        "the owner of the home on the day of the report, and the claimant",
        (
            own_claim("claim"),
            own_claim("formers", frozenset({"former_owner"}), shown=frozenset({302})),
            own_claim("neighbours", frozenset({"neighbour"})),
        ),
    ),
    "claims:take_over": Door(
        "who may see the claim, and the caller from whose telephone a desk took it in",
        (
            Case(
                "a claim of a home",
                lambda world: {"pk": Claim.objects.get(number=world.claim).pk},
                frozenset({"owner"}),
                shown=frozenset({302}),
            ),
        ),
    ),
    "claims:owner_unplaced": Door(
        "owners, for a home that is not bound yet",
        (Case("the name of the project", who=OWNERS, answers=frozenset({200, 422})),),
        ("GET", "POST"),
    ),
    "claims:owner_unplaced_receipt": Door(
        "whoever reported",
        (Case("a report that waits for its home", numbered("unplaced"), frozenset({"stranger"})),),
    ),
    "claims:owner_claim": Door(
        "the owner of the home on the day of the report, and the claimant",
        (
            own_claim("claim"),
            own_claim("offered"),
            own_claim("formers", frozenset({"former_owner"})),
            own_claim("neighbours", frozenset({"neighbour"})),
        ),
    ),
    "claims:owner_withdraw": Door(
        "the claimant",
        (
            own_claim("claim", sent=keyed("00002")),
            own_claim("formers", frozenset({"former_owner"}), sent=keyed("00012"), answers=frozenset({409})),
        ),
        ("GET", "POST"),
    ),
    "claims:owner_take_up": Door(
        "an owner of the day of a report that a desk took in for nobody",
        (own_claim("claim", sent=keyed("00014"), shown=frozenset({302}), answers=frozenset({409})),),
        ("GET", "POST"),
    ),
    "claims:owner_offer": Door(
        "the owner",
        (
            own_claim("offered", sent=keyed("00003", mode="cash")),
            own_claim("claim", sent=keyed("00004", mode="cash")),
        ),
        ("GET", "POST"),
    ),
    "claims:owner_works": Door(
        "the owner, once works on the claim are done",
        (
            Case(
                "works that nobody has ordered",
                lambda world: {"number": world.claim, "name": "accept"},
                MINE,
                sent=keyed("00041"),
                shown=frozenset({404}),
                answers=frozenset({404}),
            ),
        ),
        ("GET", "POST"),
    ),
    "claims:owner_add": Door(
        "the owner",
        (own_claim("claim", sent=lambda _w: {"key": "6f6f6f6f-0000-4000-8000-000000000005", "photos": a_photo()}),),
        ("GET", "POST"),
    ),
    "claims:owner_ticket": Door("the owner", (Case("a ticket", numbered("ticket"), MINE),)),
    "claims:owner_ticket_step": Door(
        "the owner, the step that the ticket waits for",
        (
            Case(
                "a step that is not due",
                lambda world: {"number": world.ticket, "name": "accept_repair"},
                MINE,
                sent=keyed("00013"),
                shown=frozenset({200, 404}),
                answers=frozenset({404, 409}),
            ),
        ),
        ("GET", "POST"),
    ),
    "claims:owner_paper": Door(
        "the owner, and whom the paper is addressed to",
        (
            Case("a determination", by_pk("paper"), MINE),
            Case("a routing letter", by_pk("letter"), MINE),
            Case("a former owner's receipt", by_pk("formers_paper"), frozenset({"former_owner"})),
        ),
    ),
}
