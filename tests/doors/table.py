"""docs/doors.md, written from the table of expectations."""

import os
from pathlib import Path

from tests.doors.cases import Door, Public
from tests.doors.expectations import ADMIN_MODELS, DOORS
from tests.doors.walking import addresses

PAGE = Path(__file__).parents[2] / "docs" / "doors.md"
_HEAD = """# Who may come in by which address

Written from the table in `tests/doors/expectations.py` by
`IDI_WRITE_DOCS=1 pytest tests/doors/test_every_door.py -k page_of_doors`; a test fails when this page is stale, when an
address is missing, and when anybody gets in whom the table does not name. Every address is asked by everybody of a
prepared world: a stranger, the neighbour, the former and the new owner, every desk of the leading insurer, of a
co-insurer and of an insurer elsewhere, the authority here and elsewhere, and the parties of the project and of others.
`make full` asks for all of them everywhere; `./test` at every address for whoever may come in, for a stranger to the
log-in, the owner, his neighbour, the handler, a co-insurer, an insurer and an authority elsewhere, and for a sixth of
the others, who take turns.

Behind a door, whoever is not logged in is sent to the log-in; whoever is and may not gets 404, in the same words as for
something that does not exist. A form without its token gets 403, a step from another state 409, a key that stood for
something else 422. A session ends when the membership or the account behind it ends.

"""
_LINES = ("| address | methods | who may | asked for |", "| --- | --- | --- | --- |")


def _methods(door: Door | Public) -> str:
    if isinstance(door, Door):
        return " ".join(door.methods)
    return " ".join(name for name, codes in (("GET", door.get), ("POST", door.post)) if codes != {405})


def _row(pattern: str, door: Door | Public) -> str:
    cases = (
        "; ".join(f"{case.said} → {_names(case.who)}" for case in door.cases) if isinstance(door, Door) else "everybody"
    )
    return f"| `{pattern}` | {_methods(door)} | {door.may} | {cases} |"


def _names(who: frozenset[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in sorted(who)) or "nobody"


def text() -> str:
    """Return the page."""
    rows = [_row(one.pattern, DOORS[one.name]) for one in addresses() if one.name in DOORS]
    models = [f"- `{label}`: {who}" for label, who in sorted(ADMIN_MODELS.items())]
    admin = ["", "## Reference data", "", *(models), ""]
    return _HEAD + "\n".join([*_LINES, *rows, *admin])


def write_if_asked() -> None:
    """Write the page where IDI_WRITE_DOCS asks for it."""
    if os.environ.get("IDI_WRITE_DOCS") == "1":
        PAGE.write_text(text(), encoding="utf-8")
