"""The cover check of a claim, line by line: the bar, the dates, the item, who claims, exclusions; an article each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.codes import Ground
from claims.cover import WORDS as COVER_WORDS
from claims.cover import cover_of
from claims.models import Claim
from claims.pages.earlier import earlier_checks
from claims.queries import Told
from idi_platform.kernel.languages import in_words
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.components import Article, Check, Chip, Look
from idi_platform.portal.covers import CoverPeriod, cover_bar
from idi_platform.portal.words import date_words, money_words
from idi_platform.rulebooks.items import item_title
from idi_platform.rulebooks.law import Law
from policies.cover_rows import rows_at
from policies.models import CoverRow
from policies.rules.terms_of_cover import Basis, Cover, CoverState

_CONFIRMED = frozenset({CoverState.COVERED, CoverState.TAIL, CoverState.REPAIR_WARRANTY})
_OUT = frozenset({CoverState.ENDED, CoverState.OUTSIDE_SCOPE})
_MOST_BARS = 3
BASIS = {
    Basis.SEGMENT: _noop("条文和保单明细"),
    Basis.NOT_ACCEPTED_YET: _noop("楼栋还没有竣工验收日期"),
    Basis.NO_SEGMENT: _noop("条文没有写到这一段"),
    Basis.AFTER_ALL_SEGMENTS: _noop("所有期间都已结束"),
    Basis.NOT_IN_SCHEDULE: _noop("保单明细里没有这一项"),
    Basis.BUILDING_NOT_INSURED: _noop("这栋楼不在保单内"),
    Basis.NO_ROW: _noop("没有找到保单明细"),
    Basis.NO_DATES_IN_ROW: _noop("保单明细还没有日期"),
    Basis.NO_DATE_OF_DEFECT: _noop("没有发现日期"),
    Basis.SEVERAL_ITEMS: _noop("几个项目结论不同，先确定属于哪一项"),
    Basis.LEFTOVER: _noop("责任开始前就知道的问题"),
    Basis.FIRST_KNOWN_IN_COVER: _noop("期间内就知道，期满后才报"),
    Basis.REPORTED_AFTER_END: _noop("期满后报案"),
    Basis.FIRST_WORKING_DAY: _noop("期满日是休息日，节后第一个工作日报案"),
    Basis.SEGMENT_UNKNOWN: _noop("条文没有写明"),
    Basis.WARRANTY_UNKNOWN: _noop("维修后的质保期有没有起算，条文没有写明"),
}


def cover_panel(claim: Claim, law: Law, told: Told, today: date) -> dict[str, Any]:
    """Return the verdict of the cover rules, why, and the bars of the place."""
    cover = cover_of(claim)
    look = Look.MET if cover.state in _CONFIRMED else Look.BREACH if cover.state in _OUT else Look.PROVISIONAL
    words = _(COVER_WORDS[cover.state])
    if look is Look.MET and not claim.item_code:
        look, words = Look.PROVISIONAL, _("期间内，项目还没有确定")
    rows = [row for row in _rows(claim) if not claim.item_code or row.item == claim.item_code]
    periods = _periods(claim, rows, law)
    return {
        "cover_chip": Chip(look, words),
        "cover_bar": cover_bar(periods, today, with_key=False) if periods else None,
        "cover_checks": [
            _dates(cover, claim),
            _item(claim, rows, law),
            _claimant(claim, told),
            *_exclusions(claim, law),
            *_further(cover, claim, told),
        ],
    }


def _rows(claim: Claim) -> Sequence[CoverRow]:
    return rows_at(claim.subject.policy_id or 0, claim.subject.building_id or 0)


def _periods(claim: Claim, rows: Sequence[CoverRow], law: Law) -> list[CoverPeriod]:
    """Return the bars, the longest last; the time before cover is the developer's."""
    accepted = claim.building.accepted_on if claim.building is not None else None
    dated = [(row, row.starts_on, row.ends_on) for row in rows]
    found = [
        CoverPeriod(item_title(law, row.item), "shield", accepted, start, end)
        for row, start, end in dated
        if start is not None and end is not None
    ]
    return sorted(found, key=lambda period: (period.end, period.name))[:_MOST_BARS]


def _article(clause: str | None) -> Article | None:
    return short_article_of(clause) if clause else None


