"""Who may come in by which address: one entry for every URL name, whole or the test says what is missing.

A `Door` says in words who may (for the table in docs/doors.md) and names *cases*: the arguments that lead to something
in the prepared world, and which of the world's people get in there. Everybody else who is logged in gets 404,
whoever is not is sent to the log-in. A `Public` address answers everybody alike.
"""

from tests.doors.appraisals import APPRAISALS_DOORS
from tests.doors.books import BOOKS_DOORS
from tests.doors.case_pages import CASE_PAGES_DOORS
from tests.doors.cases import (
    MINE,
    OPERATORS,
    Case,
    Door,
    Public,
    altered_link,
)
from tests.doors.console import CONSOLE_DOORS
from tests.doors.desk import DESK_DOORS
from tests.doors.everywhere import EVERYWHERE_DOORS
from tests.doors.field import FIELD_DOORS
from tests.doors.findings import FINDINGS_DOORS
from tests.doors.orders import ORDERS_DOORS
from tests.doors.organisations import ORGANISATIONS_DOORS
from tests.doors.owner_claims import OWNER_CLAIMS_DOORS
from tests.doors.owners import OWNERS_DOORS
from tests.doors.reports import REPORTS_DOORS
from tests.doors.service import SERVICE_DOORS

DOORS: dict[str, Door | Public] = {
    **OWNERS_DOORS,
    **OWNER_CLAIMS_DOORS,
    **SERVICE_DOORS,
    **CONSOLE_DOORS,
    **CASE_PAGES_DOORS,
    **EVERYWHERE_DOORS,
    **ORGANISATIONS_DOORS,
    **DESK_DOORS,
    **FIELD_DOORS,
    **BOOKS_DOORS,
    **APPRAISALS_DOORS,
    **ORDERS_DOORS,
    **FINDINGS_DOORS,
    **REPORTS_DOORS,
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

# --- files that come in parts: the same at every door -----------------------------------------------------------


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
