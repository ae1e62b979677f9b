"""Who may run an organisation's people: its administrator alone, behind whatever door; nobody else of the world."""

from tests.doors.around import ADMINISTRATORS
from tests.doors.cases import Arguments, Case, Door, Public


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
        f"organisation_{door}:invite": Door(may, (Case("the form", who=admin),), both),
        f"organisation_{door}:person": Door(
            may,
            (
                Case("himself", _himself(who), admin, sent=lambda _w: {"act": "end"}),
                Case("a handler elsewhere", _himself("handler")),
            ),
            both,
        ),
    }


ORGANISATIONS_DOORS: dict[str, Door | Public] = {
    "organisation:join": Public(
        "who has the link, once, within 72 hours",
        get=frozenset({404}),
        post=frozenset({404}),
        arguments=lambda _w: {"token": "AAAAAAAAAAAAAAAA"},
    ),
}
for _door, _who in ADMINISTRATORS.items():
    ORGANISATIONS_DOORS |= _behind(_door, _who)
