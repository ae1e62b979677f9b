"""The insurer's screens of one claim, its approvals and policies: who may come in where."""

from tests.doors.cases import (
    CLAIMS_DESKS,
    CONSOLE,
    DESK,
    POLICY,
    UNDERWRITERS,
    Case,
    Door,
    Public,
    by_pk,
    keyed,
    numbered,
    own_claim,
    the_owners_telephone,
)

CONSOLE_DOORS: dict[str, Door | Public] = {
    "claims:console_placing": Door("handlers and approvers, each his insurer's", (Case("the list", who=CLAIMS_DESKS),)),
    "claims:console_placing_one": Door(
        "handlers and approvers of the leading insurer; a handler opens the claim",
        (Case("a report that waits for its home", numbered("unplaced"), DESK, sent=keyed("00032", unit="0")),),
        ("GET", "POST"),
    ),
    "claims:console_queue": Door(
        "handlers and approvers, each his insurer's; the other desks go on to the policies",
        (Case("the queue, or the way to the policies", who=CONSOLE, shown=frozenset({200, 302})),),
    ),
    "claims:console_claim": Door(
        "handlers and approvers of the leading insurer",
        (own_claim("claim", DESK), own_claim("offered", DESK), own_claim("formers", DESK)),
    ),
    "claims:console_evidence": Door(
        "handlers and approvers of the leading insurer", (own_claim("claim", DESK), own_claim("formers", DESK))
    ),
    "claims:console_near": Door(
        "handlers and approvers of the leading insurer", (own_claim("claim", DESK), own_claim("formers", DESK))
    ),
    "claims:console_chain": Door(
        "handlers and approvers of the leading insurer", (own_claim("claim", DESK), own_claim("formers", DESK))
    ),
    "claims:console_phone": Door(
        "handlers and approvers of the leading insurer; who looked is recorded",
        (own_claim("claim", DESK, sent=keyed("00017"), answers=frozenset({200}), reveals=the_owners_telephone),),
        ("POST",),
    ),
    "claims:console_step": Door(
        "handlers and approvers of the leading insurer; the step decides which role",
        (
            Case(
                "a note",
                lambda world: {"number": world.claim, "name": "note"},
                DESK,
                sent=keyed("00006", words="又一条备注"),
            ),
            Case(
                "a refusal that lacks everything",
                lambda world: {"number": world.claim, "name": "refuse"},
                frozenset({"handler"}),
                sent=keyed("00007"),
            ),
        ),
        ("GET", "POST"),
    ),
    "claims:console_order": Door(
        "handlers and approvers of the leading insurer",
        (Case("a number that no order has", by_pk("stranger_id")),),
        ("GET", "POST"),
    ),
    "claims:console_call": Door(
        "handlers of the leading insurer",
        (
            own_claim(
                "claim",
                frozenset({"handler"}),
                sent=keyed("00016", outcome="join", channel="hotline", words="又来电", is_same="on"),
            ),
        ),
        ("GET", "POST"),
    ),
    "claims:console_earlier": Door(
        "handlers of the leading insurer",
        (own_claim("claim", frozenset({"handler"}), sent=keyed("00015", earlier="none", words="新的部位")),),
        ("GET", "POST"),
    ),
    "claims:console_paper": Door(
        "the leading insurer's handlers, approvers and accountants, the panel's accountants, and the addressee",
        (
            Case("a determination", by_pk("paper"), DESK | {"accountant"}),
            Case("a former owner's receipt", by_pk("formers_paper"), DESK | {"accountant"}),
        ),
    ),
    "claims:console_approvals": Door(
        "handlers and approvers, each his insurer's", (Case("the list", who=CLAIMS_DESKS),)
    ),
    "claims:console_approval": Door(
        "handlers and approvers of the maker's insurer",
        (Case("what waits", by_pk("proposal"), DESK), Case("what was given back", by_pk("declined"))),
    ),
    "claims:console_draft": Door(
        "handlers and approvers of the maker's insurer, while it waits",
        (
            Case(
                "the letter of what waits", lambda world: {"pk": world.proposal, "code": "determination_notice"}, DESK
            ),
            Case("a letter that it does not lead to", lambda world: {"pk": world.proposal, "code": "refusal_notice"}),
            Case(
                "the letter of what was given back",
                lambda world: {"pk": world.declined, "code": "determination_notice"},
            ),
        ),
    ),
    "claims:console_approve": Door(
        "an approver of the maker's insurer, never the maker",
        (Case("what waits", by_pk("proposal"), DESK, sent=keyed("00008"), answers=frozenset({302, 403})),),
        ("POST",),
    ),
    "claims:console_decline": Door(
        "an approver of the maker's insurer, never the maker",
        (
            Case(
                "what waits", by_pk("proposal"), DESK, sent=keyed("00010", reason="请补"), answers=frozenset({302, 403})
            ),
            Case("what was given back", by_pk("declined"), sent=keyed("00011", reason="请补")),
        ),
        ("POST",),
    ),
    "policies:policies": Door("insurers, each its own", (Case("the list", who=CONSOLE),)),
    "policies:new": Door("underwriters", (Case("the first step", who=UNDERWRITERS),), ("GET", "POST")),
    "policies:policy": Door(
        "the leading insurer; the panel's underwriters and accountants",
        (Case("a policy", by_pk("policy"), POLICY),),
    ),
}
