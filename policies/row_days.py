"""The days of a contract's rows of cover, worked out from its schedule, its text and its buildings' days."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from idi_platform.projects.models import Building

from .contract import ItemFacts
from .rules.schedule import RowDates, row_dates
from .text import ContractText

NEVER = RowDates(None, None)
"""The days of a row that is not there."""


def until_termination(dates: RowDates, terminated_on: date | None) -> RowDates:
    """Return the days of a row whose contract ends early: the day of termination is the last one covered, in full.

    Half-open, as all cover is counted (rule 8 of counting): the row ends at 00:00 of the day after. Cover that would
    have begun only later never begins; its row has no days, so that a person looks at what is reported under it.
    """
    if terminated_on is None or dates.starts_on is None:
        return dates
    ends_on = terminated_on + timedelta(days=1)
    if dates.starts_on >= ends_on:
        return NEVER
    return RowDates(dates.starts_on, min(dates.ends_on or ends_on, ends_on))


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
