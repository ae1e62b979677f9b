"""Visits of a day or a week: chosen appointments, and surveys that were arranged without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from claims.desk.rows import names_of
from claims.models import Appointment, Claim
from claims.queries import homes_of
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines import calendars
from idi_platform.kernel.clock import SHANGHAI, local_date

EVENING = time(18, 0)
MOVED = Q(state="chosen", claim__survey_from_at__isnull=False) & ~Q(chosen_for=F("claim__survey_from_at"))
"""Appointments at whose time nobody comes any more: the desk has arranged another one since."""
_MOST = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: when, where, who goes; `at` is UTC. `state` is the appointment's, `chosen` without one."""

    at: datetime
    until: datetime | None
    claim: Claim
    home: str
    who: str
    state: str
    is_off_hours: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, whose visits and in which compound; nobody and nothing in particular is all of them."""

    first: date
    days: int
    person: int | None = None
    project: int | None = None

    @property
    def dates(self) -> list[date]:
        """Return the days in order."""
        return [self.first + timedelta(days=number) for number in range(self.days)]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return the first instant and the first one after."""
        begin = datetime.combine(self.first, time(0), SHANGHAI)
        return begin, begin + timedelta(days=self.days)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def visits(acting: Acting, asked: Asked) -> list[Visit]:
    """Return the visits that the capacity may see, in order; the number of queries does not grow with them."""
    begin, end = asked.span
    booked = Appointment.objects.visible_to(acting).filter(chosen_for__gte=begin, chosen_for__lt=end)
    booked = booked.exclude(state="offered").exclude(MOVED).select_related("claim__subject")
    found = {(one.claim_id, one.chosen_for): (one.claim, one.state) for one in booked[:_MOST] if one.chosen_for}
    arranged = Claim.objects.visible_to(acting).filter(survey_from_at__gte=begin, survey_from_at__lt=end)
    for claim in arranged.select_related("subject")[:_MOST]:
        same = any(pk == claim.pk and local_date(at) == _day(claim.survey_from_at) for pk, at in found)
        if not same and claim.survey_from_at is not None:
            found[claim.pk, claim.survey_from_at] = claim, "visited" if claim.surveyed_at is not None else "chosen"
    kept = {key: pair for key, pair in found.items() if _is_asked(pair[0], asked)}
    return _told(kept)


def _told(found: dict[tuple[int, datetime], tuple[Claim, str]]) -> list[Visit]:
    claims = [claim for claim, _state in found.values()]
    homes = homes_of(claims)
    names = names_of({claim.surveyor or claim.handled_by for claim in claims})
    lines = [
        Visit(
            at=at,
            until=claim.survey_until_at if claim.survey_from_at == at else None,
            claim=claim,
            home=homes.get(claim.pk, ""),
            who=names.get(claim.surveyor or claim.handled_by or 0, ""),
            state=state,
            is_off_hours=is_off_hours(at),
        )
        for (_pk, at), (claim, state) in found.items()
    ]
    return sorted(lines, key=lambda line: (line.at, line.home, line.claim.pk))


def _is_asked(claim: Claim, asked: Asked) -> bool:
    goes = claim.surveyor or claim.handled_by
    return asked.person in (None, goes) and asked.project in (None, claim.subject.project_id)


def is_off_hours(at: datetime) -> bool:
    """Say whether a visit is in the evening or on a day of rest."""
    local = at.astimezone(SHANGHAI)
    return local.time() >= EVENING or calendars.current().is_rest(local.date().toordinal())


def _day(at: datetime | None) -> date | None:
    return local_date(at) if at is not None else None


def surveyors_among(found: Sequence[Visit]) -> dict[int, str]:
    """Return who goes, by name, for the filter."""
    people = {(one.claim.surveyor or one.claim.handled_by or 0): one.who for one in found if one.who}
    return dict(sorted(people.items(), key=lambda pair: pair[1]))
