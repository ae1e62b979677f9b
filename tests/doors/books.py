"""Books from workbooks: each insurer's underwriters see their own imports, nobody else any."""

from typing import Any

from tests.doors.cases import UNDERWRITERS, Case, Door, Public, keyed

BOTH = ("GET", "POST")
_OWN = "underwriters of the insurer whose import it is"


def _book(world: Any) -> dict[str, Any]:
    return {"pk": world.book}


def _nobodys(world: Any) -> dict[str, Any]:
    return {"pk": world.stranger_id}


BOOKS_DOORS: dict[str, Door | Public] = {
    "policies:books": Door(
        "underwriters, each his insurer's imports",
        (Case("the list", who=UNDERWRITERS, sent=keyed("0b002")),),
        BOTH,
    ),
    "policies:book_template": Door(
        "underwriters",
        (
            Case("an empty one", who=UNDERWRITERS),
            Case(
                "of a place",
                who=UNDERWRITERS,
                query=lambda _w: {"division": "110105", "kind": "commodity_housing", "signed_on": "2021-04-12"},
            ),
        ),
    ),
    "policies:book": Door(
        _OWN,
        (
            Case("an import", _book, frozenset({"underwriter"}), sent=lambda _w: {"act": "load"}),
            Case("a number that no import has", _nobodys),
        ),
        BOTH,
    ),
    "policies:book_marked": Door(_OWN, (Case("an import", _book, frozenset({"underwriter"})),)),
}
