"""Homes: how many had been registered in buildings by the end of the month."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Count, Sum

from idi_platform.projects.models import Unit

from .counting import Around


def units_in(around: Around, buildings: Iterable[int]) -> Mapping[int, tuple[int, Decimal | None]]:
    """Return by building how many units were registered before the end of the month, and their areas together."""
    units = Unit.objects.exclude(state="").filter(building__in=list(buildings))
    units = units.filter(subject__records__name="unit.register", subject__records__occurred_at__lt=around.month.ends_at)
    rows = units.order_by().values_list("building").annotate(number=Count("pk"), area=Sum("floor_area"))
    return {pk: (number, area) for pk, number, area in rows}
