"""What follows from events of time: routes told, and steps that the system takes at their legal instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import SYSTEM
from idi_platform.deadlines.bringing import bring_with
from idi_platform.deadlines.derive.derived import MarkEvent
from idi_platform.deadlines.follow_up import NotTaken, follows
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.reconcile import reconcile
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.deadlines.states import ClockKind
from idi_platform.kernel import clock as time
from idi_platform.kernel.errors import Refused
from idi_platform.kernel.languages import in_words, words_later
from idi_platform.notifications.models import Notice
from idi_platform.notifications.owing import notices_of, owe
from idi_platform.records.models import Aggregate, Subject
from idi_platform.rulebooks.law import Law

from . import locks
from .effects import NoticeDraft
from .escalation import Recipient, desk_of, recipients
from .lifecycles import lifecycle_of
from .loading import aggregate_of, aggregates_of, load
from .onlookers import onlookers_of
from .perform import in_one_transaction, perform
from .world import world_of, worlds_of

_BREACHED = "clock.breached"
_ELSEWHERE = "clock.breached_elsewhere"
_TOGETHER = "clock.breached_together"
_TEMPLATES = {
    "reminder": "clock.due_near",
    "target_passed": "clock.target_near",
    "due_passed": _BREACHED,
    "escalation": _BREACHED,
    "recomputed": "clock.moved",
    "opened": "clock.target_near",
    "closed": "clock.due_near",
    "period_over": "clock.due_near",
    "step_due": "clock.due_near",
}
HOLDER = "holder"
_PLACES = frozenset({"project", "insured_object", "building", "unit", "common_part"})
_CHANNELS_OF_PERSON = ("in_app", "sms")
_CHANNELS_OF_DESK = ("in_app", "email")


@follows("notify", together=True)
def tell(rows: Sequence[FollowUp]) -> None:
    """Owe the messages of events, all by one statement."""
    aggregates = {found.pk: found for found in aggregates_of(row.subject for row in rows)}
    around = places_around(aggregates.values())
    owe([notice for row in rows for notice in _messages(row, aggregates[row.subject_id], around[row.subject_id])])


def _messages(row: FollowUp, aggregate: Aggregate, around: Sequence[str]) -> list[Notice]:
    """Return a message to everybody on the event's routes; with nobody on any of them, to the operator."""
    clock, day = row.clock, time.local_date(row.occurred_at)
    routes: Sequence[str] = row.what.get("routes", ())
    found = {whom: None for route in routes for whom in _on_route(clock, aggregate, route, day)}
    if not found:
        found = dict.fromkeys(recipients(aggregate, "operator", day))
    data = {
        "case": lazy(case_name, str)(aggregate, around),
        "duty": duty_name(aggregate, clock),
        "until": lazy(until, str)(clock),
    }
    drafts = [_draft(_template(row, aggregate, whom, day), data, whom) for whom in found]
    hangs_on = {"subject_id": aggregate.pk, "record_id": row.record_id, "clock_id": clock.pk}
    waiting = [draft for draft in drafts if draft.template == _ELSEWHERE and draft.person_id is not None]
    others = [draft for draft in drafts if draft not in waiting]
    return [*notices_of(others, **hangs_on), *_told_once(waiting, row, aggregate, hangs_on)]


def _told_once(
    drafts: Sequence[NoticeDraft], row: FollowUp, aggregate: Aggregate, hangs_on: dict[str, int]
) -> list[Notice]:
    """Tell a person for whom it was owed one time of all that was missed at one instant, whichever comes first.

    Desks and authorities are told of each duty, for each is on record by itself.
    """
    if not drafts:
        return []
    missed = _missed_with(row, aggregate)
    if len(missed) > 1:
        together = {"count": str(len(missed)), "duties": lazy(_listed, str)(missed)}
        drafts = [replace(draft, template=_TOGETHER, data={**draft.data, **together}) for draft in drafts]
    return notices_of(drafts, cause=f"{row.event}:{aggregate.pk}:{row.occurred_at.isoformat()}", **hangs_on)


def _listed(names: Sequence[str | Promise]) -> str:
    return _("、").join(str(name) for name in names)


def _missed_with(row: FollowUp, aggregate: Aggregate) -> list[str | Promise]:
    """Return the names of the duties that were missed at the instant of an event and are told on a route of its own."""
    if row.event != MarkEvent.DUE_PASSED:
        return [duty_name(aggregate, row.clock)]
    at_once = Clock.objects.open().filter(subject=aggregate.pk, kind=ClockKind.DUTY, due_at=row.occurred_at)
    ended = list(at_once.order_by("pk"))
    if len(ended) > 1:
        law, routes = world_of(aggregate, row.clock.started_at).rulebook, set(row.what.get("routes", ()))
        ended = [one for one in ended if one.pk == row.clock_id or routes & _routes(law, one)]
    return [duty_name(aggregate, one) for one in ended]


