"""The tree of divisions: loading it from the data file, and asking what lies under what."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput

from .models import Division, DivisionClosure
from .rules.lineage import DivisionRow, competences

_COLUMNS = ["code", "parent", "successor", "valid_from", "valid_to", "name_zh", "name_en"]


def divisions_under(codes: str | Iterable[str], *, on: date | None = None) -> QuerySet[DivisionClosure, Any]:
    """Return the codes of all divisions for which these are competent, themselves included, as a subquery.

    Use it as `division_id__in=divisions_under(acting.jurisdictions)`: abolished divisions are found under their
    successor. `on` is a day in Shanghai, today in legal time unless given.
    """
    tops = [codes] if isinstance(codes, str) else sorted(codes)
    pairs = DivisionClosure.objects.on(on or clock.local_date(clock.now()))
    return pairs.filter(ancestor_id__in=tops).values_list("descendant_id", flat=True).distinct()


def is_under(code: str, tops: Iterable[str], *, on: date | None = None) -> bool:
    """Return whether one of `tops` is competent for the division on the day."""
    return divisions_under(tops, on=on).filter(descendant_id=code).exists()


def divisions_above(code: str) -> set[str]:
    """Return the code of a division and those of all above it."""
    return {code, *DivisionClosure.objects.filter(descendant=code).values_list("ancestor_id", flat=True)}


def _lines(text: str) -> list[dict[str, str]]:
    """Return the lines of a list of divisions.

    Raises:
        BadInput: Its first line does not name the columns, or a line has no code of six digits.
    """
    reader = csv.DictReader(text.splitlines())
    if list(reader.fieldnames or ()) != _COLUMNS:
        raise BadInput("divisions.columns", f"The first line names the columns: {','.join(_COLUMNS)}.", {})
    lines = list(reader)
    for number, line in enumerate(lines, start=2):
        if not re.fullmatch(r"[0-9]{6}", line["code"]) or not line["valid_from"] or not line["name_zh"]:
            raise BadInput("divisions.line", f"Line {number} needs a code of six digits, valid_from and name_zh.", {})
    return lines


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load_divisions(
    division_model: Any = Division, closure_model: Any = DivisionClosure, *, text: str | None = None
) -> tuple[int, int]:
    """Write a list of divisions into the tables and compute the closure anew; running it again changes nothing.

    Divisions are added or amended, never deleted. A migration passes its own historical models.

    Args:
        division_model: The model of divisions.
        closure_model: The model of the closure.
        text: A list in the shape of the shipped one, for a place that does not ship; the shipped one if None.

    Returns:
        How many divisions and how many closure pairs there are now.

    Raises:
        BadInput: The list is not in that shape.
    """
    shipped = files(__package__).joinpath("data/divisions.csv")
    lines = _lines(shipped.read_text(encoding="utf-8") if text is None else text)
    with transaction.atomic():
        for line in lines:
            names = {"name_zh": line["name_zh"], "name_en": line["name_en"]}
            days = {"valid_from": _day(line["valid_from"]), "valid_to": _day(line["valid_to"])}
            division_model.objects.update_or_create(code=line["code"], defaults=names | days)
        for line in lines:
            links = {"parent_id": line["parent"] or None, "successor_id": line["successor"] or None}
            division_model.objects.filter(code=line["code"]).update(**links)
        return _rebuild_closure(division_model, closure_model)


def _rebuild_closure(division_model: Any, closure_model: Any) -> tuple[int, int]:
    rows = {
        one.code: DivisionRow(one.code, one.parent_id, one.valid_from, one.valid_to, one.successor_id)
        for one in division_model.objects.all()
    }
    wanted = {(one.ancestor, one.descendant, one.valid_from, one.valid_to) for one in competences(rows)}
    present = {
        (one.ancestor_id, one.descendant_id, one.valid_from, one.valid_to): one.pk
        for one in closure_model.objects.all()
    }
    closure_model.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    closure_model.objects.bulk_create(
        closure_model(ancestor_id=ancestor, descendant_id=descendant, valid_from=since, valid_to=until)
        for ancestor, descendant, since, until in sorted(wanted - present.keys(), key=str)
    )
    return len(rows), len(wanted)
