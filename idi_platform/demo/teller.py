"""The teller: takes acts of the script as the people whose acts they are, and lets time pass between them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from claims import actions as claims
from claims.desk.assigning import assign_new
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.demo import Cast
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import FollowUp
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import render_owed
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError, Refused
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.projects.models import CommonPart, Project, Unit
from idi_platform.records.models import Aggregate, IdempotencyKey, Subject
from idi_platform.records.queue import OwedState
from idi_platform.workflow.models import Proposal, ProposalState
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Performed, Proposed
from regulators.reports.keeping import correct_late

from .script import Act

if TYPE_CHECKING:
    from policies.opening.desk import Desk

A = TypeVar("A", bound=Aggregate)
Given = dict[str, Any]
"""Facts of a step, by name."""
BOOK = "book."
"""How the codes of a book's acts begin."""
MARKS = "demo:script"
"""Who holds the keys that mark acts as taken."""
_PATIENCE = 30.0
_LOOKS_AFTER = 0.05


@dataclass(slots=True)
class Teller:
    """One telling: how time is set, the cast, and the desks at which books are entered.

    Attributes:
        set_time: Lets legal time be an instant; one that has passed leaves it where it is.
        cast: The people and organisations.
        desks: The runs of the books, by the book's name.
    """

    set_time: Callable[[datetime], None]
    cast: Cast
    desks: dict[str, Desk] = field(default_factory=dict)
    _act: str = ""
    _number: int = 0
    _capacities: dict[str, list[Acting]] = field(default_factory=dict)
    """Who has acted in the act that is being taken: what he holds is looked up once in it."""

    def take(self, act: Act) -> None:
        """Let time pass up to an act, and take it."""
        self.until(act.at)
        self._act, self._number = act.code, 0
        self._capacities.clear()
        act.take(self)
        if not act.code.startswith(BOOK):
            self.mark(act.code)

    @staticmethod
    def taken() -> set[str]:
        """Return the codes of the acts that have been taken."""
        return set(IdempotencyKey.objects.filter(owner=MARKS).values_list("key", flat=True))

    @staticmethod
    def mark(code: str) -> None:
        """Keep that an act has been taken."""
        IdempotencyKey.objects.get_or_create(owner=MARKS, key=code[:120], defaults={"digest": b""})

    # --- Time -----------------------------------------------------------------------------------------------------

    def until(self, instant: datetime) -> None:
        """Let time pass up to an instant: what is owed now is done first, then what falls due falls due.

        Between the acts of a book only a new day is worth it.
        """
        before = clock.local_date(clock.now())
        is_busy = not self._act.startswith(BOOK)
        if is_busy or clock.local_date(instant) != before:
            self.work()
        self.set_time(instant)
        if is_busy or clock.local_date(clock.now()) != before:
            swept = sweep(clock.now())
            if swept.events or swept.is_other_running:
                self.work()

    @staticmethod
    def today() -> date:
        """Return the day of the act that is being taken."""
        return clock.local_date(clock.now())

    def work(self) -> None:
        """Do what workers do, until nothing is owed; what another worker has taken up is waited for, for a while."""
        assign_new()
        correct_late(clock.now())
        patience = time.monotonic() + _PATIENCE
        while time.monotonic() < patience:
            if follow_up() + render_owed() + send_owed():
                sweep(clock.now())
            elif not _is_owed():
                return
            else:
                time.sleep(_LOOKS_AFTER)

    # --- People and places ----------------------------------------------------------------------------------------

    def who(self, name: str, role: Role | None = None) -> Acting:
        """Return a persona's capacity: the first, or the one of a role; by log-in or telephone (13800001201)."""
        known = self._capacities.get(name)
        if known is None:
            person = self._known(f"+86{name}" if name.isdigit() else name)
            known = self._capacities[name] = [capacity.acting for capacity in capacities_of(person)]
        return next(acting for acting in known if role is None or role in acting.roles)

    def _known(self, name: str) -> Person:
        """Return a person of the cast, or an owner of a book, who logs in by the telephone and so proves it."""
        if name in self.cast.people or not name.startswith("+"):
            return self.cast.people[name]
        return Person.objects.with_phone(name)

    def person(self, phone: str) -> int:
        """Return the number of an owner's person."""
        return self.cast.people[f"+86{phone}"].pk

    def firm(self, code: str) -> int:
        """Return the number of an organisation."""
        return self.cast.organisations[code].pk

    @staticmethod
    def project(number: str) -> Project:
        """Return a project by its number."""
        return Project.objects.select_related("subject").get(number=number)

    @staticmethod
    def unit(project: str, number: str) -> Unit:
        """Return a home of a project."""
        found = Unit.objects.select_related("subject", "building")
        return found.get(number=number, building__insured_object__project__number=project)

    @staticmethod
    def common_part(project: str, building: str, number: str) -> CommonPart:
        """Return a common part of a building."""
        found = CommonPart.objects.select_related("subject", "building")
        return found.get(number=number, building__number=building, building__insured_object__project__number=project)

    # --- Acts -----------------------------------------------------------------------------------------------------

    def key(self) -> str:
        """Return the key of the next step of the act that is being taken; the same when the act is taken again."""
        self._number += 1
        return f"demo:{self._act}:{self._number}"

    def report(self, story: str, who: str, at: Unit | CommonPart, defect: claims.Defect, **more: Any) -> Claim:
        """Report a defect; the claim is the story's from now on."""
        reported = claims.report_defect(acting=self.who(who), key=f"demo:{story}", at=at, defect=defect, **more)
        return reported.claim

    @staticmethod
    def claim(story: str) -> Claim:
        """Return the claim of a story, by the key of its report."""
        used = IdempotencyKey.objects.get(key=f"demo:{story}:claim", record__name="claim.file")
        assert used.record is not None
        return Claim.objects.select_related("subject").get(pk=used.record.subject_id)

    def step(self, claim: Claim, step: str, who: str, *, words: str = "", second: str = "", **facts: Any) -> None:
        """Take a step of a claim; `second` agrees to it where two are needed."""
        done = claims.take(claim, step, acting=self.who(who), key=self.key(), words=words, **facts)
        self._settle(done, second)

    def do(self, target: A, step: str, who: str, *, second: str = "", role: Role | None = None, **facts: Any) -> A:
        """Take a step of anything; return it as it stands then."""
        done = perform(target, step, acting=self.who(who, role), key=self.key(), **facts)
        self._settle(done, second)
        record = done.record if isinstance(done, Performed) else None
        pk = record.subject_id if record is not None else target.pk
        return cast("A", type(target)._default_manager.select_related("subject").get(pk=pk))

    def refused(self, attempt: Callable[[], object]) -> Refused:
        """Let somebody try what the law stands against; return the refusal.

        Raises:
            PlatformError: Nothing stood against it.
        """
        try:
            attempt()
        except Refused as refusal:
            return refusal
        raise PlatformError("demo.not_refused", f"{self._act}: nothing stood against what must be refused.")

    def _settle(self, done: Performed | Proposed, second: str) -> None:
        if isinstance(done, Proposed) and second:
            approve(done.proposal, acting=self.who(second), key=self.key())

    def agree_to(self, target: Aggregate, step: str, who: str) -> None:
        """Agree, as the second person, to what a colleague has prepared."""
        waiting = Proposal.objects.get(subject=target.pk, step=f"{target.kind}.{step}", state=ProposalState.OPEN)
        approve(waiting, acting=self.who(who), key=self.key())

    def photo(self, claim: Claim, who: str) -> int:
        """Put a drawn picture of a stain into a claim's file; return its number."""
        return self.picture_of(claim, who, "#c9b98f")

    def picture_of(self, target: Aggregate, who: str, shade: str) -> int:
        """Put a drawn picture, of a stain of that shade, into the file of anything; return its number."""
        file = SimpleUploadedFile("stain.jpg", stain(target.pk, shade), "image/jpeg")
        return receive(file, acting=self.who(who), kind="photo", subject_id=target.pk).pk


