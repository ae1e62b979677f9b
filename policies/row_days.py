"""The days of a contract's rows of cover, worked out from its schedule, its text and its buildings' days."""

from collections.abc import Iterable, Mapping
from datetime import date

from idi_platform.projects.models import Building

from .contract import ItemFacts
from .rules.schedule import RowDates, row_dates
from .text import ContractText

NEVER = RowDates(None, None)
"""The days of a row that is not there."""


def days_of_buildings(building_ids: Iterable[int]) -> dict[int, Mapping[str, date | None]]:
    """Return the days from which texts count, by building, in order of number."""
    buildings = Building.objects.filter(pk__in=building_ids).order_by("pk")
    return {
        building.pk: {"building.accepted_on": building.accepted_on, "building.filed_on": building.filed_on}
        for building in buildings
    }


def dates_of_rows(
    building_ids: Iterable[int], items: Iterable[ItemFacts], text: ContractText
) -> dict[tuple[int, str], RowDates]:
    """Return when each item begins and ends in each building, by building and item."""
    lines = list(items)
    return {
        (building_id, line.code): row_dates(line.agreed(), text.items.get(line.code), text.start, days)
        for building_id, days in days_of_buildings(building_ids).items()
        for line in lines
    }
