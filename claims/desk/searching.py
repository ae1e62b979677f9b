"""One box that finds claims: by home (3-1201), telephone tail, number of claim, receipt or policy, name of a compound.

Only claims that the capacity may see are found, and nothing is told of anybody that the lists do not tell anyway.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from claims.models import Claim, Intake, Statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.projects.models import Project, Unit
from policies.models import Policy

MOST_WORDS, LONGEST = 3, 40
_TAIL = 4
_DASHES = re.compile(r"[－—–‐−﹣]")
_BLOCK = re.compile(r"(?<=\d)(?:号楼|栋|幢|座|单元|号)(?=\d)")
_ROOM = re.compile(r"(?:室|房|户)$")
_HOME_IN_NAME = re.compile(r"(.+[^\x00-\x7f])(\d[0-9A-Za-z-]*)")


def words_of(text: str) -> list[str]:
    """Return what was typed as words: dashes and digits of one kind, 云杉家园3号楼1201室 as 云杉家园3-1201."""
    plain = _DASHES.sub("-", _narrow(text[: LONGEST * MOST_WORDS]))
    words = [_ROOM.sub("", word)[:LONGEST] for word in _BLOCK.sub("-", plain).split()]
    return [word for word in words if len(word) > 1][:MOST_WORDS]


def _narrow(text: str) -> str:
    """Turn full-width digits and letters into plain ones; what cannot be seen is left out."""
    plain = (unicodedata.normalize("NFKC", one) if one.isalnum() else one for one in text)
    return "".join(one for one in plain if one.isprintable())


def found(acting: Acting, text: str) -> "QuerySet[Claim]":
    """Return the claims, ended ones too, that every word points to; nothing for nothing."""
    seen = Claim.objects.visible_to(acting)
    pointed = [_pointed_to(seen, word) or _in_parts(seen, word) for word in words_of(text)]
    return seen.filter(pk__in=set.intersection(*pointed)) if pointed else seen.none()


def _in_parts(seen: "QuerySet[Claim]", word: str) -> set[int]:
    """Return what a compound's name and a home in one word point to; asked second, for 阳光100 is a name by itself."""
    parts = _HOME_IN_NAME.fullmatch(word)
    pointed = [_pointed_to(seen, part) for part in parts.groups() if len(part) > 1] if parts else [set()]
    return set.intersection(*pointed)


def _pointed_to(seen: "QuerySet[Claim]", word: str) -> set[int]:
    """Return the numbers of the claims that one word points to, anybody's; each way walks its own index."""
    claims = Claim.objects.order_by()
    number = word.upper()
    ways: list[QuerySet[Claim]] = [
        claims.filter(subject__unit__in=_units(word).values("pk")),
        claims.filter(number=number),
        claims.filter(pk__in=Intake.objects.filter(number=number).order_by().values("claim")),
        claims.filter(subject__policy__in=Policy.objects.filter(number=number).order_by().values("pk")),
    ]
    if word.isdigit():
        ways += [_ending(claims, "number", word.zfill(_TAIL))]
        ways += _telephoned(claims, word) if len(word) >= _TAIL else ()
    elif not word.isascii():
        named = Project.objects.filter(name__contains=word).order_by()
        ways.append(seen.order_by().filter(subject__project__in=named.values("pk")))
    first, *others = (way.values_list("pk", flat=True) for way in ways)
    return set(first.union(*others))


def _telephoned(claims: "QuerySet[Claim]", tail: str) -> "Iterator[QuerySet[Claim]]":
    people = _ending(Person.objects.order_by(), "phone", tail)
    yield claims.filter(claimant_person__in=people.values("pk"))
    said = _ending(Statement.objects.order_by(), "reporter_phone", tail)
    yield claims.filter(statement__in=said.values("pk"))


def _ending(rows: Any, column: str, end: str) -> Any:
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
