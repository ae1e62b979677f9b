"""Finding the home that a caller means: 3-1201, 3号楼1201, 云杉家园3-1201, or the end of an owner's telephone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from claims.everyday import part_meant
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import PartyRole
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import Party

FEWEST_OF_PHONE = 4
_TAIL = 4
_MOST_WORDS = 60
_MARKS = "号楼|栋|幢|座|#|楼|号"
_BUILDING = re.compile(
    rf"(?P<project>.*?)(?P<building>[0-9A-Za-z]+)(?:{_MARKS})(?:(?P<stair>[0-9]+)单元)?-?(?P<room>[0-9]{{2,5}})?室?"
)
_DASHED = re.compile(r"(?P<project>.*?)(?P<number>(?P<building>[0-9A-Za-z]+)-(?P<room>[0-9A-Za-z-]*[0-9A-Za-z]))室?")
_ROOM = re.compile(r"(?P<project>[^0-9]*?)(?P<room>[0-9]{2,5})室?")
_PHONE = re.compile(r"(?:\+?86)?(?P<digits>[0-9]{4,11})")


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody typed, taken apart: what is not named is empty. `text` is all of it without spaces."""

    text: str = ""
    project: str = ""
    building: str = ""
    room: str = ""
    phone: str = ""


def read_words(words: str) -> Sought:
    """Take apart what was typed from memory: full-width digits, spaces and dashes of all kinds are forgiven."""
    plain = unicodedata.normalize("NFKC", words[:_MOST_WORDS])
    text = re.sub(r"[—–−－‐]", "-", "".join(plain.split()))
    phone = _PHONE.fullmatch(text)
    digits = phone["digits"] if phone is not None else ""
    if (found := _BUILDING.fullmatch(text)) is not None:
        room = "-".join(part for part in (found["stair"], found["room"]) if part)
        return Sought(text, found["project"], found["building"], room, "")
    if (found := _DASHED.fullmatch(text)) is not None:
        return Sought(text, found["project"], found["building"], found["room"], "")
    if (found := _ROOM.fullmatch(text)) is not None:
        return Sought(text, found["project"], "", found["room"], digits)
    return Sought(text, text if not digits else "", "", "", digits)


def homes_found(acting: Acting, sought: Sought, today: date) -> "QuerySet[Unit]":
    """Return the homes within the desk's mandate that were meant; without an order, to be cut into pages."""
    meant = Q(pk__in=())
    if sought.room or sought.building:
        meant |= _named(sought)
    if len(sought.phone) >= FEWEST_OF_PHONE:
        meant |= Q(pk__in=_held_by_phone(sought.phone, today))
    rows = Unit.objects.visible_to(acting).alias(last_digits=Right("number", _TAIL))
    return rows.filter(meant).select_related("subject", "building__subject", "building__insured_object__project")


def parts_found(acting: Acting, sought: Sought) -> "QuerySet[CommonPart]":
    """Return the common parts that were meant: those of a building without a room, by name, or as people call them."""
    meant = Q(pk__in=())
    if sought.building and not sought.room:
        meant = _in_project(sought.project) & _in_building(sought.building)
    elif sought.text and not sought.phone and not sought.room:
        spaced = r"\s*".join(re.escape(letter) for letter in sought.text)
        meant = Q(name__iregex=spaced) | _called(sought.text)
    rows = CommonPart.objects.visible_to(acting).filter(meant)
    return rows.select_related("subject", "building__subject", "building__insured_object__project")


def _called(text: str) -> Q:
    """Match 屋顶, 2号楼屋顶, 云杉2号楼屋顶 where the file says 屋面; 2号楼顶 says 楼 once for both."""
    kind, where = part_meant(text)
    if kind is None:
        return Q(pk__in=())
    beside = read_words(f"{where}楼" if where.isascii() and where.isalnum() else where)
    return Q(part=kind) & _in_project(beside.project) & (_in_building(beside.building) if beside.building else Q())


def _named(sought: Sought) -> Q:
    found = _in_project(sought.project)
    if sought.building:
        whole = Q(number__iexact=f"{sought.building}-{sought.room}") if sought.room else Q(pk__in=())
        in_building = _in_building(sought.building)
        return found & (whole | (in_building & _with_room(sought.room) if sought.room else in_building))
    return found & _with_room(sought.room)


def _in_project(name: str) -> Q:
    return Q(building__insured_object__project__name__icontains=name) if name else Q()


def _in_building(code: str) -> Q:
    """Match a building by its number or by its name: 3, 3号楼, 3 号楼, 云杉3号楼."""
    named = rf"(^|[^0-9A-Za-z]){code}\s*({_MARKS})"  # the code holds digits and letters only
    return Q(building__number__iexact=code) | Q(building__name__iregex=named)


def _with_room(room: str) -> Q:
    """Match 1201 as the whole number or as its end after a dash; the last four are indexed."""
    if not room:
        return Q()
    last = {room[-_TAIL:], f"-{room}"[-_TAIL:]}
    return Q(last_digits__in=last) & (Q(number__iexact=room) | Q(number__iendswith=f"-{room}"))


def _held_by_phone(digits: str, today: date) -> "QuerySet[Party, int]":
    held = Party.objects.on(today).filter(role=PartyRole.owner, person__phone__endswith=digits)
    return held.alias(tail=Right("person__phone", _TAIL)).filter(tail=digits[-_TAIL:]).values_list("subject", flat=True)


def rooms_named(building_id: int, words: str) -> tuple[list[Unit], list[str]]:
    """Return the homes of a building that a list names (1201、1202 3-1203), and the words that name none or several."""
    wanted = [word for word in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", words)) if word]
    rows = list(Unit.objects.filter(building=building_id).only("pk", "number")) if wanted else []
    by_number: dict[str, list[Unit]] = {}
    for row in rows:
        for name in {row.number.lower(), row.number.lower().rpartition("-")[2]}:
            by_number.setdefault(name, []).append(row)
    found: dict[int, Unit] = {}
    unknown = []
    for word in wanted:
        meant = by_number.get(read_words(word).text.lower().removesuffix("室"), [])
        if len(meant) == 1:
            found[meant[0].pk] = meant[0]
        else:
            unknown.append(word)
    return list(found.values()), unknown
