"""Rules of assignment, colleagues, the duty roster and absences as values."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.access import led_by
from claims.codes import CLAIM_ENDED
from claims.desk.choosing import Colleague
from claims.desk.colleagues import colleagues_of, gone_from, known_of
from claims.desk.rows import name_words
from claims.models import AssignmentLog, AssignmentRule, Claim, DutyDay, RuleDays
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Division, Membership, Person
from idi_platform.accounts.roles import Role
from idi_platform.accounts.substitutes import substitutions
from idi_platform.deadlines import calendars
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import Action, Look, Note
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words, instant_words
from idi_platform.projects.models import Project
from idi_platform.rulebooks.items import title_under
from idi_platform.rulebooks.law import rulebooks_for
from policies.models import CoverRow, Policy

_MOST = 300
_LAST = 20


def choices_for(acting: Acting) -> dict[str, dict[Any, str]]:
    """Return what a rule may ask for: compounds, places and items under the insurer's own policies."""
    policies = Policy.objects.visible_to(acting).order_by()
    above = policies.values("subject__project", "subject__division", "insured_object")
    found = list(above.distinct()[:_MOST])
    projects = Project.objects.filter(pk__in=[row["subject__project"] for row in found]).order_by("name", "pk")
    divisions = Division.objects.filter(code__in={row["subject__division"] for row in found}).order_by("code")
    laws = rulebooks_for({row["insured_object"] for row in found}).values()
    codes = CoverRow.objects.filter(policy__in=policies.values("pk")).order_by("item")
    items = {code: title_under(laws, code) for code in codes.values_list("item", flat=True).distinct()}
    return {
        "projects": dict(projects.values_list("pk", "name")),
        "divisions": {row.code: row.name for row in divisions},
        "items": items,
    }


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words."""

    pk: int
    title: str
    when: str
    whom: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One colleague: what is in hand, what the desk knows, whether on duty or away today."""

    pk: int
    name: str
    told: str
    open: int
    hand_over_href: str


def rules_context(acting: Acting, people: dict[int, str], items: dict[str, str], today: date) -> dict[str, Any]:
    """Return the rules in their order, the colleagues, and the last choices with their reasons."""
    organisation = acting.organisation_id or 0
    rows = AssignmentRule.objects.filter(organisation=organisation, is_active=True)
    rules = list(rows.select_related("project", "division", "person").order_by("position", "pk"))
    desk = colleagues_of(organisation, today)
    teams = {person: row.team for person, row in known_of(organisation).items()}
    gone = _gone(acting, people)
    return {
        "rules": [_rule(rule, items, number == 0) for number, rule in enumerate(rules)],
        "people": [_person(one, people, teams) for one in desk],
        "gone": [_left(pk, name, count) for pk, (name, count) in gone.items()],
        "log": log_table(acting),
    }


def _gone(acting: Acting, people: dict[int, str]) -> dict[int, tuple[str, int]]:
    """Return who handles open claims and is no longer at the desk: their claims wait to be handed over."""
    rows = Claim.objects.visible_to(acting).exclude(state__in=CLAIM_ENDED).exclude(handled_by=None).order_by()
    counted = dict(rows.exclude(handled_by__in=people).values_list("handled_by").annotate(Count("pk")))
    names = dict(Person.objects.filter(pk__in=counted).values_list("pk", "name"))
    return {pk: (names.get(pk, ""), count) for pk, count in counted.items() if pk is not None}


def claims_in_hand(acting: Acting, person: int) -> Iterator[Note]:
    """Tell how many open claims a colleague has in hand; whoever may hand them over gets the way."""
    rows = led_by(acting.organisation_id, local_date(clock.now())).filter(handled_by=person)
    if many := rows.exclude(state__in=CLAIM_ENDED).count():
        words = ngettext("手上有 %(n)d 件在办的案件。", "手上有 %(n)d 件在办的案件。", many) % {"n": many}
        may = acting.may_act_as(Role.handler, Role.approver)
        yield Note(
            _("停用或者结束岗位不会改变案件的处理人，请交接给别的同事。"),
            strong=words,
            look=Look.TARGET,
            action=Action(_("交接案件"), _hand_over(person)) if may else None,
        )


def _left(pk: int, name: str, count: int) -> PersonLine:
    return PersonLine(pk, name, _("已不在岗"), count, _hand_over(pk))


def _hand_over(pk: int) -> str:
    return f"{reverse('claims:console_assign')}?from={pk}"


