"""Party rows of projects and units, computed from their steps; a corrected step gives corrected rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import HomeBinding
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Party


@dataclass(frozen=True, slots=True)
class Stretch:
    """One holder in one role, [since, until)."""

    role: str
    person_id: int | None
    organisation_id: int | None
    since: date
    until: date | None = None


def participants_of(steps: Iterable[StepTaken]) -> list[Stretch]:
    """Return who takes part in a project, from its steps `register` and `name_participant`."""
    found: list[Stretch] = []
    for step in steps:
        if step.name == "project.register":
            since = local_date(step.occurred_at)
            found += [_of_organisation(row, since) for row in step.facts.get("participants", ())]
        elif step.name == "project.name_participant":
            since = date.fromisoformat(step.facts["since"])
            found = [_ended(row, step.facts, since) for row in found]
            until = step.facts.get("until")
            found.append(_of_organisation(step.facts, since, date.fromisoformat(until) if until else None))
    return found


def holders_of(steps: Iterable[StepTaken]) -> list[Stretch]:
    """Return who owns a unit from when to when, from its steps `sell` and `transfer`."""
    found: list[Stretch] = []
    for step in steps:
        if step.name not in ("unit.sell", "unit.transfer"):
            continue
        since = date.fromisoformat(step.facts["sold_on" if step.name == "unit.sell" else "transferred_on"])
        found = [_until(row, since) if row.until is None else row for row in found]
        found += [_owner(row, since) for row in step.facts["holders"]]
    return found


def derive_participants(project_id: int) -> None:
    """Bring a project's Party rows into line with its steps."""
    write_stretches(project_id, participants_of(effective_steps(project_id)), kept=(PartyRole.agent,))


def derive_holders(unit_id: int) -> None:
    """Bring a unit's owners into line with its steps; agents and appraisers come from elsewhere.

    An owner whom the register knows by another telephone stands in his own place once a desk has bound him.
    """
    held = holders_of(effective_steps(unit_id))
    for binding in HomeBinding.objects.filter(unit=unit_id, in_place_of__isnull=False).order_by("pk"):
        held = [part for row in held for part in _by_his_account(row, binding)]
    write_stretches(unit_id, held, only=(PartyRole.owner,))


def _by_his_account(row: Stretch, binding: HomeBinding) -> Iterable[Stretch]:
    """Cut an owner's stretch where his new account takes it over, and where that gives the home up again."""
    taken = binding.bound_on
    over = row.until is not None and taken is not None and row.until <= taken
    if row.person_id != binding.in_place_of or taken is None or over:
        return [row]
    taken = max(taken, row.since)
    given_up = binding.ended_on is not None and (row.until is None or binding.ended_on < row.until)
    until = binding.ended_on if given_up else row.until
    parts = [
        _until(row, taken),
        Stretch(row.role, binding.person, binding.organisation, taken, until),
        *(
            [Stretch(row.role, row.person_id, None, binding.ended_on, row.until)]
            if given_up and binding.ended_on
            else []
        ),
    ]
    return [part for part in parts if part.until is None or part.since < part.until]


def write_stretches(
    subject_id: int,
    wanted: list[Stretch],
    *,
    only: tuple[PartyRole, ...] = (),
    kept: tuple[PartyRole, ...] = (),
) -> None:
    """Bring a subject's Party rows into line: of the roles in `only` if it names any, never of those in `kept`."""
    rows = Party.objects.filter(subject_id=subject_id).exclude(role__in=kept)
    if only:
        rows = rows.filter(role__in=only)
    present = {_key(row): row for row in rows}
    for stretch in wanted:
        row = present.pop((stretch.role, stretch.person_id, stretch.organisation_id, stretch.since), None)
        if row is None:
            Party.objects.create(
                subject_id=subject_id,
                role=stretch.role,
                person_id=stretch.person_id,
                organisation_id=stretch.organisation_id,
                since=stretch.since,
                until=stretch.until,
            )
        elif row.until != stretch.until:
            row.until = stretch.until
            row.save(update_fields=["until"])
    for stale in present.values():
        stale.delete()


def _key(row: Party) -> tuple[str, int | None, int | None, date]:
    return (row.role, row.person_id, row.organisation_id, row.since)


def _of_organisation(facts: Mapping[str, Any], since: date, until: date | None = None) -> Stretch:
    return Stretch(facts["role"], None, facts["organisation_id"], since, until)


def _owner(facts: Mapping[str, Any], since: date) -> Stretch:
    return Stretch(PartyRole.owner.value, facts.get("person_id"), facts.get("organisation_id"), since)


def _ended(row: Stretch, facts: Mapping[str, Any], until: date) -> Stretch:
    goes_on = row.until is None or row.until > until
    replaced = goes_on and row.role == facts["role"] and row.organisation_id == facts.get("replaces_id")
    return _until(row, until) if replaced else row


def _until(row: Stretch, until: date) -> Stretch:
    return Stretch(row.role, row.person_id, row.organisation_id, row.since, until)