def _dates(cover: Cover, claim: Claim) -> Check:
    """Say whether the day that counts lies in the stretch, and which stretch that is."""
    basis = _("依据：%(basis)s") % {"basis": _(BASIS[cover.basis])}
    parts = [_stretch(cover), _known(claim), "" if cover.basis is Basis.SEGMENT else basis]
    detail = _("；").join(part for part in parts if part)
    if cover.state in _CONFIRMED:
        return Check.yes(_("发现日在保险期内"), detail, _article(cover.clause))
    if cover.state in _OUT or cover.state is CoverState.BEFORE_COVER:
        return Check.no(_(COVER_WORDS[cover.state]), detail, _article(cover.clause))
    return Check.open(_("在不在保险期内，还不能确定"), detail or basis, _article(cover.clause))


def _stretch(cover: Cover) -> str:
    if cover.from_ is None and cover.to is None:
        return ""
    since = date_words(cover.from_) if cover.from_ else _("很早")
    until = date_words(cover.last_day) if cover.last_day else _("没有终点")
    return _("这一段：%(since)s 至 %(until)s") % {"since": since, "until": until}


def _known(claim: Claim) -> str:
    if claim.discovered_on is None:
        return _("发现日期说不准，先按报案日算")
    return _("发现 %(day)s") % {"day": date_words(claim.discovered_on)}


def _item(claim: Claim, rows: Sequence[CoverRow], law: Law) -> Check:
    """Say whether the item stands in the policy's schedule, and what the owner bears of it."""
    if not claim.item_code:
        return Check.open(_("属于哪一项，还没有确定"), _("报案人说不清，现场看过以后由经办确定"))
    named, found = item_title(law, claim.item_code), law.cover.items.get(claim.item_code) if law.cover else None
    article = _article(found.clause if found is not None else "")
    row = next(iter(rows), None)
    if row is None:
        return Check.no(_("%(item)s：保单明细里没有") % {"item": named}, "", article)
    borne = _("免赔额 %(sum)s") % {"sum": money_words(row.deductible)} if row.deductible else _("不计免赔额")
    limit = _("限额 %(sum)s") % {"sum": money_words(row.limit)} if row.limit is not None else ""
    detail = _("，").join(part for part in (borne, limit) if part)
    return Check.yes(_("%(item)s：在保单明细内") % {"item": named}, detail, article)


def _claimant(claim: Claim, told: Told) -> Check:
    """Say whether whoever claims held the home on the day of the report."""
    if claim.is_transfer_pending:
        return Check.open(_("房屋已经过户"), _("先确定由谁继续"))
    if claim.is_unclaimed:
        return Check.open(_("索赔人还没有确定"), _("报案由服务台代为登记，等业主本人确认"))
    if claim.subject.unit_id is None:
        return Check.open(_("共有部分"), _("按代表全体业主的资格核对"))
    if told.holders:
        return Check.yes(_("索赔人是报案那天的业主"), _("按登记的房屋权利人"))
    return Check.open(_("索赔人不在报案那天的业主登记里"), _("请核对产权证或委托书"))


def _exclusions(claim: Claim, law: Law) -> list[Check]:
    """Say which exclusion was found, or what is to be looked at: the list of the text, each with its article."""
    known = law.cover.exclusions if law.cover is not None else {}
    if claim.ground:
        ground = known.get(claim.ground)
        named = str(Ground(claim.ground).label)
        return [Check.no(_("认定：%(ground)s") % {"ground": named}, "", _article(ground.clause if ground else ""))]
    if claim.determined_at is not None:
        return [Check.yes(_("除外情形：核定时没有认定"))]
    listed = [ground for ground in known.values() if ground.is_exclusion]
    if not listed:
        return [Check.open(_("除外情形：条文没有列举"), _("只看保险合同里提示说明过的"))]
    detail = _("、").join(in_words(ground.title) for ground in listed)
    return [Check.open(_("除外情形：请逐项核对"), detail, _article(listed[0].clause))]


def _further(cover: Cover, claim: Claim, told: Told) -> list[Check]:
    """Return what else bears on the verdict: an earlier day, an earlier case, what was recorded at acceptance."""
    found = []
    known = cover.dates.get("first_known_on")
    if known is not None and claim.discovered_on is not None and known < claim.discovered_on:
        found.append(Check.open(_("最早知道：%(day)s") % {"day": date_words(known)}))
    if claim.is_recorded_at_acceptance:
        found.append(Check.open(_("竣工验收时已有记录"), _("查勘时登记的")))
    return [*found, *earlier_checks(claim, told.cases)]
