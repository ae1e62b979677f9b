"""The owner's homes, visits, objections, complaints and bindings, and the desk that answers: who may come in where."""

from tests.doors.cases import BEHIND, MINE, OWNERS, UNDERWRITERS, Case, Door, Public, by_pk, keyed, own_claim

HANDLER = frozenset({"handler"})
HANDLERS = frozenset({"handler", "co_insurer", "other_insurer"})
NOTICES = {
    "console": HANDLERS | UNDERWRITERS,
    "developer": BEHIND["developer"],
    "service": frozenset({"property_desk", "other_property_desk"}),
}
PRINTING = {
    "console": frozenset({"handler", "underwriter", "co_insurer_underwriter"}),
    "developer": frozenset({"developer"}),
    "service": frozenset({"property_desk"}),
}
BOTH = ("GET", "POST")
TAKEN = frozenset({302})

OWNERS_DOORS: dict[str, Door | Public] = {
    "claims:owner_claims": Door("owners, each his own", (Case("the list", who=OWNERS),)),
    "claims:owner_cover": Door("the owner of the home", (Case("a home", by_pk("owners_home"), MINE),)),
    "claims:owner_visit": Door(
        "the owner",
        (
            own_claim(
                "neighbours",
                frozenset({"neighbour"}),
                sent=keyed("00051", others="1", words="周末"),
                answers=TAKEN,
            ),
            own_claim("claim", shown=TAKEN, answers=TAKEN),
        ),
        BOTH,
    ),
    "claims:owner_object": Door(
        "the owner, where the text gives him an appraisal",
        (
            own_claim("claim", sent=keyed("00052", matter="liability", words="不同意"), answers=frozenset({422})),
            own_claim("offered", sent=keyed("00053", matter="liability", words="不同意")),
        ),
        BOTH,
    ),
    "claims:owner_complaints": Door(
        "owners, each his own",
        (Case("the list", who=OWNERS, sent=keyed("00054", about="", words=""), answers=frozenset({422})),),
        BOTH,
    ),
    "claims:owner_complaint": Door("who sees what it is about", (Case("a complaint", by_pk("complaint"), MINE),)),
    "claims:owner_complaint_step": Door(
        "who sees what it is about",
        (
            Case(
                "asking those above",
                lambda world: {"pk": world.complaint, "name": "escalate"},
                MINE,
                sent=keyed("00055"),
                answers=TAKEN,
            ),
        ),
        ("POST",),
    ),
    "claims:console_slots": Door(
        "handlers of the leading insurer",
        (own_claim("claim", HANDLER, sent=keyed("00056", slot1="2026-10-20T19:00"), answers=TAKEN),),
        BOTH,
    ),
    "claims:console_complaints": Door("handlers, each his insurer's", (Case("the list", who=HANDLERS),)),
    "claims:console_complaint": Door(
        "handlers of the leading insurer",
        (Case("a complaint", by_pk("complaint"), HANDLER, sent=keyed("00057", step="acknowledge"), answers=TAKEN),),
        BOTH,
    ),
    "claims:console_appraisals": Door("handlers, each his insurer's", (Case("the list", who=HANDLERS),)),
    "claims:console_appraisal": Door(
        "handlers of the leading insurer",
        (Case("an appraisal", by_pk("appraisal"), HANDLER, sent=keyed("00058", step="go_to_court"), answers=TAKEN),),
        BOTH,
    ),
    "bindings_owner:add": Door(
        "owners; the code on the notice names the home, a desk compares before anything is shown",
        (
            Case(
                "a code that no notice has",
                who=OWNERS,
                sent=keyed("00059", code="7K4M-Q2XD-9F0T", name="路人", bound_as="owner"),
                answers=frozenset({422}),
            ),
        ),
        BOTH,
    ),
    "bindings_owner:people": Door(
        "owners, their own powers",
        (Case("the list", who=OWNERS, sent=keyed("0005a"), answers=frozenset({422})),),
        BOTH,
    ),
    "bindings_owner:step": Door(
        "who asked or was invited, and the owner who invited",
        (
            Case(
                "what was asked for",
                by_pk("binding"),
                frozenset({"stranger"}),
                sent=keyed("0005b", step="give_up"),
                answers=TAKEN,
            ),
        ),
        ("POST",),
    ),
    "bindings_console:waiting": Door("handlers, each his insurer's", (Case("the list", who=HANDLERS),)),
    "bindings_console:check": Door(
        "handlers of the leading insurer; nobody is bound who is not in the register",
        (
            Case(
                "what was asked for",
                by_pk("binding"),
                HANDLER,
                sent=keyed("0005c", method="desk"),
                answers=frozenset({409}),
            ),
        ),
        BOTH,
    ),
    "notices_made:issue": Door(
        "the insurer's underwriters and handlers; of homes that they see",
        (
            Case(
                "a home that they do not see",
                who=HANDLERS | UNDERWRITERS,
                sent=keyed("00101", homes="1000000000"),
                answers=TAKEN,
            ),
        ),
        ("POST",),
    ),
    **{
        f"notices_{door}:notices": Door("each the homes that it sees, none by name", (Case("the list", who=who),))
        for door, who in NOTICES.items()
    },
    **{
        f"notices_{door}:notice": Door(
            "the insurer, the developer and the property firm of the home", (Case("a notice", by_pk("notice"), who),)
        )
        for door, who in PRINTING.items()
    },
}
