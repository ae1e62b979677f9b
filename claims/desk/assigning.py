"""New claims go to somebody by the insurer's rules; one that nobody takes up in time is told.

Both ask what is owed: a round that is lost, late or doubled changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from claims.codes import CLAIM_ENDED
from claims.desk import choosing
from claims.desk.choosing import Choice
from claims.desk.colleagues import cases_of, colleagues_of, rules_of, settings_of
from claims.models import AssignmentLog, AssignmentRule, Claim
from claims.models.claim_handling import UNDECIDED
from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import Organisation, OrganisationKind
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import PlatformError
from idi_platform.notifications.models import Notice
from idi_platform.notifications.owing import owe_notice
from idi_platform.records.models import Party
from idi_platform.workflow.effects import NoticeDraft
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed

BATCH = 500
UNASSIGNED = "claim.unassigned"


def unhandled() -> "QuerySet[Claim]":
    """Return the open claims that nobody handles."""
    return Claim.objects.filter(handled_by=None).exclude(state__in=CLAIM_ENDED)


def unassigned(organisation_id: int, now: datetime) -> list[Claim]:
    """Return the claims that nobody handles under the policies that an insurer leads today, the oldest first."""
    led = Party.objects.on(local_date(now)).filter(organisation=organisation_id, role=PartyRole.lead_insurer)
    rows = unhandled().filter(subject__policy__in=led.values("subject")).select_related("subject")
    return list(rows.order_by(F("received_at").asc(nulls_last=True), "pk")[:BATCH])


def choices(
    organisation_id: int, claims: Sequence[Claim], now: datetime
) -> "dict[int, tuple[Choice, dict[str, object]]]":
    """Return for each claim whom the rules choose, each counting those before it, and what was looked at."""
    today = local_date(now)
    rules, desk, cases = rules_of(organisation_id), colleagues_of(organisation_id, today), cases_of(claims, today)
    found: dict[int, tuple[Choice, dict[str, object]]] = {}
    for claim in claims:
        chosen = choosing.choose(cases[claim.pk], rules, desk)
        found[claim.pk] = chosen, choosing.as_json(cases[claim.pk], rules, desk)
        if chosen.handler is not None:
            desk = choosing.with_one_more(desk, chosen.handler)
    return found


def assign_new() -> int:
    """Give every claim that nobody handles to whom its insurer's rules name; return how many were given."""
    if not unhandled().exists():
        return 0
    now, given = clock.now(), 0
    ruled = AssignmentRule.objects.filter(is_active=True).order_by("organisation")
    for organisation_id in ruled.values_list("organisation", flat=True).distinct():
        if settings_of(organisation_id).assigns_by_rule:
            claims = unassigned(organisation_id, now)
            found = choices(organisation_id, claims, now) if claims else {}
            given += sum(_give(claim, *found[claim.pk]) for claim in claims)
    return given


def _give(claim: Claim, chosen: Choice, seen: dict[str, object]) -> bool:
    """Assign one claim in its own transaction, with the line that says why; what stands against it stops no other."""
    if chosen.handler is None:
        return False

    def work() -> bool:
        key = f"assign:{claim.pk}:{claim.subject.seq}:{chosen.handler}"
        done = perform(claim, "assign_by_rule", acting=SYSTEM, key=key, handler=chosen.handler, rule=chosen.rule)
        if isinstance(done, Performed):
            log_choice(claim.pk, done.record.pk, chosen.rule, chosen.handler or 0, seen)
        return True

    try:
        return in_one_transaction(work)
    except PlatformError:
        return False


def log_choice(claim_id: int, record_id: int, rule: int | None, handler: int, seen: dict[str, object]) -> None:
    """Keep why, once per step."""
    AssignmentLog.objects.get_or_create(
        record_id=record_id,
        defaults={"claim_id": claim_id, "rule_id": rule, "handler": handler, "seen": seen, "made_at": clock.now()},
    )


def tell_unassigned() -> int:
    """Owe a message for each claim that nobody has taken up in the insurer's own time, once; return how many.

    One that is determined has been taken up, whoever it was.
    """
    now, told = clock.now(), 0
    for organisation_id in Organisation.objects.filter(kind=OrganisationKind.insurer).values_list("pk", flat=True):
        for claim in _late(organisation_id, now):
            for role in (Role.handler, Role.approver):
                draft = NoticeDraft(UNASSIGNED, {"case": claim.number}, organisation_id=organisation_id, role=role)
                owe_notice(draft, subject_id=claim.pk, cause=f"unassigned:{claim.pk}")
            told += 1
    return told


def _late(organisation_id: int, now: datetime) -> list[Claim]:
    """Return the claims that wait for too long and were not told yet."""
    until = now - timedelta(minutes=settings_of(organisation_id).alarm_after)
    waiting = [one for one in unassigned(organisation_id, now) if one.state in UNDECIDED]
    claims = [one for one in waiting if one.received_at and one.received_at <= until]
    told = Notice.objects.filter(template=UNASSIGNED, subject__in=[claim.pk for claim in claims])
    known = set(told.values_list("subject", flat=True))
    return [claim for claim in claims if claim.pk not in known]