def _rule(rule: AssignmentRule, items: dict[str, str], is_first: bool) -> RuleLine:
    asked = [
        rule.project.name if rule.project is not None else "",
        rule.division.name if rule.division is not None else "",
        items.get(rule.item, rule.item),
        _("紧急报案") if rule.only_danger else "",
        str(RuleDays(rule.days).label) if rule.days != RuleDays.ANY else "",
    ]
    whom = [
        rule.person.name if rule.person is not None else _("手上最少的同事"),
        _("会%(skill)s") % {"skill": rule.skill} if rule.skill else "",
        _("当天值班") if rule.on_duty else "",
    ]
    return RuleLine(rule.pk, rule.title, _joined(asked) or _("所有新报案"), _joined(whom), is_first)


def _joined(words: list[str]) -> str:
    return _("，").join(word for word in words if word)


def _person(one: Colleague, people: dict[int, str], teams: dict[int, str]) -> PersonLine:
    told = [
        teams.get(one.person, ""),
        "、".join(one.skills),
        _("最多 %(n)s 件") % {"n": one.most_open} if one.most_open is not None else "",
        _("今天值班") if one.is_on_duty else "",
        _("今天不在") if one.is_away else "",
    ]
    return PersonLine(one.person, people[one.person], _joined(told), one.open, _hand_over(one.person))


def log_table(acting: Acting) -> Table:
    """Return the last claims that the rules gave to somebody, with the rule and what it chose among."""
    seen = AssignmentLog.objects.filter(claim__in=Claim.objects.visible_to(acting))
    rows = list(seen.select_related("claim", "rule").order_by("-made_at", "-pk")[:_LAST])
    names = dict(Person.objects.filter(pk__in={row.handler for row in rows}).values_list("pk", "name"))
    heads = (_("时间"), _("案件"), _("交给"), _("规则"), _("当时怎么挑的"))
    empty = Empty(_("还没有按规则分派过"), _("加一条规则，新报案就会按它分派，并写下为什么。"))
    lines = tuple(_logged(row, names) for row in rows)
    return Table(_("最近按规则分派的案件"), tuple(Column(head) for head in heads), lines, empty=empty)


def _logged(row: AssignmentLog, names: dict[int, str]) -> Row:
    number = row.claim.number
    colleagues = row.seen.get("colleagues", [])
    chosen: dict[str, Any] = next((one for one in colleagues if one["person"] == row.handler), {})
    words = _("%(many)s 位同事里，手上 %(open)s 件") % {"many": len(colleagues), "open": chosen.get("open", 0)}
    return Row(
        (
            Cell(instant_words(row.made_at, clock.now())),
            Cell(number, href=reverse("claims:console_claim", args=[number])),
            Cell(names.get(row.handler, "")),
            Cell(row.rule.title if row.rule is not None else "—"),
            Cell(words),
        )
    )


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the month: who is on duty, and whether it is a day of rest."""

    day: date
    words: str
    is_rest: bool
    is_today: bool
    is_other_month: bool
    on_duty: tuple[tuple[int, str], ...]


def month_context(acting: Acting, month: date, today: date) -> dict[str, Any]:
    """Return the weeks of a month with who is on duty, and who is away now or later."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    rows = DutyDay.objects.filter(organisation=acting.organisation_id or 0, day__range=(weeks[0][0], weeks[-1][-1]))
    on: dict[date, list[tuple[int, str]]] = defaultdict(list)
    gone = gone_from(acting.organisation_id or 0, today)
    for row in rows.select_related("person").order_by("day", "person__name"):
        name = name_words(row.person.name, is_gone=row.day >= today and row.person_id in gone)
        on[row.day].append((row.pk, name))
    lines = [[_day(day, month, today, on) for day in week] for week in weeks]
    absences = substitutions(acting.organisation_id or 0, Role.handler).exclude(until__lte=today)
    before, after = month - timedelta(days=1), (month + timedelta(days=32)).replace(day=1)
    address = reverse("claims:console_duty")
    return {
        "weeks": lines,
        "month": _("%(year)s年%(month)s月") % {"year": month.year, "month": month.month},
        "before_href": f"{address}?month={before:%Y-%m}",
        "after_href": f"{address}?month={after:%Y-%m}",
        "absences": [_absence(one) for one in absences.exclude(until=F("since")).order_by("since", "pk")],
    }


def _day(day: date, month: date, today: date, on: dict[date, list[tuple[int, str]]]) -> DayLine:
    rests = calendars.current().is_rest(day.toordinal())
    return DayLine(day, str(day.day), rests, day == today, day.month != month.month, tuple(on.get(day, ())))


def _absence(one: Membership) -> dict[str, Any]:
    since, who = date_words(one.since), one.person.name
    said = _("%(since)s起，回来的日子没定，由%(who)s代班") % {"since": since, "who": who}
    if one.until is not None:
        until = date_words(one.until)
        said = _("%(since)s起，%(until)s回来，由%(who)s代班") % {"since": since, "until": until, "who": who}
    away = one.stands_in_for.person.name if one.stands_in_for is not None else ""
    return {"pk": one.pk, "name": away, "words": said}
