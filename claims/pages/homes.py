"""An owner's homes as cards: what goes on, the button to report, until when what is covered, the home's papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.homes import Home
from claims.models import Claim
from claims.pages.home_cover import HomeCover, cover_of_home
from claims.pages.owner_turns import Turns, turn_chip, turn_words, whose_turns
from claims.pages.whose_turn import Whose, state_words
from claims.queries import CaseLine
from claims.words import home_words
from idi_platform.documents.models import Paper
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import Action, Ball, Look, Note, PaperRow
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.papers import paper_rows
from idi_platform.portal.words import date_words, instant_words
from policies.ending import ends_ahead

_SHOWN_CASES = 3


@dataclass(frozen=True, slots=True)
class HomeCard:
    """One home on the page; `cases` are balls that lead to the cases, `more` where there are further ones."""

    anchor: str
    title: str
    line: str
    entrusted: str
    cases: tuple[Ball, ...]
    more: LinkRow | None
    report: Action
    cover: HomeCover | None
    ending: Note | None
    papers: tuple[PaperRow, ...]
    rows: tuple[LinkRow, ...]


def home_cards(homes: Sequence[Home], now: datetime) -> list[HomeCard]:
    """Return the cards; the key to the bars stands under the first of them that has bars."""
    cards, with_key = [], True
    turns = whose_turns([line for home in homes for line in home.cases[:_SHOWN_CASES]], now)
    for home in homes:
        card = _card(home, turns, now, with_key=with_key)
        with_key = with_key and (card.cover is None or not card.cover.bar.items)
        cards.append(card)
    return cards


def _card(home: Home, turns: Turns, now: datetime, *, with_key: bool) -> HomeCard:
    cover = cover_of_home(home, local_date(now), with_key=with_key)
    return HomeCard(
        anchor=f"home-{home.unit.pk}",
        title=home_words(home.unit, None, home.unit.building),
        line=_line(home),
        entrusted=_entrusted(home),
        cases=tuple(_ball(line, turns[line.case.pk], now) for line in home.cases[:_SHOWN_CASES]),
        more=_more(home.cases),
        report=_report(home, cover),
        cover=cover,
        ending=_ending(home, local_date(now)),
        papers=_papers(home.papers, now),
        rows=_rows(home),
    )


def greeting(homes: Sequence[Home], name: str) -> str:
    """Return what the page says under its title: whose homes stand here; an agent reads that they are not his."""
    entrusted = [home.entrusted_by is not None for home in homes]
    said = _("您的房屋和保到什么时候都在这里。")
    if all(entrusted):
        said = _("您受业主委托办理的房屋都在这里，替谁办理写在每套房屋下面。")
    elif any(entrusted):
        said = _("您的房屋和您受业主委托办理的房屋都在这里，替谁办理写在房屋下面。")
    return _("，").join(part for part in (name, said) if part) if homes else ""


def _entrusted(home: Home) -> str:
    """Return for whom the reader stands at a home; empty for one of his own."""
    if home.entrusted_by is None:
        return ""
    if not home.entrusted_by:
        return _("您受业主委托办理")
    return _("您受%(owner)s委托办理") % {"owner": home.entrusted_by}


def _line(home: Home) -> str:
    if home.policy is None:
        return _("还没有登记保单")
    return _("保单 %(number)s") % {"number": home.policy.number} if home.policy.number else _("保单还没有签发")


def _ball(line: CaseLine, whose: Whose, now: datetime) -> Ball:
    """Return what goes on: which case, whose turn, how long."""
    case = line.case
    when = case.received_at if isinstance(case, Claim) else case.reported_at
    reported = _("%(title)s，%(when)s 报案") if isinstance(case, Claim) else _("%(title)s，%(when)s 报修")
    who = reported % {"title": line.title, "when": instant_words(when, now)} if when is not None else line.title
    route = "claims:owner_claim" if isinstance(case, Claim) else "claims:owner_ticket"
    act, what = turn_words(whose)
    icon = "user" if whose.is_mine else "shield" if isinstance(case, Claim) else "wrench"
    address = reverse(route, args=[case.number])
    return Ball(who, act or state_words(case), what, icon, whose.is_mine, address, turn_chip(line, whose, now))


def _ending(home: Home, today: date) -> Note | None:
    """Say that something of the home's cover ends soon; the bars below name each item with its last day."""
    ends = ends_ahead(home.rows, today) if home.policy is not None and home.policy.state == "in_force" else []
    if not ends:
        return None
    last = ends[0].last_day
    values = {"count": len(ends[0].items), "day": date_words(last)}
    text = (_("今天是最后一天。") if last == today else "") + _("请在这之前检查一遍，发现问题马上报案。")
    return Note(text, strong=_("有 %(count)d 项保到%(day)s 24 时") % values, look=Look.TARGET)


def _more(cases: Sequence[CaseLine]) -> LinkRow | None:
    if len(cases) <= _SHOWN_CASES:
        return None
    return LinkRow(_("这套房还有别的案件"), reverse("claims:owner_claims"), _("都在报案记录里"), "list")


def _report(home: Home, cover: HomeCover | None) -> Action:
    """Return the button to report; before cover it says to whom the report goes."""
    words = _("报告问题，我们转给责任方") if cover is not None and cover.is_before else _("这套房有问题，我要报案")
    address = f"{reverse('claims:owner_report')}?home={home.unit.pk}"
    return Action(words, address, primary=not (cover is not None and cover.is_before))


def _papers(papers: Iterable[Paper], now: datetime) -> tuple[PaperRow, ...]:
    return tuple(paper_rows(papers, now, "claims:owner_paper"))


def _rows(home: Home) -> tuple[LinkRow, ...]:
    if home.policy is None:
        return ()
    address = reverse("claims:owner_cover", args=[home.unit.pk])
    return (LinkRow(_("什么情况会赔，什么不赔"), address, _("用平常话讲这套房的保险"), "book"),)
