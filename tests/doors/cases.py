"""What an expectation about an address is made of: doors, their cases, the prepared world's people in sets."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.doors.world import World

Arguments = Callable[[World], dict[str, Any]]
Sent = Callable[[World], dict[str, Any]]

OWNERS = frozenset({"owner", "neighbour", "former_owner", "buyer", "stranger"})
CLAIMS_DESKS = frozenset({"handler", "approver", "co_insurer", "other_insurer", "other_approver"})
CONSOLE = CLAIMS_DESKS | {
    "underwriter", "accountant", "co_insurer_underwriter", "other_underwriter", "other_accountant", "operator",
}  # fmt: skip
UNDERWRITERS = frozenset({"underwriter", "co_insurer_underwriter", "other_underwriter"})
MINE = frozenset({"owner"})
DESK = frozenset({"handler", "approver"})
POLICY = DESK | {"underwriter", "accountant", "co_insurer_underwriter"}
CASES_DESK = CLAIMS_DESKS | UNDERWRITERS
AUTHORITIES = frozenset({"regulator_of_city", "regulator_elsewhere"})
LEADERS = DESK | {"underwriter", "co_insurer_underwriter"}
OPERATORS = frozenset({"operator"})
BEHIND = {
    "owner": OWNERS,
    "console": CONSOLE,
    "developer": frozenset({"developer", "other_developer"}),
    "site": frozenset({"contractor", "other_contractor", "designer", "supervisor", "lab"}),
    "agency": frozenset({"agency"}),
    "service": frozenset({"property_desk", "other_property_desk", "hotline"}),
    "field": frozenset({"surveyor", "other_surveyor"}),
    "desk": frozenset({"institution", "other_institution", "appraiser"}),
    "regulator": AUTHORITIES | {"report_clerk"},
}
ADDRESSED = {"owner": MINE, "console": frozenset({"handler"})}
REPORT = {
    "step": "2",
    "place": "bathroom",
    "what": "waterproofing:basement_roof_wetroom_leak",
    "found": "today",
    "severity": "traces",
}
SERVING = frozenset({"property_desk", "hotline"})
CALL = {
    "key": "6f6f6f6f-0000-4000-8000-000000000030",
    "reporter": "tenant",
    "what": ":",
    "severity": "traces",
    "channel": "hotline",
    "words": "楼顶又漏",
}
CONVERTERS = frozenset({"StringConverter", "IntConverter"})
"""Kinds of arguments that the walk knows how to fill and to forge."""


def nothing(_world: World) -> dict[str, Any]:
    return {}


def nobody_reveals(_world: World) -> frozenset[str]:
    return frozenset()


def the_owners_telephone(world: World) -> frozenset[str]:
    return frozenset({world.people["owner"].person.phone.removeprefix("+86")})


@dataclass(frozen=True)
class Case:
    """One thing that an address leads to.

    Attributes:
        said: What it is, for messages and the table.
        arguments: The arguments of the address.
        who: Who gets in.
        query: The query string.
        sent: What a rightful person posts.
        answers: What a rightful person's post may be answered with.
        shown: What a rightful person's look may be answered with.
        reveals: The secrets that a rightful person is shown here on purpose, and on the record.
    """

    said: str
    arguments: Arguments = nothing
    who: frozenset[str] = frozenset()
    query: Sent = nothing
    sent: Sent = nothing
    answers: frozenset[int] = frozenset({302, 422})
    shown: frozenset[int] = frozenset({200})
    reveals: Callable[[World], frozenset[str]] = nobody_reveals


@dataclass(frozen=True)
class Door:
    """An address behind a door; `is_hidden` where even the log-in is not offered to strangers."""

    may: str
    cases: tuple[Case, ...]
    methods: tuple[str, ...] = ("GET",)
    is_hidden: bool = False


@dataclass(frozen=True)
class Public:
    """An address for everybody; `get` and `post` are all the answers that anybody may receive."""

    may: str
    get: frozenset[int] = frozenset({200})
    post: frozenset[int] = frozenset({405})
    arguments: Arguments = nothing
    query: Sent = nothing
    sent: Sent = nothing
    shows_all: str = ""


def numbered(name: str) -> Arguments:
    return lambda world: {"number": getattr(world, name)}


def by_pk(name: str) -> Arguments:
    return lambda world: {"pk": getattr(world, name)}


def keyed(text: str, **sent: Any) -> Sent:
    return lambda _world: {"key": f"6f6f6f6f-0000-4000-8000-0000000{text}", **sent}


def altered_link(world: World) -> dict[str, Any]:
    link = world.link("owner")
    return link | {"token": f"{link['token'][:-1]}~"}


def a_photo() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(written, "JPEG")
    return SimpleUploadedFile("more.jpg", written.getvalue(), "image/jpeg")


def a_text(_world: World) -> dict[str, Any]:
    return {"code": "beijing-2019"}


def own_claim(name: str, who: frozenset[str] = MINE, **more: Any) -> Case:
    return Case(f"{name} claim" if name != "claim" else "a claim", numbered(name), who, **more)
