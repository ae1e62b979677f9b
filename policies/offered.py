"""What a developer may do with its contract: steps of the policy, of what hangs on it, and what may be opened there."""

from collections.abc import Iterator
from dataclasses import dataclass

from idi_platform.accounts.acting import Acting
from idi_platform.records.governing import law_of
from idi_platform.records.models import Aggregate, Subject
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.offers import StepOffer, opening_of, steps_for

from .models import DepositExemption, Policy, Termination
from .models.policy import CONCLUDED

CONTRACT = ("policy", "termination", "deposit_exemption")
"""The kinds that make up a contract's page; a claim under it is none of them."""
_OVER = {"termination": ("ended", "withdrawn"), "deposit_exemption": ("rejected", "released")}
_OF_A_DEPOSIT = ("policy.exempt_deposit", "policy.pay_deposit", "deposit_exemption.apply")
"""Steps that have a meaning only where a text knows the property warranty deposit."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step of the page, and what it is taken on: a row, or one that it opens."""

    target: Aggregate
    offer: StepOffer

    @property
    def name(self) -> str:
        """Return the step's full name, by which the page asks for it."""
        return self.offer.definition.full_name


def around(policy: Policy, acting: Acting) -> list[Aggregate]:
    """Return the terminations and exemptions on a policy that are under way or stand, the newest first."""
    return [
        row
        for model in (Termination, DepositExemption)
        for row in model.objects.visible_to(acting)
        .filter(subject__policy=policy.pk)
        .exclude(state__in=_OVER[model.kind])
        .select_related("subject")
        .order_by("-pk")
    ]


def offered_on(policy: Policy, hanging: list[Aggregate], acting: Acting) -> dict[str, Offered]:
    """Return the steps that the page of a contract offers, by their full names; `hanging` is what `around` found."""
    law = law_of(policy.subject)
    found = [*_own(policy, acting), *_hanging(hanging, acting), *_opened(policy, hanging, acting)]
    return {one.name: one for one in found if one.name not in _OF_A_DEPOSIT or _is_named(law, one.name)}


def _own(policy: Policy, acting: Acting) -> Iterator[Offered]:
    done = {"exempt_deposit": policy.deposit_exempt, "pay_deposit": policy.deposit_paid}
    return (Offered(policy, offer) for offer in steps_for(policy, acting) if not done.get(offer.name))


def _hanging(hanging: list[Aggregate], acting: Acting) -> Iterator[Offered]:
    return (Offered(row, offer) for row in hanging for offer in steps_for(row, acting))


def _opened(policy: Policy, hanging: list[Aggregate], acting: Acting) -> Iterator[Offered]:
    """Yield what may be opened: each kind once at a time, on a contract that stands."""
    there = {row.kind for row in hanging}
    for model in (Termination, DepositExemption) if policy.state in CONCLUDED else ():
        if model.kind not in there:
            new = model(subject=_on(policy))
            yield from (Offered(new, offer) for offer in opening_of(new, acting))


def _on(policy: Policy) -> Subject:
    """Return the unsaved subject of what is opened on a policy."""
    links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
    return Subject(division_id=policy.subject.division_id, **links)


def _is_named(law: Law, step: str) -> bool:
    """Say whether a clause of the city's text is realised by the step, its gates or who may take it."""
    clauses = law.city.clauses.values() if law.city is not None else ()
    return any(reference.partition(":")[2] == step for clause in clauses for reference in clause.realised_by)
