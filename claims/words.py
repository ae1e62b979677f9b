"""How places, defects and people of a case are named."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from claims.codes import Place
from claims.models import Claim, Ticket
from claims.models.placed import Placed
from idi_platform.kernel.languages import in_words
from idi_platform.projects.models import Building, CommonPart, Unit
from idi_platform.rulebooks.items import item_elsewhere, item_title
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.schema.cover import CoverDef, DefectCode
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
    """Return the defect as an owner would call it, else the item, else nothing."""
    return case_words(law.cover, "", item, defect)


def text_words(law: Law, item: str, defect: str) -> str:
    """Return the defect in the words of the text, after its item: 防水工程：地下、屋面、厕浴间渗漏.

    What is weighed and what is signed says it so, beside the plain words.
    """
    if not item:
        return ""
    found = law.cover.items.get(item) if law.cover is not None else None
    named = found.defects.get(defect) if found is not None else None
    return _("：").join([item_title(law, item), *([in_words(named.title)] if named is not None else [])])


def title_of(case: Claim | Ticket, law: Law) -> str:
    """Return what the case is about, in plain words: 卫生间漏水."""
    return case_words(law.cover, case.place, case.item_code, case.defect) or _("质量问题")


def full_title_of(case: Claim | Ticket, law: Law) -> str:
    """Return what the case is about in plain words and in those of the text, as papers say it."""
    plain, text = title_of(case, law), text_words(law, case.item_code, case.defect)
    return _("%(plain)s（%(text)s）") % {"plain": plain, "text": text} if text else plain


def titles_of(cases: Iterable[Claim | Ticket]) -> Mapping[int, str]:
    """Return the titles of many cases with one query, whatever their number."""
    rows = list(cases)
    objects = {pk for case in rows if (pk := case.subject.insured_object_id) is not None}
    bound = Binding.objects.filter(insured_object_id__in=objects, revision__isnull=False)
    revisions = bound.values_list("insured_object_id", "revision_id", "revision__sha256")
    covers = {of: parsed(revision_id, sha256).cover for of, revision_id, sha256 in revisions}
    return {
        case.pk: case_words(covers.get(case.subject.insured_object_id or 0), case.place, case.item_code, case.defect)
        or _("质量问题")
        for case in rows
    }


def case_words(cover: CoverDef | None, place: str, item: str, defect: str) -> str:
    """Return place and defect in plain words: 卫生间漏水, 客厅：地面下沉、房子倾斜; empty where neither is known.

    Where the text leaves items to the contract, the place stands before the item's name: 窗边、外墙内侧：防水工程.
    """
    where = str(Place(place).label) if place in Place.values else ""
    own = cover.items.get(item) if cover is not None else None
    named = own.pointed.get(defect) if own is not None else None
    if where and isinstance(named, DefectCode) and named.there is not None:
        return _("%(where)s%(what)s") % {"where": where, "what": in_words(named.there)}
    found = own or (item_elsewhere(item) if item else None)
    label = named.called if named is not None else found.title if found is not None else None
    return _("：").join(part for part in (where, in_words(label) if label is not None else "") if part)
