"""Who may come in by which address: one entry for every URL name, whole or the test says what is missing.

A `Door` says in words who may (for the table in docs/doors.md) and names *cases*: the arguments that lead to something
in the prepared world, and which of the world's people get in there. Everybody else who is logged in gets 404,
whoever is not is sent to the log-in. A `Public` address answers everybody alike.
"""

from idi_platform.projects.models import InsuredObject
from tests.doors.books import BOOKS_DOORS
from tests.doors.cases import (
    ADDRESSED,
    AUTHORITIES,
    BEHIND,
    CALL,
    CASES_DESK,
    CLAIMS_DESKS,
    CONSOLE,
    DESK,
    LEADERS,
    MINE,
    OPERATORS,
    OWNERS,
    POLICY,
    REPORT,
    SERVING,
    UNDERWRITERS,
    Arguments,
    Case,
    Door,
    Public,
    a_photo,
    a_text,
    altered_link,
    by_pk,
    keyed,
    numbered,
    own_claim,
    the_owners_telephone,
)
from tests.doors.desk import DESK_DOORS
from tests.doors.field import FIELD_DOORS
from tests.doors.organisations import ORGANISATIONS_DOORS
from tests.doors.owners import OWNERS_DOORS

DOORS: dict[str, Door | Public] = {
    **OWNERS_DOORS,
    **ORGANISATIONS_DOORS,
    **DESK_DOORS,
    **FIELD_DOORS,
    **BOOKS_DOORS,
    # --- the shell ---------------------------------------------------------------------------------------------
    "portal:home": Public("anyone"),
    "portal:healthz": Public("anyone"),
    "portal:readyz": Public("anyone"),
    "portal:switch_view": Public(
        "anyone, own browser only", get=frozenset({405}), post=frozenset({302}), sent=lambda _w: {"view": "elder"}
    ),
    "portal:switch_language": Public(
        "anyone, own browser only", get=frozenset({405}), post=frozenset({302}), sent=lambda _w: {"language": "en"}
    ),
    "portal:demo_time": Public(
        "anyone, in a demonstration only", post=frozenset({302, 409}), sent=lambda _w: {"jump": "day"}
    ),
    "portal:demo_time_progress": Public(
        "anyone, in a demonstration only",
        query=lambda _w: {"since": "2026-10-01T00:00:00+00:00"},
        shows_all="what fell due in the demonstration",
    ),
    "portal:demo_components": Public("anyone, in a demonstration only"),
    "claims:first_aid": Public("anyone; nobody logs in while water comes down"),
    # --- the log-in --------------------------------------------------------------------------------------------
    "account_login": Public("anyone", get=frozenset({200, 302}), post=frozenset({302, 422, 429})),
    "account_confirm_login_code": Public("who asked for a code", get=frozenset({302}), post=frozenset({302})),
    "mfa_authenticate": Public("who gave a password", get=frozenset({302}), post=frozenset({302})),
    "accounts:staff_login": Public("anyone", get=frozenset({200, 302}), post=frozenset({422})),
    "accounts:second_factor_setup": Public(
        "who gave a password in this session and has no second factor",
        get=frozenset({200, 302}),
        post=frozenset({302, 422}),
        sent=lambda _w: {"code": "000000"},
    ),
    "accounts:second_factor_qr": Public(
        "who gave a password in this session and has no second factor", get=frozenset({200, 302})
    ),
    "accounts:recovery_codes": Public(
        "who gave password and second factor, once", get=frozenset({302, 404}), post=frozenset({405})
    ),
    "accounts:capacity": Public("who is logged in", get=frozenset({302, 200}), post=frozenset({302, 404})),
    "accounts:logout": Public("anyone, own session only", get=frozenset({405}), post=frozenset({302})),
    # --- papers and evidence -----------------------------------------------------------------------------------
    # --- the law ----------------------------------------------------------------------------------------------
    "law:texts": Public("anyone; the law holds no personal data"),
    "law:text": Public("anyone; the law holds no personal data", arguments=lambda _w: {"code": "beijing-2019"}),
    "law:compare": Public(
        "anyone; the law holds no personal data", query=lambda _w: {"a": "beijing-2019", "b": "hangzhou-2024"}
    ),
    "law:search": Public("anyone; the law holds no personal data", query=lambda _w: {"q": "查勘"}),
    "law:encouraged": Public("anyone; the law holds no personal data"),
    "documents:verify": Public("anyone; no personal data"),
    "documents:verify_code": Public(
        "anyone who has the code; no personal data", arguments=lambda world: {"code": world.verification}
    ),
    "documents:evidence": Door(
        "the capacity that the link was drawn for, for 15 minutes, while it may see the case",
        (
            Case("the owner's link", lambda world: world.link("owner"), MINE),
            Case("the handler's link", lambda world: world.link("handler"), frozenset({"handler"})),
            Case("the surveyor's link", lambda world: world.link("surveyor"), frozenset({"surveyor"})),
            Case("a link drawn for a neighbour", lambda world: world.link("neighbour")),
            Case("a link drawn for another insurer", lambda world: world.link("other_insurer")),
            Case("an altered link", altered_link),
            Case("words that are no link", lambda _world: {"door": "owner", "token": "WzEsInZpZXciXQ:1:1"}),
            Case("the owner's link at another door", lambda world: world.link("owner") | {"door": "console"}),
            Case("the owner's link at no door", lambda world: world.link("owner") | {"door": "files"}),
        ),
        is_hidden=True,
    ),
    # --- the owner's door --------------------------------------------------------------------------------------
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
    # --- the service desk's door --------------------------------------------------------------------------------
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
        "who filed it, the desk of the common part, the hotline of the leading insurer",
        (Case("a desk's claim", numbered("desked"), SERVING), own_claim("claim", frozenset({"hotline"}))),
    ),
    "claims:service_paper": Door(
        "receipts alone: the desks that may see the case",
        (
            Case("a former owner's receipt", by_pk("formers_paper"), frozenset({"hotline"})),
            Case("a determination", by_pk("paper")),
        ),
    ),
    # --- the insurer's door ------------------------------------------------------------------------------------
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

