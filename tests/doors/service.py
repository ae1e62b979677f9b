"""The desk that serves others: who may come in where."""

from tests.doors.cases import (
    BEHIND,
    CALL,
    SERVING,
    Case,
    Door,
    Public,
    by_pk,
    keyed,
    numbered,
    own_claim,
)

SERVICE_DOORS: dict[str, Door | Public] = {
    "claims:service_home": Door("desks, each within its mandate", (Case("the list", who=BEHIND["service"]),)),
    "claims:service_report": Door(
        "desks, for homes and common parts within their mandate",
        (
            Case(
                "the field to find by",
                who=BEHIND["service"],
                query=lambda _w: {"q": "1-0101"},
                answers=frozenset({200, 422}),
            ),
            Case(
                "a home of the compound",
                who=SERVING,
                query=lambda world: {"home": world.owners_home},
                sent=lambda world: {**CALL, "place": "bathroom", "claimant": "unknown", "same": "new"},
            ),
            Case(
                "a common part of the compound",
                who=SERVING,
                query=lambda world: {"part": world.roof},
                sent=lambda world: {**CALL, "same": world.desked, "homes": "0101"},
            ),
            Case("a home that is none", query=lambda world: {"home": world.stranger_id}),
        ),
        methods=("GET", "POST"),
    ),
    "claims:service_visits": Door("desks, each within its mandate", (Case("the day", who=BEHIND["service"]),)),
    "claims:service_passed_on": Door("desks, what they took in", (Case("the list", who=BEHIND["service"]),)),
    "claims:service_month": Door("desks, each what it may see", (Case("the month", who=BEHIND["service"]),)),
    "claims:service_month_file": Door("desks, each what it may see", (Case("the month", who=BEHIND["service"]),)),
    "claims:service_claim": Door(
        "who filed it, the desk of the common part, the hotline of the leading insurer",
        (Case("a desk's claim", numbered("desked"), SERVING), own_claim("claim", frozenset({"hotline"}))),
    ),
    "claims:service_photos": Door(
        "who filed it, the desk of the common part, the hotline of the leading insurer",
        (
            Case("a desk's claim", numbered("desked"), SERVING, sent=keyed("00031", words="来电人发来的")),
            own_claim("claim", frozenset({"hotline"}), sent=keyed("00032", words="来电人发来的")),
        ),
        methods=("GET", "POST"),
    ),
    "claims:service_qr": Door(
        "who filed it and the hotline of the leading insurer; nobody takes over a common part",
        (own_claim("claim", frozenset({"hotline"})), Case("a common part's claim", numbered("desked"))),
    ),
    "claims:service_paper": Door(
        "receipts alone: the desks that may see the case",
        (
            Case("a former owner's receipt", by_pk("formers_paper"), frozenset({"hotline"})),
            Case("a determination", by_pk("paper")),
        ),
    ),
}
