"""Acts of the project file: one function each, thin over perform().

`acting` is who acts, `key` the caller's idempotency key, `occurred_at` the legal instant when it lies before now, and
`more` what perform() takes besides: `reasons`, `in_breach`, `evidence`. Each answers with the aggregate as it stands.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack, cast

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Division
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.errors import BadInput
from idi_platform.projects.roles import INSURERS
from idi_platform.records.models import Aggregate, Subject
from idi_platform.workflow.perform import perform
from idi_platform.workflow.requests import Performed, Proposed

from .models import Building, CommonPart, InsuredObject, Project, Unit

A = TypeVar("A", bound=Aggregate)


class How(TypedDict, total=False):
    """What perform() takes besides the facts."""

    occurred_at: datetime | None
    reasons: dict[str, str] | None
    in_breach: bool
    evidence: Sequence[int]


def register_project(
    *,
    acting: Acting,
    key: str,
    division: str,
    number: str,
    name: str,
    kind: str,
    planning_permit: str = "",
    participants: Sequence[tuple[PartyRole, int]] = (),
    **how: Unpack[How],
) -> Project:
    """Open the file of a project; an insurer that opens it stands on it as a party, so that it can go on with it."""
    if not Division.objects.filter(code=division).exists():
        sentence = _("没有这个行政区划代码，请核对。")
        raise BadInput("project.no_division", sentence, {"division": sentence})
    named = [{"role": role.value, "organisation_id": organisation} for role, organisation in participants]
    if acting.organisation_id is not None and acting.roles & INSURERS:
        named.append({"role": PartyRole.lead_insurer.value, "organisation_id": acting.organisation_id})
    project = Project(subject=Subject(division_id=division), name=name)
    return created(
        project,
        "register",
        acting,
        key,
        how,
        number=number,
        kind=kind,
        planning_permit=planning_permit,
        participants=named,
    )


def register_insured_object(
    *,
    acting: Acting,
    key: str,
    project: Project,
    number: str,
    contract_price: Decimal | None = None,
    contract_signed_on: date | None = None,
    permit_applied_on: date | None = None,
    **how: Unpack[How],
) -> InsuredObject:
    """Name what one policy will insure; the candidate edition is decided in the same instant."""
    insured = InsuredObject(subject=Subject(division_id=project.subject.division_id, project_id=project.pk))
    insured.project = project
    return created(
        insured,
        "register",
        acting,
        key,
        how,
        number=number,
        contract_price=contract_price,
        contract_signed_on=contract_signed_on,
        permit_applied_on=permit_applied_on,
    )


def plan_building(
    *, acting: Acting, key: str, insured_object: InsuredObject, number: str, name: str, **facts: Any
) -> Building:
    """Enter a building of an insured object."""
    above = insured_object.subject
    subject = Subject(division_id=above.division_id, project_id=above.project_id, insured_object_id=insured_object.pk)
    building = Building(subject=subject, name=name, insured_object=insured_object)
    how, given = _split(facts)
    return created(building, "plan", acting, key, how, number=number, **given)


def register_common_part(
    *, acting: Acting, key: str, building: Building, number: str, name: str, part: str, **how: Unpack[How]
) -> CommonPart:
    """Enter a common part of a building."""
    place = CommonPart(subject=below(building), name=name, building=building)
    return created(place, "register", acting, key, how, number=number, part=part)


def register_unit(*, acting: Acting, key: str, building: Building, number: str, **facts: Any) -> Unit:
    """Enter a unit of a building."""
    unit = Unit(subject=below(building), building=building)
    how, given = _split(facts)
    return created(unit, "register", acting, key, how, number=number, **given)


def apply_construction_permit(
    *, acting: Acting, key: str, insured_object: InsuredObject, permit_applied_on: date, **how: Unpack[How]
) -> Performed | Proposed:
    """Record the application for the construction permit."""
    return perform(
        insured_object, "apply_construction_permit", acting=acting, key=key, permit_applied_on=permit_applied_on, **how
    )


def obtain_construction_permit(
    *,
    acting: Acting,
    key: str,
    insured_object: InsuredObject,
    permit_issued_on: date,
    permit: str = "",
    **how: Unpack[How],
) -> Performed | Proposed:
    """Record the construction permit."""
    return perform(
        insured_object,
        "obtain_construction_permit",
        acting=acting,
        key=key,
        permit_issued_on=permit_issued_on,
        permit=permit,
        **how,
    )


def adopt_revision(
    *, acting: Acting, key: str, insured_object: InsuredObject, revision_id: int, **how: Unpack[How]
) -> Performed | Proposed:
    """Prepare that a bound object goes on under a newer revision of its edition, for a second person."""
    return perform(insured_object, "adopt_revision", acting=acting, key=key, revision_id=revision_id, **how)


def accept_building(
    *, acting: Acting, key: str, building: Building, accepted_on: date, batch: str = "", **how: Unpack[How]
) -> Performed | Proposed:
    """Record that completion acceptance was passed; cover is counted from this day where the city says so."""
    return perform(building, "accept", acting=acting, key=key, accepted_on=accepted_on, batch=batch, **how)


def file_acceptance(
    *, acting: Acting, key: str, building: Building, filed_on: date, **how: Unpack[How]
) -> Performed | Proposed:
    """Record the filing of the acceptance; cover is counted from this day where the city says so."""
    return perform(building, "file_acceptance", acting=acting, key=key, filed_on=filed_on, **how)


def report(aggregate: Aggregate, step: str, *, acting: Acting, key: str, **facts: Any) -> Performed | Proposed:
    """Report an outside event on an aggregate of the project file by the name of its step."""
    return perform(aggregate, step, acting=acting, key=key, **facts)


def sell_unit(
    *,
    acting: Acting,
    key: str,
    unit: Unit,
    sold_on: date,
    persons: Sequence[int] = (),
    organisations: Sequence[int] = (),
    manner: str = "sale",
    **how: Unpack[How],
) -> Performed | Proposed:
    """Record the first holders of a unit, each co-owner named."""
    holders = _holders(persons, organisations)
    return perform(unit, "sell", acting=acting, key=key, sold_on=sold_on, holders=holders, manner=manner, **how)


def plan_handover(
    *, acting: Acting, key: str, unit: Unit, planned_handover_on: date, **how: Unpack[How]
) -> Performed | Proposed:
    """Set, or move, the planned day of handover."""
    return perform(unit, "plan_handover", acting=acting, key=key, planned_handover_on=planned_handover_on, **how)


def issue_notice(*, acting: Acting, key: str, unit: Unit, **how: Unpack[How]) -> Performed | Proposed:
    """Let the notice of insurance of a home be made; it goes with the keys."""
    return perform(unit, "issue_notice", acting=acting, key=key, **how)


def hand_over_unit(
    *, acting: Acting, key: str, unit: Unit, handed_over_on: date, papers: Sequence[str] = (), **how: Unpack[How]
) -> Performed | Proposed:
    """Record that the keys were given, with the papers whose delivery is proved."""
    return perform(
        unit, "hand_over", acting=acting, key=key, handed_over_on=handed_over_on, papers=tuple(papers), **how
    )


def transfer_unit(
    *,
    acting: Acting,
    key: str,
    unit: Unit,
    transferred_on: date,
    persons: Sequence[int] = (),
    organisations: Sequence[int] = (),
    manner: str = "sale",
    **how: Unpack[How],
) -> Performed | Proposed:
    """Record new holders: they keep the cover, the former ones see the unit no more."""
    holders = _holders(persons, organisations)
    return perform(
        unit, "transfer", acting=acting, key=key, transferred_on=transferred_on, holders=holders, manner=manner, **how
    )


def _holders(persons: Sequence[int], organisations: Sequence[int]) -> list[dict[str, int]]:
    return [{"person_id": pk} for pk in persons] + [{"organisation_id": pk} for pk in organisations]


def below(building: Building) -> Subject:
    """Return the unsaved Subject of something in a building."""
    above = building.subject
    return Subject(
        division_id=above.division_id,
        project_id=above.project_id,
        insured_object_id=above.insured_object_id,
        building_id=building.pk,
    )


def _split(given: dict[str, Any]) -> tuple[How, dict[str, Any]]:
    how: How = {name: given.pop(name) for name in How.__optional_keys__ if name in given}  # type: ignore[assignment]
    return how, given


def created(target: A, step: str, acting: Acting, key: str, how: How, **facts: Any) -> A:
    """Take a creating step; return the aggregate as it stands."""
    done = perform(target, step, acting=acting, key=key, **how, **facts)
    if isinstance(done, Proposed):
        raise TypeError("A creating step never waits for a second person.")
    return cast("A", type(target)._default_manager.select_related("subject").get(pk=done.subject_id))
