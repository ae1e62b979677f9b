"""What a capacity may do with a subject now, or may open, and what stands against the rest. Asked dry, for a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, Func, JSONField, OuterRef, Q
from django.db.models.functions import Coalesce

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, Refusal
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.once import once
from idi_platform.records.models import Aggregate, Form, Record

from . import gates, permissions
from .lifecycles import Moment, StepDefinition, lifecycle_of
from .models import Proposal, ProposalState
from .world import world_of

State = Literal["allowed", "allowed_with_reasons", "refused"]


@dataclass(frozen=True, slots=True)
class StepOffer:
    """One button: its step, whether it can be pressed, and everything that stands against it."""

    name: str
    label: str
    state: State
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    hints: tuple[Refusal, ...]
    definition: StepDefinition


def steps_for(aggregate: Aggregate, acting: Acting) -> tuple[StepOffer, ...]:
    """Return the steps of the subject that this capacity may take in some state, in the order of the code.

    Steps that the role may never take are left out; those that the present state or a gate forbids come with reasons,
    except that a step from another state altogether is left out too: it is not what the page is about.
    """
    state = getattr(aggregate, "state", "")
    steps = lifecycle_of(aggregate.kind).steps.values()
    waiting = {proposal.step for proposal in waiting_on(aggregate.pk)}
    return _offers_of(
        (step for step in steps if not step.is_creating and step.starts_from(state)), aggregate, acting, waiting
    )


def opening_of(aggregate: Aggregate, acting: Acting) -> tuple[StepOffer, ...]:
    """Return the steps by which this capacity may open a subject, asked of an unsaved one that hangs where it will."""
    steps = lifecycle_of(aggregate.kind).steps.values()
    return _offers_of((step for step in steps if step.is_creating), aggregate, acting)


def _offers_of(
    steps: Iterable[StepDefinition], aggregate: Aggregate, acting: Acting, waiting: Collection[str] = ()
) -> tuple[StepOffer, ...]:
    now = clock.now()
    world = world_of(aggregate, now)
    moment = Moment(now, now, acting.as_record())
    offers = []
    for definition in steps:
        if definition.is_automatic:
            continue
        try:
            permissions.check_role(definition, acting, world.rulebook, in_breach=False, approves=False, is_caused=False)
        except NotPermitted:
            continue
        verdict = gates.judge(definition, aggregate, None, moment, world)
        offers.append(_offer(definition, verdict, is_waiting=definition.full_name in waiting))
    return tuple(offers)


def waiting_on(subject_id: int) -> tuple[Proposal, ...]:
    """Return what waits for a second person on one subject, the oldest first."""
    return tuple(row for row in _unsettled(subject_id) if row.state == ProposalState.OPEN)


def given_back_on(subject_id: int) -> tuple[Proposal, ...]:
    """Return what a second person gave back on one subject and nobody has proposed again or done since."""
    return tuple(row for row in _unsettled(subject_id) if row.state == ProposalState.DECLINED)


@once(of=("workflow_proposal", "records_record"))
def _unsettled(subject_id: int) -> tuple[Proposal, ...]:
    """Return what waits and what was given back in one query, the oldest first.

    A step stands until it is taken. A correction nobody has to make: it stands until its record is corrected, or its
    maker goes on with the subject, for whoever takes a step has read there that it was declined and lets it rest.
    """
    rows = Proposal.objects.filter(subject_id=subject_id)
    alike = rows.alias(about=Coalesce("corrects", 0)).filter(about=Coalesce(OuterRef("corrects"), 0))
    again = alike.filter(step=OuterRef("step"), pk__gt=OuterRef("pk"))
    since = Record.objects.filter(subject_id=subject_id, recorded_at__gt=OuterRef("decided_at"))
    done = since.filter(name=OuterRef("step"), form=Form.STEP)
    maker = Func(OuterRef("maker"), function="to_jsonb", output_field=JSONField())
    by_maker = Q(acting__person=maker) | Q(acting__maker__person=maker)
    at_rest = since.filter(Q(corrects=OuterRef("corrects")) | by_maker)
    of_step = Q(~Exists(done), corrects=None)
    of_correction = Q(~Exists(at_rest), corrects__isnull=False)
    given_back = Q(of_step | of_correction, ~Exists(again), state=ProposalState.DECLINED)
    found = rows.filter(Q(state=ProposalState.OPEN) | given_back)
    return tuple(found.select_related("maker", "decided_by", "decline_words").order_by("made_at", "pk"))


def _offer(definition: StepDefinition, verdict: gates.Verdict, *, is_waiting: bool) -> StepOffer:
    refusals = (*verdict.integrity, *verdict.blocks, *verdict.refers)
    if is_waiting:
        refusals = (*refusals, gates.waits_for_second_person(definition))
    state: State = "refused" if refusals else "allowed_with_reasons" if verdict.warns else "allowed"
    return StepOffer(
        name=definition.name,
        label=in_words(definition),
        state=state,
        refusals=refusals,
        warnings=verdict.warns,
        hints=verdict.hints,
        definition=definition,
    )