# --- corrections, decisions, reviews and facts in breach: the same pages at two doors ---------------------------------


def _cases(
    door: str, everybody: frozenset[str], claim: frozenset[str], book: frozenset[str]
) -> dict[str, Door | Public]:
    """Return the expectations of the case pages at a door: who has them, who sees the claim, who the book."""
    said = "insurers' staff" if door == "console" else "the authority"
    of_claim = f"{said} who see the case"
    maker = claim if door == "console" else frozenset()
    busy = frozenset({200, 403, 409})
    listed = {
        f"cases_{door}:{name}": Door(f"{said}, each what it may see", (Case("the list", who=everybody),))
        for name in ("waiting", "decisions", "reviews", "violations")
    }
    return listed | {
        f"cases_{door}:subject": Door(
            of_claim,
            (
                Case("a claim", by_pk("claim_id"), claim),
                Case("a policy", by_pk("policy"), book),
                Case("a project", by_pk("project"), book),
            ),
        ),
        f"cases_{door}:decide": Door(
            f"{of_claim}; the rulebook names who decides",
            (
                Case(
                    "a claim",
                    by_pk("claim_id"),
                    claim,
                    sent=keyed("00022"),
                    shown=busy,
                    answers=frozenset({302, 403, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:breach": Door(
            of_claim,
            (
                Case(
                    "a survey of a claim",
                    lambda world: {"pk": world.claim_id, "step": "record_survey"},
                    claim,
                    sent=keyed("00023"),
                    shown=busy | {404},
                    answers=frozenset({302, 403, 404, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:correct": Door(
            f"{of_claim} and may take the step",
            (
                Case(
                    "the filing of a claim",
                    by_pk("filed"),
                    claim,
                    shown=busy,
                    answers=frozenset({200, 302, 403, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:proposal": Door(
            "the maker's organisation", (Case("a correction that waits", by_pk("correction"), maker),)
        ),
        f"cases_{door}:agree": Door(
            "the second person of the maker's organisation",
            (
                Case(
                    "a correction that waits",
                    by_pk("correction"),
                    maker,
                    sent=keyed("00020"),
                    answers=frozenset({302, 403}),
                ),
            ),
            ("POST",),
        ),
        f"cases_{door}:count": Door(
            "the maker's organisation",
            (Case("a correction that waits", by_pk("correction"), maker, answers=frozenset({302})),),
            ("POST",),
        ),
        f"cases_{door}:give_back": Door(
            "the second person of the maker's organisation",
            (
                Case(
                    "a correction that waits",
                    by_pk("correction"),
                    maker,
                    sent=keyed("00021", reason="请补"),
                    answers=frozenset({302, 403, 422}),
                ),
            ),
            ("POST",),
        ),
        f"cases_{door}:review": Door(
            f"{of_claim}; the insurer's desk settles it",
            (
                Case(
                    "a decision to look at again",
                    by_pk("review"),
                    claim,
                    sent=keyed("00024", outcome="看过，维持。"),
                    answers=frozenset({302, 403}),
                ),
                Case("a number that no review has", by_pk("stranger_id")),
            ),
            ("GET", "POST"),
        ),
        f"projects_{door}:projects": Door(f"{said}, each what it may see", (Case("the list", who=everybody),)),
        f"projects_{door}:project": Door(f"{said} who see the project", (Case("a project", by_pk("project"), book),)),
        **_texts(door, said, everybody, book),
    }


def _texts(door: str, said: str, everybody: frozenset[str], book: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectations of the texts' pages: everybody reads, the role decides who acts, each on what he sees."""
    refused = frozenset({200, 403})
    answers = frozenset({200, 302, 403, 422})

    def act(number: str, who: frozenset[str] = everybody, arguments: Arguments = a_text) -> tuple[Case, ...]:
        return (Case("Beijing's text", arguments, who, sent=keyed(number), shown=refused, answers=answers),)

    both = ("GET", "POST")
    return {
        f"texts_{door}:texts": Door(f"{said}, each what it may see", (Case("the list", who=everybody),)),
        f"texts_{door}:text": Door(f"{said}, each what it may see", (Case("Beijing's text", a_text, everybody),)),
        f"texts_{door}:adopt": Door(f"{said}; an underwriter, or the authority", act("00031"), both),
        f"texts_{door}:agree": Door(f"{said}; a second person of the maker's organisation", act("00032"), both),
        f"texts_{door}:extend": Door(f"{said}; the authority of the place", act("00033"), both),
        f"texts_{door}:decide": Door(
            f"{said} who see the object; an approver, or the authority",
            act("00034", book, lambda world: {"pk": InsuredObject.objects.get(project_id=world.project).pk}),
            both,
        ),
    }


# --- work owed: technical rows, for operators alone -------------------------------------------------------------------
DOORS |= {
    "work:waiting": Door(
        "operators: technical rows, nothing of the case",
        (
            Case("the list", who=OPERATORS),
            Case("failed messages", who=OPERATORS, query=lambda _w: {"kind": "notices"}),
            Case("a kind that there is not", query=lambda _w: {"kind": "people"}),
        ),
    ),
    "work:row": Door(
        "operators: technical rows, nothing of the case",
        (
            Case("a message that failed", lambda world: {"kind": "notices", "pk": world.stuck}, OPERATORS),
            Case("a paper that is done", lambda world: {"kind": "papers", "pk": world.paper}),
            Case("a kind that there is not", lambda world: {"kind": "people", "pk": world.stuck}),
        ),
    ),
    "work:again": Door(
        "operators",
        (
            Case(
                "a message that failed",
                lambda world: {"kind": "notices", "pk": world.stuck},
                OPERATORS,
                answers=frozenset({302}),
            ),
            Case("a paper that is done", lambda world: {"kind": "papers", "pk": world.paper}),
        ),
        ("POST",),
    ),
}
DOORS |= _cases("console", CASES_DESK, DESK, LEADERS)
DOORS |= _cases("regulator", AUTHORITIES, frozenset({"regulator_of_city"}), frozenset({"regulator_of_city"}))

# --- the inbox: the same pages at every door --------------------------------------------------------------------


def _inbox(door: str, everybody: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectations of the inbox at a door: a message of the owner's or of the desk's."""
    who = ADDRESSED.get(door, frozenset())
    message = by_pk({"owner": "message", "console": "desk_message"}.get(door, "message"))
    return {
        f"messages_{door}:inbox": Door("everybody behind this door, each his own", (Case("the list", who=everybody),)),
        f"messages_{door}:read_all": Door(
            "everybody behind this door, his own",
            (Case("everything read", who=everybody, answers=frozenset({302})),),
            ("POST",),
        ),
        f"messages_{door}:open": Door(
            "whom the message is for, in one of his roles",
            (Case("a message", message, who, answers=frozenset({302})),),
            ("POST",),
        ),
        f"messages_{door}:paper": Door(
            "whom the paper was handed to",
            (Case("a paper", by_pk("handing"), MINE if door == "owner" else frozenset()), Case("no paper", message)),
        ),
    }


# --- files that come in parts: the same at every door -----------------------------------------------------------


def _uploads(door: str, everybody: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectations of uploads at a door: the world's are the owner's."""
    mine = MINE if door == "owner" else frozenset()
    announced = {"mark": "m", "name": "a.jpg", "size": "9", "kinds": "photo", "draft": "6f" * 16}
    return {
        f"uploads_{door}:begin": Door(
            "everybody behind this door, for a form of his own",
            (Case("a file", who=everybody, sent=lambda _world: announced, answers=frozenset({200})),),
            ("POST",),
        ),
        f"uploads_{door}:one": Door("who is sending it", (Case("an owner's file", by_pk("upload"), mine),)),
        f"uploads_{door}:taken": Door(
            "who sent it, until its form is sent", (Case("an owner's file", by_pk("unsent"), mine),), ()
        ),
    }


for _door, _everybody in BEHIND.items():
    DOORS |= _inbox(_door, _everybody)
    DOORS |= _uploads(_door, _everybody)

_READ = "operators and administrators read; the platform loads it"
ADMIN_MODELS: dict[str, str] = {
    "accounts.Organisation": "operators all, and write; administrators their own and those related to it",
    "accounts.OrganisationRelation": "operators all, and write; administrators their own",
    "accounts.Membership": "operators all, administrators their own; both appoint and dismiss within it",
    "accounts.Person": "operators who has a log-in name, administrators their own people; nobody writes",
    "accounts.Division": _READ,
    "deadlines.CalendarYear": _READ,
    "deadlines.CalendarDay": _READ,
    "rulebooks.Edition": _READ,
    "rulebooks.Revision": _READ,
    "rulebooks.EditionExtension": _READ,
    "claims.Phrase": "operators all, administrators their own insurer's; both write within it",
    "policies.InsurerStaff": "operators all, administrators their own people; both write within it",
}
"""The models in the admin of reference data at /console/data/, each with who sees its rows. An administrator is an
organisation's, and acts at the console."""
