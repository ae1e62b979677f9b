"""Who may run an organisation's people: its administrator alone, behind each door; the first pages of others."""

from tests.doors.around import ADMINISTRATORS
from tests.doors.cases import (
    BEHIND,
    LEADERS,
    UNDERWRITERS,
    Arguments,
    Case,
    Door,
    Public,
    by_pk,
    keyed,
)


def _himself(who: str) -> Arguments:
    return lambda world: {"pk": world.people[who].person.pk}


def _behind(door: str, who: str) -> dict[str, Door | Public]:
    may, both = "administrators of an organisation, each his own", ("GET", "POST")
    admin = frozenset({who})
    return {
        f"organisation_{door}:people": Door(
            may,
            (Case("the list", who=admin, sent=lambda _w: {"withdraw": "999999"}, answers=frozenset({404})),),
            both,
        ),
        f"organisation_{door}:invite": Door(
            may, (Case("the form", who=admin, sent=lambda _w: {"name": "新同事"}),), both
        ),
        f"organisation_{door}:person": Door(
            may,
            (
                Case("himself", _himself(who), admin, sent=lambda _w: {"act": "end"}),
                Case("a handler elsewhere", _himself("handler")),
            ),
            both,
        ),
    }


_DEVELOPERS = (Case("the list", who=BEHIND["developer"]),)
ORGANISATIONS_DOORS: dict[str, Door | Public] = {
    "claims:developer_home": Door("developers, each its own; claims as a number only", _DEVELOPERS),
    "claims:developer_tickets": Door("developers, each what it was told", _DEVELOPERS),
    "policies:developer_policies": Door("developers, each its own", _DEVELOPERS),
    "policies:developer_policy": Door(
        "the developer of the contract; its page says what stands against each step",
        (
            Case(
                "a policy",
                by_pk("policy"),
                frozenset({"developer"}),
                sent=keyed("00091", step="policy.request_amendment", subject_matter="address"),
            ),
            Case(
                "an end for a reason that is the insurer's",
                by_pk("policy"),
                frozenset({"developer"}),
                sent=keyed("00092", step="termination.request", reason="premium_unpaid"),
                answers=frozenset({422}),
            ),
        ),
        ("GET", "POST"),
    ),
    "overview_regulator:overview": Door(
        "the authority, each what it may see; its report clerk counts and opens no case",
        (Case("the list", who=BEHIND["regulator"]),),
    ),
    "projects_mandates:mandates": Door(
        "underwriters who see the project",
        (
            Case(
                "a project",
                by_pk("project"),
                UNDERWRITERS & LEADERS,
                sent=keyed("00071", uscc="1", since="2026-10-01", last_day="2027-10-01"),
                answers=frozenset({422}),
            ),
        ),
        ("GET", "POST"),
    ),
    "organisation:join": Public(
        "who has the link, once, within 72 hours",
        get=frozenset({404}),
        post=frozenset({404}),
        arguments=lambda _w: {"token": "AAAAAAAAAAAAAAAA"},
    ),
}
for _door, _who in ADMINISTRATORS.items():
    ORGANISATIONS_DOORS |= _behind(_door, _who)
