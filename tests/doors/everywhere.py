"""What is the same at every door: the inbox, files that come in parts; and at some, papers to an organisation."""

from idi_platform.portal.papers import DOORS
from tests.doors.cases import (
    ADDRESSED,
    BEHIND,
    MINE,
    Case,
    Door,
    Public,
    by_pk,
)


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
            "who sent it, until its form is sent", (Case("an owner's file", by_pk("unsent"), mine),)
        ),
    }


def _papers(door: str, everybody: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectations of the papers that are addressed to an organisation behind a door."""
    return {
        f"papers_{door}:papers": Door(
            "everybody behind this door, each his organisation's", (Case("the list", who=everybody),)
        ),
        f"papers_{door}:paper": Door(
            "the organisation to which the paper is addressed", (Case("a determination", by_pk("paper")),)
        ),
    }


def _first(door: str, everybody: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectation of the first page of a door that has none of its own: the way to its messages."""
    led = frozenset({302})
    return {f"{door}_first": Door("everybody behind this door", (Case("the way", who=everybody, shown=led),))}


EVERYWHERE_DOORS: dict[str, Door | Public] = {}
for _door, _everybody in BEHIND.items():
    EVERYWHERE_DOORS |= _inbox(_door, _everybody) | _uploads(_door, _everybody)
for _door in DOORS:
    EVERYWHERE_DOORS |= _papers(_door, BEHIND[_door])
for _door in ("site", "agency", "desk"):
    EVERYWHERE_DOORS |= _first(_door, BEHIND[_door])
