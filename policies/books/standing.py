"""What of a book the platform has already, found by natural keys: so a book sent again doubles nothing.

A project and an insured object are found by their numbers, buildings and homes by theirs below them, the contract by
its insured object, money and other matters by the records of their steps. What stands is never written over: a day or
a figure that was entered wrongly is corrected on its own page, and the draft of a contract alone is written anew.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from idi_platform.projects.models import Building, CommonPart, InsuredObject, Project, Unit
from idi_platform.records.histories import effective_steps
from idi_platform.workflow.requests import Performed, Proposed
from policies import actions as contract
from policies.contract import DraftPolicy
from policies.models import Policy
from policies.opening.acts import draft_of
from policies.opening.desk import Act, Desk

_BUILDING_DAYS = (
    ("begin", "begun_on"), ("complete", "completed_on"), ("accept", "accepted_on"), ("file_acceptance", "filed_on"),
)  # fmt: skip
_OF_BUILDING = ("name", "use", "floor_area", *(day for _step, day in _BUILDING_DAYS))
_OF_UNIT = ("floor", "stack", "floor_area", "use", "sold_on", "handed_over_on")
_OF_OBJECT = ("contract_price", "contract_signed_on")
_OF_POLICY = ("premium", "sum_insured", "signed_on")


@dataclass(frozen=True, slots=True)
class Differs:
    """A value that stands and is not the one in the book; `scope` says whose (`unit:3:3-1201`), `name` which."""

    scope: str
    name: str
    stands: str


@dataclass(slots=True)
class Standing:
    """The labels of the acts that need not be taken any more, and where the book says something else."""

    done: set[str] = field(default_factory=set)
    differs: list[Differs] = field(default_factory=list)


def look(desk: Desk) -> Standing:
    """Give the desk what stands of its book, and say which of its acts that saves; about a dozen queries."""
    found = Standing()
    book = desk.book
    project = Project.objects.visible_to(desk.acting).filter(number=book.project.number).select_related("subject")
    if (here := project.first()) is None:
        return found
    desk.project = here
    found.done.add("project")
    _compare(found, "project", here, book.project, ("name", "planning_permit"))
    objects = InsuredObject.objects.filter(project=here, number=book.insured_object.number)
    insured = objects.select_related("subject", "project").first()
    if insured is None:
        return found
    desk.insured_object = insured
    found.done.add("insured_object")
    _compare(found, "insured_object", insured, book.insured_object, _OF_OBJECT)
    found.done |= {f"permit:{step}" for step, day in (("apply", insured.permit_applied_on),
                                                      ("obtain", insured.permit_issued_on)) if day}  # fmt: skip
    _places(desk, found)
    _contract(desk, found)
    return found


def _places(desk: Desk, found: Standing) -> None:
    rows = Building.objects.filter(insured_object=desk.insured_object).select_related("subject").order_by("pk")
    buildings = {row.number: row for row in rows}
    parts = set(CommonPart.objects.filter(building__in=buildings.values()).values_list("building__number", "part"))
    units = Unit.objects.filter(building__in=buildings.values()).select_related("subject").order_by("pk")
    homes = {(row.building_id, row.number): row for row in units}
    for part in desk.book.buildings:
        building = buildings.get(part.number)
        if building is None:
            continue
        desk.buildings[part.number] = building
        scope = f"building:{part.number}"
        found.done |= {scope, *(f"{scope}:{step}" for step, day in _BUILDING_DAYS if getattr(building, day))}
        _compare(found, scope, building, part, _OF_BUILDING)
        found.done |= {
            f"common_part:{part.number}:{one.number}" for one in part.common_parts if (part.number, one.part) in parts
        }
        for unit in part.units:
            home = homes.get((building.pk, unit.number))
            if home is None:
                continue
            desk.units[part.number, unit.number] = home
            label = f"unit:{part.number}:{unit.number}"
            days = (("sell", home.sold_on), ("hand_over", home.handed_over_on))
            found.done |= {label, *(f"{label}:{step}" for step, day in days if day)}
            _compare(found, label, home, unit, _OF_UNIT)


def _contract(desk: Desk, found: Standing) -> None:
    rows = Policy.objects.visible_to(desk.acting).filter(insured_object=desk.insured_object)
    policy = rows.exclude(state="terminated").select_related("subject", "insured_object").order_by("-pk").first()
    if policy is None:
        _matters(desk, found, None)
        return
    desk.policy = policy
    days = (
        ("draft", policy.pk), ("annexes", policy.annexes_confirmed), ("terms", policy.terms_filed_on),
        ("coinsurance", policy.coinsurance_signed_on), ("contract", policy.signed_on), ("issue", policy.number),
    )  # fmt: skip
    found.done |= {f"policy:{step}" for step, stands in days if stands}
    if policy.state != "drafted":
        _compare(found, "policy", policy, desk.book.policy, _OF_POLICY)
    received = Counter(
        (Decimal(step.facts["amount"]), str(step.facts["received_on"]))
        for step in effective_steps(policy.pk)
        if step.name == "policy.receive_premium"
    )
    for number, receipt in enumerate(desk.book.policy.receipts, start=1):
        if received[receipt.amount, receipt.received_on.isoformat()] > 0:
            received[receipt.amount, receipt.received_on.isoformat()] -= 1
            found.done.add(f"policy:premium:{number}")
    _matters(desk, found, policy)


def _matters(desk: Desk, found: Standing, policy: Policy | None) -> None:
    if not desk.book.milestones:
        return
    subjects = [desk.project.pk, *([policy.pk] if policy is not None else [])]
    taken = Counter(step.name for subject in subjects for step in effective_steps(subject))
    for number, part in enumerate(desk.book.milestones, start=1):
        if taken[part.step] > 0:
            taken[part.step] -= 1
            found.done.add(f"milestone:{part.step}:{number}")


def _compare(found: Standing, scope: str, stands: Any, said: Any, names: tuple[str, ...]) -> None:
    """Note what the book says otherwise; what it leaves empty, or what is still to come, is no difference."""
    for name in names:
        wanted, present = getattr(said, name), getattr(stands, name)
        is_to_come = present is None and isinstance(wanted, date)
        if wanted not in (None, "") and not is_to_come and str(wanted) != str("" if present is None else present):
            found.differs.append(Differs(scope, name, str("" if present is None else present)))


def acts_left(desk: Desk, acts: list[Act], found: Standing) -> Iterator[Act]:
    """Yield the acts that are still to be taken; a draft that the book has changed is written anew."""
    for act in acts:
        if act.label not in found.done:
            yield act
        elif act.label == "policy:draft" and desk.policy.state == "drafted" and _is_changed(desk):
            yield Act(act.day, act.rank, act.number, act.label, _revise)


def _is_changed(desk: Desk) -> bool:
    if len(desk.buildings) < len(desk.book.buildings):
        return True
    policy, said = desk.policy, DraftPolicy.read(draft_of(desk)).as_json()
    names = (
        "mode", "policy_kind", "premium_base", "rate", "premium", "sum_insured", "risk_fee", "terms",
        "is_schedule_complete",
    )  # fmt: skip
    stands = {"items": policy.schedule, "shares": policy.panel, "building_ids": policy.building_ids}
    if any(stands[name] != said[name] for name in stands):
        return True
    return any(_differs(getattr(policy, name), said.get(name)) for name in names)


def _differs(stands: Any, said: Any) -> bool:
    if isinstance(stands, Decimal):
        return said is None or Decimal(said) != stands
    return bool(stands != said)


def _revise(desk: Desk) -> Performed | Proposed:
    return contract.revise_policy(
        acting=desk.acting, key=desk.by["key"], policy=desk.policy, **desk.how, **draft_of(desk)
    )
