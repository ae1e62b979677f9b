"""The insurer's desk beside the single claim: lists, handing over, rules, roster, visits; who may come in where."""

from tests.doors.cases import CLAIMS_DESKS, DESK, Case, Door, Public, by_pk, keyed

BOTH = ("GET", "POST")
KEPT = frozenset({302, 403, 422})

DESK_DOORS: dict[str, Door | Public] = {
    "claims:console_assign": Door(
        "handlers and approvers, each his insurer's claims and colleagues",
        (
            Case("marked claims", who=CLAIMS_DESKS, answers=frozenset({200}),
                 sent=lambda world: keyed("00061", act="preview", handler="rules", claim=world.claim)(world)),
        ),
        BOTH,
    ),
    "claims:console_run": Door(
        "handlers and approvers of the insurer that began it",
        (Case("a number that no run has", by_pk("stranger_id")),),
        BOTH,
    ),
    "claims:console_rules": Door(
        "handlers and approvers, each his insurer's; approvers and administrators change them",
        (Case("the rules", who=CLAIMS_DESKS, sent=lambda _world: {"act": "set", "alarm_after": 120}, answers=KEPT),),
        BOTH,
    ),
    "claims:console_person": Door(
        "handlers and approvers of the colleague's insurer; approvers and administrators change it",
        (
            Case("a handler", lambda world: {"pk": world.people["handler"].person.pk}, DESK,
                 sent=lambda _world: {"team": "一组", "skills": "防水"}, answers=KEPT),
        ),
        BOTH,
    ),
    "claims:console_duty": Door(
        "handlers and approvers, each his insurer's; approvers and administrators change it",
        (
            Case("the roster", who=CLAIMS_DESKS, answers=KEPT,
                 sent=lambda world: {"act": "on", "since": "2026-10-10",
                                     "person": world.people["handler"].person.pk}),
        ),
        BOTH,
    ),
    "claims:console_visits": Door("handlers and approvers, each his insurer's", (Case("this week", who=CLAIMS_DESKS),)),
}  # fmt: skip
