"""What the insurance of a home pays for and what not, in plain words, read from the home's own rulebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from claims.homes import Home
from claims.pages.home_cover import ICONS, HomeCover, cover_of_home
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Check, Note
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.schema.cover import CoverDef, Ground, ItemDef
from policies.models import CoverRow


@dataclass(frozen=True, slots=True)
class ItemWords:
    """One covered item: what it is, examples, from when to when."""

    name: str
    icon: str
    plain: str
    examples: tuple[str, ...]
    days: str
    deductible: str


@dataclass(frozen=True, slots=True)
class CoverWords:
    """Everything the page says; `national` where no city's text lists anything."""

    items: tuple[ItemWords, ...]
    grounds: tuple[Check, ...]
    cover: HomeCover | None
    note: Note | None = None


def cover_words(home: Home, today: date) -> CoverWords:
    """Return what is paid for and what not."""
    found, rows = home.law.cover, home.rows
    cover = cover_of_home(home, today, with_key=True)
    if found is None:
        note = Note(_("当地没有列出承保项目，以保险合同和保险单为准。可以打电话问，也可以先报案，由保险公司答复。"))
        return CoverWords((), (), cover, note)
    items = tuple(_item(row, found.items[row.item], today) for row in rows if row.item in found.items)
    return CoverWords(items, tuple(_grounds(found)), cover)


def _item(row: CoverRow, item: ItemDef, today: date) -> ItemWords:
    return ItemWords(
        name=in_words(item.title),
        icon=ICONS.get(item.icon, "pillar"),
        plain=in_words(item.plain) if item.plain is not None else "",
        examples=tuple(in_words(defect.called) for defect in item.defects.values()),
        days=_days(row, today),
        deductible=_("不扣免赔额") if item.deductible == "none" else _("免赔额按保险合同"),
    )


def _days(row: CoverRow, today: date) -> str:
    if row.starts_on is None or row.ends_on is None:
        return _("起止日期还没有确定")
    words = {"since": date_words(row.starts_on), "until": date_words(date.fromordinal(row.ends_on.toordinal() - 1))}
    if today >= row.ends_on:
        return _("%(since)s到 %(until)s，已经到期") % words
    return _("%(since)s到 %(until)s") % words


def _grounds(cover: CoverDef) -> Iterable[Check]:
    """Return the only reasons for which a claim may be refused here."""
    for ground in cover.exclusions.values():
        proof = _("要由保险公司拿出证据") if ground.is_exclusion else ""
        yield Check.open(_said(ground), proof, article_of(ground.clause))


def _said(ground: Ground) -> str:
    return in_words(ground.plain) if ground.plain is not None else in_words(ground.title)
