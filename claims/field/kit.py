"""What is measured on site and what a visitor brings; how a reading is called, and its unit, the vocabulary says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.codes import Place, Severity
from idi_platform.kernel.languages import in_words
from idi_platform.rulebooks.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: the fact of the claim that keeps it, its instrument, its decimals and its highest value."""

    name: str
    instrument: Promise
    places: int
    most: Decimal | None = None

    @property
    def label(self) -> str:
        """Return its name with its unit."""
        fact = vocabulary.facts[f"claim.{self.name}"]
        words = in_words(fact)
        return f"{words} ({fact.unit})" if fact.unit else words

    def with_unit(self, value: Decimal) -> str:
        """Return a value in words, its unit behind it."""
        return f"{value} {vocabulary.facts[f'claim.{self.name}'].unit or ''}".strip()


READINGS: Final = (
    Reading("moisture", _("含水率仪"), 1, Decimal(100)),
    Reading("crack_width", _("裂缝宽度尺"), 2),
)
_ALWAYS: Final = (_("工作证"), _("手电筒"), _("充电宝"))
_HELMET: Final = _("安全帽")
_AT: Final = {
    Place.ROOF: (_("防滑鞋"), _("安全带")),
    Place.FACADE: (_("望远镜"), _HELMET),
    Place.BASEMENT: (_("雨靴"),),
    Place.RISER: (_("管道井钥匙（找物业）"),),
    Place.BATHROOM: (_("闭水用的堵头"),),
    Place.WINDOW: (_("淋水软管"),),
    Place.BALCONY: (_("淋水软管"),),
}
_DANGER: Final = (_("警戒带"), _HELMET)


def to_bring(place: str, severity: str) -> str:
    """Return what to bring to a visit, each thing once, as one line."""
    own = _AT.get(Place(place), ()) if place in Place.values else ()
    danger = _DANGER if severity == Severity.DANGER else ()
    things = [*danger, *(one.instrument for one in READINGS), *own, *_ALWAYS]
    return str(_("、")).join(dict.fromkeys(str(thing) for thing in things))