def _routes(law: Law, clock: Clock) -> set[str]:
    """Return who is told at once when a duty is missed."""
    definition = law.clocks.get(clock.name)
    at_once = (told for told in definition.on_breach if told.after is None) if definition is not None else ()
    return {route for told in at_once for route in told.notify}


def _template(row: FollowUp, aggregate: Aggregate, whom: Recipient, day: date) -> str:
    """Return the wording: only who owes a duty is urged, whoever else learns of a breach is told what became of it."""
    usual = _TEMPLATES[row.event]
    return _ELSEWHERE if usual == _BREACHED and not _owes(row.clock, aggregate, whom, day) else usual


def _owes(clock: Clock, aggregate: Aggregate, whom: Recipient, day: date) -> bool:
    if clock.owed_org_id is not None:
        return whom.organisation_id == clock.owed_org_id
    return whom in recipients(aggregate, clock.owed_role, day)


@follows("take")
def take(rows: Sequence[FollowUp]) -> None:
    """Let the system take the step, as of the legal instant; a refusal closes its clock."""
    for row in rows:
        _take(row)


def _take(row: FollowUp) -> None:
    aggregate = aggregate_of(row.subject)
    kind, _, verb = str(row.what["step"]).partition(".")
    if kind != aggregate.kind:
        raise NotTaken(f"{kind}.{verb} is not a step of {aggregate.kind}.", codes=["step.unknown"])
    facts: dict[str, Any] = dict(row.what.get("facts", {}))
    try:
        perform(aggregate, verb, acting=SYSTEM, key=f"follow:{row.pk}", occurred_at=row.occurred_at, **facts)
    except Refused as refused:
        raise NotTaken(refused.message, codes=(one.code for one in refused.refusals)) from refused


@bring_with
def bring(subject_ids: Sequence[int], now: datetime) -> None:
    """Reconcile the clocks of subjects outside a step, under their locks."""

    def work() -> None:
        subjects = list(Subject.objects.filter(pk__in=subject_ids).order_by("pk"))
        locks.take({*subject_ids, *onlookers_of(*subjects)})
        found = aggregates_of(subjects)
        reconcile(found, world_for=worlds_of(found, now), now=now)

    in_one_transaction(work)


def case_name(aggregate: Aggregate, around: Sequence[str]) -> str:
    """Return what a message calls the case: its number; a place, and what bears no number, by the places around it.

    A building's number is its own alone within the project, and the database's number of a row says nothing.
    """
    number, is_place = getattr(aggregate, "number", ""), aggregate.kind in _PLACES
    if number and not is_place:
        return _("案件 %(case)s") % {"case": number}
    own = str(aggregate) if is_place else in_words(lifecycle_of(aggregate.kind))
    return " ".join([*around, own] if around or is_place else [own, str(aggregate.pk)])


def places_around(aggregates: Collection[Aggregate]) -> dict[int, list[str]]:
    """Return project and building of what no number of its own tells, by their names; all are read together."""
    above = {one.pk: _above(one) for one in aggregates}
    names = {found.pk: str(found) for found in load({pk for pks in above.values() for pk in pks})}
    return {own: [names[pk] for pk in pks] for own, pks in above.items()}


def _above(aggregate: Aggregate) -> list[int]:
    if getattr(aggregate, "number", "") and aggregate.kind not in _PLACES:
        return []
    above = (aggregate.subject.project_id, aggregate.subject.building_id)
    return [pk for pk in above if pk not in (None, aggregate.pk)]


def duty_name(aggregate: Aggregate, clock: Clock) -> str | Promise:
    """Return the clock's title, else the title of its clause."""
    law = world_of(aggregate, clock.started_at).rulebook
    definition = law.clocks.get(clock.name)
    if definition is not None and definition.title is not None:
        return words_later(definition.title)
    return lazy(law.clause_title, str)(clock.clause)


def until(clock: Clock) -> str:
    """Return the last good day as a message says it, short."""
    end = clock.due_at or clock.target_at
    if end is None:
        return ""
    day = time.local_date(end - ONE_SECOND)
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def _on_route(clock: Clock, aggregate: Aggregate, route: str, day: date) -> tuple[Recipient, ...]:
    """Return who is told; the route `holder` is whoever owes the clock."""
    if route != HOLDER:
        return recipients(aggregate, route, day)
    if clock.owed_org_id is None:
        return recipients(aggregate, clock.owed_role, day)
    return (Recipient(organisation_id=clock.owed_org_id, role=desk_of(clock.owed_role)),)


def _draft(template: str, data: dict[str, str | Promise], whom: Recipient) -> NoticeDraft:
    return NoticeDraft(
        template=template,
        data=data,
        person_id=whom.person_id,
        organisation_id=whom.organisation_id,
        role=whom.role,
        channels=_CHANNELS_OF_PERSON if whom.person_id is not None else _CHANNELS_OF_DESK,
    )