def beside(claim: Claim) -> Subject:
    """Return the unsaved subject of what stands beside a claim."""
    links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
    return Subject(division_id=claim.subject.division_id, **links)


def under(project: Project, **links: int) -> Subject:
    """Return the unsaved subject of what hangs under a project."""
    return Subject(division_id=project.subject.division_id, project_id=project.pk, **links)


@cache
def stain(seed: int, shade: str) -> bytes:
    """Return a drawn picture of a stained ceiling, another for every number and shade."""
    drawn = Image.new("RGB", (960, 720), "#d9d4c8")
    pen = ImageDraw.Draw(drawn)
    left = 120 + seed * 37 % 240
    for ring, colour in enumerate((shade, "#bda873", "#cfc4a4")):
        pen.ellipse((left + 50 * ring, 180 + 40 * ring, left + 440 - 50 * ring, 540 - 40 * ring), fill=colour)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=85)
    return written.getvalue()


def is_anything_owed() -> bool:
    """Say whether a paper, a message or a follow-up is left undone."""
    return any(model.objects.exclude(owed_state=OwedState.DONE).exists() for model in (FollowUp, Paper, Notice))


def _is_owed() -> bool:
    """Say whether a row waits that has not failed before: another worker has it in hand."""
    waits = {"owed_state": OwedState.PENDING, "attempts__lte": 1, "last_error": ""}
    return any(model.objects.filter(**waits).exists() for model in (FollowUp, Paper, Notice))
