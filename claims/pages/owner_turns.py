"""Whose turn it is on the cases of a list, by what decides it on a case's own page; as cards and as words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.dates import duties_among
from claims.models import Appointment, Appraisal, Claim, Repair, Ticket
from claims.pages import repaired
from claims.pages.appraisals import awaiting_owner, with_answer
from claims.pages.beside import waits_for_slot
from claims.pages.whose_turn import OWNER, Whose, state_words, whose_ticket, whose_turn
from claims.queries import CaseLine
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import local_date
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import ClockChip
from idi_platform.portal.lists import CaseCard
from idi_platform.portal.words import short_date_words, time_words, weekday_words
from idi_platform.rulebooks.law import Law, national_law, rulebooks_for

Turns = Mapping[int, Whose]
_SHOWN_TO_ASKED = (ClockState.PAUSED, ClockState.OVERDUE)


def whose_turns(lines: Sequence[CaseLine], now: datetime) -> Turns:
    """Return whose turn it is on each case, by number; the number of queries does not grow with the rows."""
    laws = rulebooks_for({pk for line in lines if (pk := line.case.subject.insured_object_id) is not None})
    claims = [line.case for line in lines if isinstance(line.case, Claim)]
    repairs = _newest_repairs(one.pk for one in claims if one.repair_ordered_at is not None)
    slots = _newest_appointments(one.pk for one in claims if one.surveyed_at is None)
    disputes = _proposed_appraisers(one.pk for one in claims if one.determined_at is not None)
    return {line.case.pk: _whose(line, _law(line, laws), repairs, slots, disputes, now) for line in lines}


def _law(line: CaseLine, laws: Mapping[int, Law]) -> Law:
    found = laws.get(line.case.subject.insured_object_id or 0)
    return found if found is not None else national_law()


def _whose(
    line: CaseLine,
    law: Law,
    repairs: Mapping[int, Repair],
    appointments: Mapping[int, Appointment],
    disputes: Mapping[int, Appraisal],
    now: datetime,
) -> Whose:
    case, duties = line.case, duties_among(line.clocks, law)
    if isinstance(case, Ticket):
        return whose_ticket(case, duties)
    found = repaired.whose_turn(case, repairs.get(case.pk)) or whose_turn(case, duties)
    if found.role and not found.is_mine and waits_for_slot(appointments.get(case.pk), case, now):
        return Whose(OWNER, _("您选上门时间"))
    found = with_answer(case, disputes.get(case.pk), found)
    return replace(found, after=found.after + _visit_to_come(case, now))


def _visit_to_come(claim: Claim, now: datetime) -> str:
    """Return when somebody comes, where that is arranged and still ahead: whoever lives there has to be at home."""
    at = claim.survey_from_at
    if at is None or claim.surveyed_at is not None or at <= now:
        return ""
    day = local_date(at)
    values = {"day": short_date_words(day, local_date(now)), "weekday": weekday_words(day), "time": time_words(at)}
    return _("，已约好 %(day)s（%(weekday)s）%(time)s 上门") % values


def _newest_repairs(claims: Iterable[int]) -> dict[int, Repair]:
    return {row.claim_id: row for row in Repair.objects.filter(claim__in=list(claims)).order_by("pk")}


def _newest_appointments(claims: Iterable[int]) -> dict[int, Appointment]:
    return {row.claim_id: row for row in Appointment.objects.filter(claim__in=list(claims)).order_by("pk")}


def _proposed_appraisers(claims: Iterable[int]) -> dict[int, Appraisal]:
    """Return the appraisals that wait for the owner's side, by claim."""
    rows = Appraisal.objects.filter(claim__in=list(claims), state="proposed").order_by("pk")
    return {row.claim_id: row for row in rows if row.claim_id is not None and awaiting_owner([row]) is not None}


def turn_words(whose: Whose) -> tuple[str, str]:
    """Return whose turn it is as an owner reads it, and what for; nothing where it is nobody's."""
    if not whose.role:
        return "", ""
    if whose.is_mine:
        return _("轮到%(who)s") % {"who": whose.act}, whose.after
    return _("轮到%(who)s") % {"who": whose.who}, _("：").join(("", whose.act)) + whose.after


def turn_chip(line: CaseLine, whose: Whose, now: datetime) -> ClockChip | None:
    """Return the clock of the turn, or the next that runs; who is asked himself reads that it stops or is overdue."""
    clock = whose.owed.clock if whose.owed is not None else line.clock
    if clock is None or (whose.is_mine and clock.state not in _SHOWN_TO_ASKED):
        return None
    return clock_chip(clock, now)


def cards(
    lines: Sequence[CaseLine], turns: Turns, now: datetime, route: str, then: Mapping[int, str]
) -> list[CaseCard]:
    """Return cases as cards of a list; those of a home that has passed on as they stood then."""
    return [
        _card(line, turns[line.case.pk], now, route)
        if line.case.pk not in then
        else _passed(line, then[line.case.pk], route)
        for line in lines
    ]


def _card(line: CaseLine, whose: Whose, now: datetime, route: str) -> CaseCard:
    chip = turn_chip(line, whose, now)
    return CaseCard(
        title=line.title,
        place=line.home,
        line=f"{line.case.number}　{state_words(line.case)}",
        href=reverse(route, args=[line.case.number]),
        chip=chip,
        hint=_("，").join(part for part in ("".join(turn_words(whose)), chip.line if chip is not None else "") if part),
    )


def _passed(line: CaseLine, then: str, route: str) -> CaseCard:
    stood = _("房屋转让时：%(state)s") % {"state": state_words(line.case, then)}
    return CaseCard(
        title=line.title,
        place=line.home,
        line=f"{line.case.number}　{stood}",
        href=reverse(route, args=[line.case.number]),
    )
