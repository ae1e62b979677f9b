"""What a service desk has on its hands: open cases, who comes today, the month's list, what it passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from claims.codes import CLAIM_ENDED
from claims.desk.visits import MOVED
from claims.models import Appointment, Claim
from claims.models.claim_handling import OPEN
from claims.queries import homes_of
from claims.tells import claimants
from claims.tells_callers import caller_told
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.clock import local_date, start_of
from idi_platform.portal.words import masked_phone
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records import scopes
from idi_platform.records.models import IdempotencyKey, Party, Record

_ONE_DAY = timedelta(days=1)
_MOST_VISITS = 200
_MOST_TO_JOIN = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes to a home or a common part: when, where, for which insurer; `number` only of a case it may see."""

    at: datetime
    place: str
    insurer: str
    number: str = ""


def cases_of(acting: Acting) -> "QuerySet[Claim]":
    """Return the cases that the desk may see, with what a list needs."""
    return Claim.objects.visible_to(acting).select_related("subject")


def open_cases(acting: Acting) -> "QuerySet[Claim]":
    """Return those that are not over."""
    return cases_of(acting).exclude(state__in=CLAIM_ENDED).filter(received_at__isnull=False)


def open_at_part(acting: Acting, part: CommonPart) -> list[Claim]:
    """Return the open claims of a common part that a further report of the same cause may join."""
    found = cases_of(acting).filter(subject__common_part=part.pk, state__in=OPEN)
    return list(found.order_by("-received_at", "-pk")[:_MOST_TO_JOIN])


def opened_by(acting: Acting, key: str) -> int | None:
    """Return the claim that a form of the desk has opened already; None for a fresh one."""
    used = IdempotencyKey.objects.filter(owner=acting.owner_key, key=f"{key}:claim", record__isnull=False)
    return used.values_list("record__subject", flat=True).first()


def cases_of_month(acting: Acting, first: date) -> "QuerySet[Claim]":
    """Return what came in in a month, from its first day 00:00 in Shanghai to the next month's."""
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return cases_of(acting).filter(received_at__gte=start_of(first), received_at__lt=start_of(following))


def cases_passed_on(acting: Acting) -> "QuerySet[Claim]":
    """Return what the desk took in itself and nobody has looked at yet: the limits run since its own receipt."""
    mine = open_cases(acting).filter(filed_by_organisation=acting.organisation_id or 0, state="filed")
    return mine.filter(surveyed_at__isnull=True)


def passed_on_at(claims: Sequence[Claim]) -> dict[int, datetime]:
    """Return when the insurer was given each report: the instant at which it was entered."""
    rows = Record.objects.filter(subject__in=[claim.pk for claim in claims], name="claim.file")
    return dict(rows.order_by("-seq").values_list("subject_id", "recorded_at"))


def own_duties(acting: Acting) -> list[Clock]:
    """Return what the desk's own organisation owes by a clock, where the text of the place puts a duty on it."""
    if acting.organisation_id is None or not acting.may_act_as(Role.property_desk):
        return []
    return list(Clock.objects.owed_by(acting.organisation_id).select_related("subject")[:50])


def visits_on(acting: Acting, day: date) -> list[Visit]:
    """Return who comes on a day within the desk's mandate, whoever reported: when and where, and no person's name.

    A property desk opens the gate for a visit of which it may know nothing else.
    """
    hours = (start_of(day), start_of(day + _ONE_DAY))
    chosen = Appointment.objects.visible_to(acting).filter(
        state="chosen", chosen_for__gte=hours[0], chosen_for__lt=hours[1]
    )
    chosen = chosen.exclude(MOVED)
    arranged = list(chosen.select_related("claim__subject").order_by("chosen_for")[:_MOST_VISITS])
    surveys = Claim.objects.filter(_entrusted(acting, day), survey_from_at__gte=hours[0], survey_from_at__lt=hours[1])
    surveys = surveys.exclude(state__in=CLAIM_ENDED).filter(surveyed_at__isnull=True).select_related("subject")
    found = {row.claim_id: (row.chosen_for, row.claim) for row in arranged if row.chosen_for is not None}
    for claim in surveys.order_by("survey_from_at")[:_MOST_VISITS]:
        if claim.survey_from_at is not None:
            found.setdefault(claim.pk, (claim.survey_from_at, claim))
    return _visits(acting, list(found.values()), day)


def _entrusted(acting: Acting, day: date) -> Q:
    """Return the condition that a case lies in the compounds, or under the policies, that the desk works for."""
    rule = ROLE_TABLE[Role.hotline if acting.may_act_as(Role.hotline) else Role.property_desk]
    carriers = scopes.parties_of(acting, rule.party_roles, day).values("subject")
    return Q(**{f"subject__{rule.looks_through}__in": carriers})


def _visits(acting: Acting, rows: Sequence[tuple[datetime, Claim]], day: date) -> list[Visit]:
    claims = [claim for _at, claim in rows]
    homes, leads = homes_of(claims), _leads(claims, day)
    seen = set(Claim.objects.visible_to(acting).filter(pk__in=[one.pk for one in claims]).values_list("pk", flat=True))
    return sorted(
        (
            Visit(
                at,
                homes.get(claim.pk, ""),
                leads.get(claim.subject.policy_id or 0, ""),
                claim.number if claim.pk in seen else "",
            )
            for at, claim in rows
        ),
        key=lambda visit: (visit.at, visit.place),
    )


def _leads(claims: Sequence[Claim], day: date) -> dict[int, str]:
    policies = {claim.subject.policy_id for claim in claims if claim.subject.policy_id is not None}
    held = Party.objects.on(day).filter(subject__in=policies, role=PartyRole.lead_insurer)
    return dict(held.values_list("subject_id", "organisation__name"))


def owners_of(units: Sequence[Unit], today: date) -> list[Party]:
    """Return who owns homes today, as persons, in the order in which they were named; one query."""
    held = Party.objects.on(today).filter(
        subject__in=[unit.pk for unit in units], role=PartyRole.owner, person__isnull=False
    )
    return list(held.select_related("person").order_by("subject", "pk"))


def phones_told(claim: Claim) -> list[str]:
    """Return to whose telephones the text message about the report goes, shortened: the owners' and the caller's."""
    rows = Person.objects.filter(pk__in=claimants(claim), phone__isnull=False).order_by("pk")
    filed = Record.objects.filter(subject=claim.pk, name="claim.file").order_by("seq").first()
    caller = caller_told(claim, filed) if filed is not None else ""
    phones = [*rows.values_list("phone", flat=True), caller]
    return [masked_phone(phone) for phone in dict.fromkeys(phones) if phone]


def day_of(text: str, now: datetime) -> date:
    """Return the day that an address names (2026-09-29); today for everything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return local_date(now)
