"""What the list of homes and their notices shows: the notice of each, whether it went with the keys, who logs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import PartyRole
from idi_platform.documents.models import Paper
from idi_platform.documents.models.paper import PaperQuerySet
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.models import Unit
from idi_platform.projects.models.unit import NOTICE
from idi_platform.projects.roles import NOTIFIERS
from idi_platform.records.models import Form, Party, Record
from idi_platform.rulebooks.law import rulebooks_for

MISSING = "missing"
_HANDED_OVER = "unit.hand_over"


def notices_of(acting: Acting) -> PaperQuerySet:
    """Return the notices that stand of the homes that the capacity sees."""
    found: PaperQuerySet = Paper.objects.visible_to(acting, ("unit",)).standing().filter(record__name=NOTICE)
    return found


def homes_of(acting: Acting, asked: Mapping[str, str]) -> "QuerySet[Unit]":
    """Return the homes that the capacity sees: those asked for by number or project, or only those without a notice."""
    found = Unit.objects.visible_to(acting).select_related("subject", "building__insured_object__project")
    if words := asked.get("q", "").strip()[:40]:
        of_project = Q(building__insured_object__project__name__icontains=words)
        found = found.filter(Q(number__icontains=words) | of_project)
    if asked.get("show") == MISSING:
        found = found.filter(~Exists(notices_of(acting).filter(subject=OuterRef("pk"))))
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of homes with what is known of each."""

    units: Sequence[Unit]
    notices: Mapping[int, Paper]
    handed: Mapping[int, bool]
    owners: Mapping[int, bool]
    laws: Mapping[int, Any]

    def may_have_one(self, unit: Unit) -> bool:
        """Say whether the text that applies asks for a notice of each home."""
        return bool(self.laws[unit.building.insured_object_id].papers_of(NOTICE))

    @property
    def without(self) -> list[Unit]:
        """Return the homes that should have a notice and have none."""
        return [unit for unit in self.units if unit.pk not in self.notices and self.may_have_one(unit)]


def listed(units: Sequence[Unit], acting: Acting, today: date) -> Listed:
    """Return homes with their notices, whether these went with the keys, and whether their owners have logged in."""
    pks = [unit.pk for unit in units]
    laws = rulebooks_for({unit.building.insured_object_id for unit in units})
    codes = {unit.pk: set(laws[unit.building.insured_object_id].papers_of(NOTICE)) for unit in units}
    given = dict(Unit.objects.filter(pk__in=pks).annotate(given=_papers_given()).values_list("pk", "given"))
    handed = {pk: not codes[pk].isdisjoint(given[pk] or ()) for pk in pks}
    held = Party.objects.on(today).filter(subject__in=pks, role=PartyRole.owner).order_by()
    owners: dict[int, bool] = {}
    for pk, proved in held.values_list("subject", "person__phone_verified"):
        owners[pk] = owners.get(pk, False) or bool(proved)
    papers = notices_of(acting).filter(subject__in=pks)
    return Listed(units, {paper.subject_id: paper for paper in papers}, handed, owners, laws)


def without_notice(units: "QuerySet[Unit]", today: date) -> "QuerySet[Unit]":
    """Return those of the homes that were handed over without a notice, though their text asks for one of each."""
    handed = units.filter(handed_over_on__lte=today)
    objects = set(handed.order_by().values_list("building__insured_object", flat=True))
    asked = {pk: codes for pk, law in rulebooks_for(objects).items() if (codes := law.papers_of(NOTICE))}
    given = Q()
    for code in sorted({code for codes in asked.values() for code in codes}):
        given |= Q(given__contains=[code])
    found = handed.filter(building__insured_object__in=asked).alias(given=_papers_given())
    return found.filter(Q(given=None) | ~given)


def _papers_given() -> Subquery:
    """Return the papers that went with a home's keys, as its handover or the last correction of that has them."""
    told = Record.objects.filter(subject=OuterRef("pk")).filter(
        Q(form=Form.STEP, name=_HANDED_OVER) | Q(corrects__name=_HANDED_OVER, facts__facts__has_key="papers")
    )
    papers = Coalesce("facts__facts__papers", "facts__papers", output_field=JSONField())
    return Subquery(told.order_by("-seq").values_list(papers)[:1])


def may_issue(acting: Acting) -> bool:
    """Say whether the capacity makes notices."""
    return not acting.roles.isdisjoint(NOTIFIERS)


def notices_table(found: Listed, acting: Acting) -> Table:
    """Return the homes as a table, without a word of who owns them."""
    columns = (Column(_("房屋")), Column(_("告知书")), Column(_("交付")), Column(_("业主")))
    empty = Empty(_("没有找到房屋"), _("换个房号再找；还没有登记的房屋，由保险公司录入以后会出现在这里。"), icon="home")
    rows = tuple(_row(unit, found, acting) for unit in found.units)
    return Table(_("每户的保险告知书"), columns, rows, empty=empty)


def _row(unit: Unit, found: Listed, acting: Acting) -> Row:
    building = unit.building
    where = f"{building.insured_object.project.name}　{building.name or building.number}"
    return Row(
        (
            Cell(unit.number, where, strong=True),
            _notice(unit, found, acting),
            _handover(unit, found),
            _owner(unit, found),
        )
    )


def _notice(unit: Unit, found: Listed, acting: Acting) -> Cell:
    paper = found.notices.get(unit.pk)
    if paper is None:
        return Cell(_("平台上还没有") if found.may_have_one(unit) else _("当地不按户出具"))
    href = reverse(f"notices_{acting.door}:notice", args=[paper.pk]) if paper.file else ""
    return Cell(_("打开，打印"), paper.number or _("正在生成"), href=href) if href else Cell(_("正在生成"))


def _handover(unit: Unit, found: Listed) -> Cell:
    if unit.handed_over_on is None:
        return Cell(_("还没有交付"))
    said = _("告知书已随钥匙交给业主") if found.handed.get(unit.pk) else _("没有登记告知书交给业主")
    return Cell(date_words(unit.handed_over_on), said)


def _owner(unit: Unit, found: Listed) -> Cell:
    if unit.pk not in found.owners:
        return Cell(chip=Chip(Look.NONE, _("没有登记业主")))
    if found.owners[unit.pk]:
        return Cell(chip=Chip(Look.MET, _("登录过")))
    return Cell(chip=Chip(Look.NONE, _("还没有登录过")))
