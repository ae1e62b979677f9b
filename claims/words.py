"""How places, defects and people of a case are named."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from claims.codes import Place
from claims.models import Claim, Ticket
from claims.models.placed import Placed
from idi_platform.kernel.languages import in_words
from idi_platform.projects.models import Building, CommonPart, Unit
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.store import parsed


def home_words(unit: Unit | None, common_part: CommonPart | None, building: Building | None) -> str:
    """Return where the home or the common part is: 云杉家园 3号楼 3-1201."""
    place = building or (unit.building if unit else None) or (common_part.building if common_part else None)
    if place is None:
        return ""
    where = place.name or place.number
    parts = [place.insured_object.project.name, where]
    if unit is not None:
        parts.append(unit.number)
    if common_part is not None:
        if common_part.name.startswith(where):
            parts.remove(where)
        parts.append(common_part.name)
    return " ".join(part for part in parts if part)


def case_home(case: Placed) -> str:
    """Return where a case is."""
    return home_words(case.unit, case.common_part, case.building)


def defect_words(law: Law, item: str, defect: str) -> str:
    """Return the defect as the city's list names it, else the item, else nothing."""
    found = law.cover.items.get(item) if law.cover is not None else None
    if found is None:
        return ""
    named = found.defects.get(defect)
    return in_words((named or found).title)


def title_of(case: Claim | Ticket, law: Law) -> str:
    """Return what the case is about: 卫生间：防水工程."""
    return _joined(case.place, defect_words(law, case.item_code, case.defect))


def titles_of(cases: Iterable[Claim | Ticket]) -> Mapping[int, str]:
    """Return the titles of many cases with one query, whatever their number."""
    rows = list(cases)
    objects = {pk for case in rows if (pk := case.subject.insured_object_id) is not None}
    bound = Binding.objects.filter(insured_object_id__in=objects, revision__isnull=False)
    revisions = {
        insured_object_id: (revision_id, sha256)
        for insured_object_id, revision_id, sha256 in bound.values_list(
            "insured_object_id", "revision_id", "revision__sha256"
        )
    }
    return {case.pk: _joined(case.place, _defect_in(revisions, case)) for case in rows}


def _defect_in(revisions: Mapping[int, tuple[int, str]], case: Claim | Ticket) -> str:
    found = revisions.get(case.subject.insured_object_id or 0)
    if found is None or not case.item_code:
        return ""
    cover = parsed(*found).cover
    item = cover.items.get(case.item_code) if cover is not None else None
    if item is None:
        return ""
    named = item.defects.get(case.defect)
    return in_words((named or item).title)


def _joined(place: str, defect: str) -> str:
    where = str(Place(place).label) if place in Place.values else ""
    return _("：").join(part for part in (where, defect) if part) or _("质量问题")
