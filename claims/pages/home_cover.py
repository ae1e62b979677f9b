"""What a home's card says about cover: bars per item on one axis, who repairs before, until when, by which article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from claims.cover import line_of, place_of
from claims.homes import Home
from claims.models import Claim
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Article, Chip, CoverBar, Look, Note
from idi_platform.portal.covers import CoverPeriod, cover_bar
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.cover import ItemDef
from policies.cover_rows import rows_at
from policies.models import CoverRow
from policies.rules.cover import cover_on
from policies.rules.segments import segment_on
from policies.rules.terms_of_cover import Cover, CoverState, CoverText, Liable, Place, PolicyCover
from policies.text import ContractText, read_text

ICONS = {"leak": "drop", "window_leak": "drop", "pipe": "wrench", "insulation": "layers", "decoration": "brush"}
_USUAL_ICON = "pillar"
_ON = (CoverState.COVERED, CoverState.TAIL, CoverState.REPAIR_WARRANTY, CoverState.FUND_WINDOW)


@dataclass(frozen=True, slots=True)
class HomeCover:
    """The cover part of a card; `before` says who repairs until when, `undated` which items have no days yet."""

    bar: CoverBar
    chip: Chip
    before: Note | None = None
    undated: str = ""
    article: Article | None = None

    @property
    def is_before(self) -> bool:
        """Whether nothing of the home is covered yet and somebody else repairs."""
        return self.before is not None


def cover_of_home(home: Home, today: date, *, with_key: bool) -> HomeCover | None:
    """Return what a home's card says about cover; None where nothing is insured."""
    if home.policy is None:
        return None
    text = read_text(home.law, home.policy.terms)
    place = place_of(home.unit.building, home.unit)
    periods = [period for row in home.rows if (period := _period(row, text, place)) is not None]
    segments = [segment_before(row, text.cover, place) for row in home.rows]
    verdicts = [_today(row, home, text, place, today) for row in home.rows]
    before = next((one for one in verdicts if one.state is CoverState.BEFORE_COVER), None)
    covered = any(one.state in _ON for one in verdicts)
    first = min((period.start for period in periods), default=None)
    return HomeCover(
        bar=cover_bar(periods, today, with_key=with_key, before=_whose_before(segments)),
        chip=_chip(verdicts),
        before=_before(before, first) if before is not None and not covered else None,
        undated=_("有的项目还没有确定起止日期，确定以后会写在这里。") if len(periods) < len(home.rows) else "",
        article=article_of(home.law.cover.starts.clause or "") if home.law.cover is not None else None,
    )


def _period(row: CoverRow, text: ContractText, place: Place) -> CoverPeriod | None:
    """Return the bar of a row: the time before it that is another's, then its own days; None while these are open."""
    if row.starts_on is None or row.ends_on is None:
        return None
    item = _item(text, row.item)
    before = segment_before(row, text.cover, place)
    return CoverPeriod(
        name=text.title(row.item),
        icon=ICONS.get(item.icon, _USUAL_ICON) if item is not None else _USUAL_ICON,
        liable_from=before.from_ if before is not None else None,
        start=row.starts_on,
        end=row.ends_on,
        scope=_scope(item),
    )


def segment_before(row: CoverRow, text: CoverText, place: Place) -> Cover | None:
    """Return the stretch of time that ends with the beginning of a row."""
    if row.starts_on is None:
        return None
    dates = {
        **place.dates(),
        "cover.starts": row.starts_on,
        "building.cover_starts_on": row.starts_on,
        "item.starts_on": row.starts_on,
        "item.ends_on": row.ends_on,
    }
    eve = row.starts_on - timedelta(days=1)
    return segment_on(text, (CoverState.BEFORE_COVER,), line_of(row), dates, eve)


def _whose_before(segments: Iterable[Cover | None]) -> str:
    """Return what the time before cover is called: whoever the text makes repair then; empty where it has none."""
    liable = {segment.liable for segment in segments if segment is not None}
    if not liable:
        return ""
    named = {Liable.DEVELOPER: _("开发商维修期"), Liable.CONTRACTOR: _("施工单位维修期")}
    return named.get(liable.pop(), _("保险开始前")) if len(liable) == 1 else _("保险开始前")


def _today(row: CoverRow, home: Home, text: ContractText, place: Place, today: date) -> Cover:
    policy = PolicyCover((line_of(row),), text.cover, frozenset((home.unit.building_id,)))
    return cover_on(place, row.item, first_known=None, discovered=today, reported=today, policy=policy)


def _item(text: ContractText, code: str) -> ItemDef | None:
    cover = text.law.cover
    return cover.items.get(code) if cover is not None else None


def _scope(item: ItemDef | None) -> str:
    """Return what belongs to an item, in an owner's words."""
    return in_words(item.plain) if item is not None and item.plain is not None else ""


def _chip(verdicts: Iterable[Cover]) -> Chip:
    states = {one.state for one in verdicts}
    if states & set(_ON):
        return Chip(Look.MET, _("保障中"), "shield")
    if CoverState.BEFORE_COVER in states:
        return Chip(Look.NONE, _("保险未开始"), "clock")
    if states == {CoverState.ENDED}:
        return Chip(Look.NONE, _("已到期"))
    return Chip(Look.PROVISIONAL, _("日期待定"))


def _before(verdict: Cover, first: date | None) -> Note:
    """Say who repairs before cover, and until when; the days are cover's own."""
    who = {
        Liable.DEVELOPER: _("开发商（建设单位）负责维修"),
        Liable.CONTRACTOR: _("施工单位负责维修"),
    }.get(verdict.liable, _("原来的责任方负责维修"))
    until = verdict.to or first
    said = _("%(day)s前，房子的质量问题由") % {"day": date_words(until)} if until else _("保险开始前，房子的质量问题由")
    text = _("。您在这里报，我们转给他们，并一直跟到修好。")
    article = article_of(verdict.clause) if verdict.clause else None
    return Note(f"{said}{who}{text}", look=Look.NONE, shape="wrench", article=article)


def cover_of_item(claim: Claim, law: Law, today: date) -> HomeCover | None:
    """Return the bar of the item that a claim is about; None where it is not known, or nothing is insured."""
    policy, building = claim.policy, claim.building
    if policy is None or building is None or claim.unit is None or not claim.item_code:
        return None
    rows = tuple(row for row in rows_at(policy.pk, building.pk) if row.item == claim.item_code)
    return cover_of_home(Home(claim.unit, law, policy, rows), today, with_key=False) if rows else None
