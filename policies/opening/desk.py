"""The run of a book: its acts, what has been made so far, and how the next act is taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Organisation, Person
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, PlatformError
from idi_platform.kernel.identifiers import clean_mobile, clean_uscc
from idi_platform.projects.models import Building, InsuredObject, Project, Unit
from idi_platform.workflow.perform import approve
from idi_platform.workflow.requests import Performed, Proposed
from policies.book import Book, OwnerPart
from policies.models import Policy

LATE = "late_entry"
_OFFICE_OPENS = timedelta(hours=9)


class Stopped(PlatformError):
    """An act of the book was refused; what stands before it is kept. `label` says which act, `cause` why."""

    def __init__(self, label: str, cause: PlatformError) -> None:
        """Keep which act it was."""
        super().__init__("book.stopped", _("“%(label)s”没有办成：%(why)s") % {"label": label, "why": cause.message})
        self.label = label
        self.cause = cause


class WaitsForSecondPerson(PlatformError):
    """An act must be approved by another person before the book can go on."""


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One act: its day, its place among the acts of that day, and what it does."""

    day: date
    rank: int
    number: int
    label: str = field(compare=False)
    take: Callable[["Desk"], Performed | Proposed | None] = field(compare=False)


@dataclass(slots=True)
class Opened:
    """What stands after a book was opened, and the labels of its acts in order."""

    project: Project
    insured_object: InsuredObject
    buildings: dict[str, Building]
    policy: Policy
    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)


def instant_of(act: Act) -> datetime:
    """Return when an act takes place: on its day, minute by minute from nine o'clock."""
    return clock.start_of(act.day) + _OFFICE_OPENS + timedelta(minutes=act.rank)


class Desk:
    """The run: what has been made so far, and how the next act is taken."""

    def __init__(
        self, book: Book, acting: Acting, key: str, second_person: Acting | None, developer: Acting | None = None
    ) -> None:
        self.book = book
        self.acting = acting
        self.second_person = second_person
        self.developer = developer
        self.done: list[str] = []
        self.buildings: dict[str, Building] = {}
        self.units: dict[tuple[str, str], Unit] = {}
        self.project: Project
        self.insured_object: InsuredObject
        self.policy: Policy
        self._key = key
        self._act_key = key
        self._occurred_at = clock.now()

    def begin(self, act: Act) -> None:
        """Set day and key of the next act; acts of one day follow each other by the minute from nine o'clock."""
        self._act_key = f"{self._key}:{act.label}"[:120]
        self._occurred_at = min(instant_of(act), clock.now())

    @property
    def by(self) -> dict[str, Any]:
        """Who takes the act, under which key, when."""
        return {"acting": self.acting, "key": self._act_key, **self.how}

    def as_party(self, party: str) -> dict[str, Any]:
        """Return who takes the act where it may be the developer's; raises BadInput when nobody of it was named."""
        if party != "developer":
            return self.by
        if self.developer is None:
            sentence = _("这一步由建设单位办理，请同时指明建设单位的经办人。")
            raise BadInput("book.no_developer", sentence, {"developer": sentence})
        return {**self.by, "acting": self.developer}

    @property
    def how(self) -> dict[str, Any]:
        """When the act occurred, and the typed reasons."""
        reasons = {LATE: _("历史资料录入"), **self.book.reasons}
        return {"occurred_at": self._occurred_at, "reasons": reasons}

    def settle(self, done: Performed | Proposed | None) -> None:
        """Let the second person approve what waits for one."""
        if not isinstance(done, Proposed) or done.proposal.record_id is not None:
            return
        if self.second_person is None:
            sentence = _("这一步要由另一位同事复核。请先复核，再继续录入。")
            raise WaitsForSecondPerson("book.waits", sentence)
        approve(done.proposal, acting=self.second_person, key=f"{self._act_key}:2"[:120])

    def opened(self) -> Opened:
        """Return everything as it stands now."""
        policy = Policy.objects.select_related("subject", "insured_object").get(pk=self.policy.pk)
        return Opened(self.project, self.insured_object, self.buildings, policy, self.units, self.done)


def organisation_of(uscc: str) -> Organisation:
    """Return the organisation with this code; raises BadInput when nobody has entered it."""
    code = clean_uscc(uscc)
    found = Organisation.objects.filter(uscc=code).first()
    if found is None:
        sentence = _("没有统一社会信用代码为 %(code)s 的单位，请先登记该单位。") % {"code": code}
        raise BadInput("book.no_organisation", sentence, {"uscc": sentence})
    return found


def holders(owners: tuple[OwnerPart, ...]) -> dict[str, Any]:
    """Return the ids of owners; a person is found by telephone, or entered with an unproved one."""
    persons = [_person(owner).pk for owner in owners if owner.phone]
    return {"persons": persons, "organisations": [organisation_of(owner.uscc).pk for owner in owners if owner.uscc]}


def _person(owner: OwnerPart) -> Person:
    phone = clean_mobile(owner.phone)
    person, _created = Person.objects.get_or_create(phone=phone, defaults={"name": owner.name, "password": "!"})
    return person
