"""What database tests of clocks stand on: subjects, a law of a few clocks, and steps that are simply written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import Division
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.reconcile import Change, reconcile
from idi_platform.records import chain
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Subject
from idi_platform.rulebooks.schema.clocks import ClockDef

from .calendars import china
from .worlds import SmallWorld, at


@dataclass
class SmallLaw:
    """A law of clocks only."""

    clocks: dict[str, ClockDef] = field(default_factory=dict)
    quotas: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    revision_id: int | None = None
    base_revision_id: int | None = None
    lapsed_on: Any = None
    city: Any = None
    formers: tuple[Any, ...] = ()

    def versions(self):
        return (self,)

    def is_of(self, day):
        return True


@dataclass
class Thing:
    """What stands for an aggregate: a subject and its kind."""

    subject: Subject
    kind: str

    @property
    def pk(self) -> int:
        return self.subject.pk

    subject_id = pk


def new_subject(kind: str = "claim", **links: Any) -> Subject:
    division = Division.objects.order_by("pk").first()
    return Subject.objects.create(kind=kind, division=division, **links)


def law(**clocks: dict[str, Any]) -> SmallLaw:
    """Build a law from clock names with two underscores for the dot."""
    return SmallLaw({name.replace("__", "."): ClockDef.model_validate(body) for name, body in clocks.items()})


def take(subject: Subject, step: str, occurred: str | datetime, recorded: datetime | None = None, **facts: Any) -> int:
    """Write a step as perform would."""
    occurred_at = at(occurred) if isinstance(occurred, str) else occurred
    written = chain.append(
        chain.Link(
            subject_id=subject.pk,
            form="step",
            name=step,
            acting=SYSTEM.as_record(),
            occurred_at=occurred_at,
            recorded_at=recorded or occurred_at,
            facts=facts,
        )
    )
    return written.record_id


def settle(subject: Subject, rules: SmallLaw, now: str | datetime, **facts: Any) -> tuple[Change, ...]:
    """Reconcile one subject."""
    moment = at(now) if isinstance(now, str) else now
    thing = Thing(subject, subject.kind)
    world = SmallWorld(kind=subject.kind, now=moment, facts=facts, rulebook=rules, thing=thing)
    world.taken = list(effective_steps(subject.pk))
    with transaction.atomic():
        return reconcile([thing], world_for=lambda _thing: world, now=moment, calendar=china())


def the_clock(subject: Subject, name: str = "claim.determination") -> Clock:
    return Clock.objects.get(subject=subject, name=name)
