"""One box that finds claims: by home (3-1201), telephone tail, number of claim, receipt or policy, name of a compound.

Only claims that the capacity may see are found, and nothing is told of anybody that the lists do not tell anyway.
"""

import re
from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Right

from claims.models import Claim, Intake, Statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.projects.models import Project, Unit
from policies.models import Policy

Row = TypeVar("Row", bound=Model)
MOST_WORDS, LONGEST = 3, 40
_TAIL = 4
_DASHES = re.compile(r"[－—–‐−﹣]")
_BLOCK = re.compile(r"(?<=\d)(?:号楼|栋|幢|座|单元|号)(?=\d)")
_ROOM = re.compile(r"(?:室|房|户)$")


def words_of(text: str) -> list[str]:
    """Return what was typed as words: dashes and digits of one kind, 3号楼1201室 as 3-1201."""
    plain = _DASHES.sub("-", _narrow(text[: LONGEST * MOST_WORDS]))
    words = [_ROOM.sub("", _BLOCK.sub("-", word))[:LONGEST] for word in plain.split()]
    return [word for word in words if len(word) > 1][:MOST_WORDS]


def _narrow(text: str) -> str:
    """Turn full-width digits and letters into plain ones."""
    return "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text)


def found(acting: Acting, text: str) -> "QuerySet[Claim]":
    """Return the claims, ended ones too, that every word points to; nothing for nothing."""
    words = words_of(text)
    rows = Claim.objects.visible_to(acting)
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(pk__in=_pointed_to(acting, word))
    return rows


def _pointed_to(acting: Acting, word: str) -> "QuerySet[Claim, tuple[int]]":
    """Return the claims that one word points to; each way walks its own index."""
    seen = Claim.objects.visible_to(acting).order_by()
    number = word.upper()
    ways = [
        seen.filter(subject__unit__in=_units(word).values("pk")),
        seen.filter(number=number),
        seen.filter(pk__in=Intake.objects.filter(number=number).order_by().values("claim")),
        seen.filter(subject__policy__in=Policy.objects.filter(number=number).order_by().values("pk")),
    ]
    if word.isdigit() and len(word) >= _TAIL:
        ways += [_ending(seen, "number", word), *_telephoned(seen, word)]
    elif not word.isascii():
        ways.append(seen.filter(subject__project__in=Project.objects.filter(name__contains=word).values("pk")))
    first, *others = (way.values_list("pk") for way in ways)
    return first.union(*others)


def _telephoned(seen: "QuerySet[Claim]", tail: str) -> "Iterator[QuerySet[Claim]]":
    people = _ending(Person.objects.order_by(), "phone", tail)
    yield seen.filter(claimant_person__in=people.values("pk"))
    said = _ending(Statement.objects.order_by(), "reporter_phone", tail)
    yield seen.filter(statement__in=said.values("pk"))


def _ending(rows: "QuerySet[Row]", column: str, end: str) -> "QuerySet[Row]":
    """Keep the rows whose column ends so; the index is on its last four characters."""
    return rows.alias(tail=Right(column, _TAIL)).filter(tail=end[-_TAIL:], **{f"{column}__endswith": end})


def _units(word: str) -> "QuerySet[Unit]":
    """Match a home by its whole number, its last part, or its building and last part."""
    block, _dash, room = word.rpartition("-")
    units = Unit.objects.order_by().alias(tail=Right("number", _TAIL))
    whole = Q(number=word)
    if len(room) < _TAIL - 1:
        return units.filter(whole)
    ends = Q(number=room) | Q(tail=f"-{room}"[-_TAIL:], number__endswith=f"-{room}")
    head = block.split("-")[0]
    if head:
        ends &= Q(building__number=head) | Q(building__name__startswith=head)
    return units.filter(whole | ends)
