"""Opening a book: each act of it through perform(), in the order of its days, each in its own transaction.

The key of every act comes from the book's key, so a run that was stopped goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Organisation, Person
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, PlatformError
from idi_platform.kernel.identifiers import clean_mobile, clean_uscc
from idi_platform.projects import actions as project_file
from idi_platform.projects.models import Building, InsuredObject, Project, Unit
from idi_platform.workflow.perform import approve
from idi_platform.workflow.requests import Performed, Proposed

from . import actions as contract
from .book import Book, BuildingPart, OwnerPart, UnitPart
from .models import Policy

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
    take: Callable[["_Desk"], Performed | Proposed | None] = field(compare=False)


@dataclass(slots=True)
class Opened:
    """What stands after a book was opened, and the labels of its acts in order."""

    project: Project
    insured_object: InsuredObject
    buildings: dict[str, Building]
    policy: Policy
    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)


def open_book(
    book: Book,
    *,
    acting: Acting,
    key: str,
    second_person: Acting | None = None,
    told: Callable[[str], None] | None = None,
) -> Opened:
    """Take every act of the book.

    Args:
        book: What is to stand.
        acting: Who enters it: an underwriter of the lead insurer.
        key: The idempotency key that all acts derive theirs from.
        second_person: Who approves where a warning of the text or the platform asks for two.
        told: Called with the label of each act when it is done.

    Raises:
        BadInput: A day, an organisation or a telephone of the book cannot be.
        Stopped: An act was refused; the ones before it stand.
    """
    desk = _Desk(book, acting, key, second_person)
    acts = sorted(_acts(book))
    _check_days(book, acts)
    for act in acts:
        desk.begin(act)
        try:
            desk.settle(act.take(desk))
        except PlatformError as error:
            raise Stopped(act.label, error) from error
        desk.done.append(act.label)
        if told is not None:
            told(act.label)
    return desk.opened()


class _Desk:
    """The run: what has been made so far, and how the next act is taken."""

    def __init__(self, book: Book, acting: Acting, key: str, second_person: Acting | None) -> None:
        self.book = book
        self.acting = acting
        self.second_person = second_person
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
        instant = clock.start_of(act.day) + _OFFICE_OPENS + timedelta(minutes=act.rank)
        self._occurred_at = min(instant, clock.now())

    @property
    def by(self) -> dict[str, Any]:
        """Who takes the act, under which key, when."""
        return {"acting": self.acting, "key": self._act_key, **self.how}

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


def _check_days(book: Book, acts: list[Act]) -> None:
    today = clock.local_date(clock.now())
    late = [act.label for act in acts if act.day > today]
    if late:
        sentence = _("日期不能晚于今天：%(labels)s。") % {"labels": "、".join(late[:5])}
        raise BadInput("book.in_future", sentence, {label: _("日期不能晚于今天。") for label in late})
    if book.policy.drafted_on < book.project.registered_on:
        sentence = _("保单拟定日期不能早于项目登记日期。")
        raise BadInput("book.out_of_order", sentence, {"policy.drafted_on": sentence})


# What the acts are, by rank within a day


def _acts(book: Book) -> Iterator[Act]:
    registered = book.project.registered_on
    yield Act(registered, 0, 0, "project", _register_project)
    yield Act(registered, 1, 0, "insured_object", _register_insured_object)
    yield from _policy_acts(book)
    yield from _permit_acts(book)
    for number, part in enumerate(book.buildings):
        yield Act(registered, 2, number, f"building:{part.number}", _plan_building(part))
        yield from _common_parts(part, registered, number)
        yield from _building_dates(part, number)
        for index, unit in enumerate(part.all_units()):
            yield Act(registered, 4, number * 10_000 + index, f"unit:{part.number}:{unit.number}", _unit(part, unit))
            yield from _unit_acts(part, unit, number * 10_000 + index)


def _register_project(desk: _Desk) -> None:
    part = desk.book.project
    desk.project = project_file.register_project(
        division=part.division,
        number=part.number,
        name=part.name,
        kind=part.kind.value,
        planning_permit=part.planning_permit,
        participants=[(role, organisation_of(uscc).pk) for role, uscc in sorted(part.parties.items())],
        **desk.by,
    )


def _register_insured_object(desk: _Desk) -> None:
    part = desk.book.insured_object
    desk.insured_object = project_file.register_insured_object(
        project=desk.project,
        number=part.number,
        contract_price=part.contract_price,
        contract_signed_on=part.contract_signed_on,
        **desk.by,
    )


def _permit_acts(book: Book) -> Iterator[Act]:
    permit = book.insured_object.permit
    if permit is None:
        return

    def apply_for_it(desk: _Desk) -> Performed | Proposed:
        return project_file.apply_construction_permit(
            insured_object=desk.insured_object, permit_applied_on=permit.applied_on, **desk.by
        )

    yield Act(permit.applied_on, 20, 0, "permit:apply", apply_for_it)
    issued_on = permit.issued_on
    if issued_on is None:
        return

    def obtain_it(desk: _Desk) -> Performed | Proposed:
        return project_file.obtain_construction_permit(
            insured_object=desk.insured_object, permit_issued_on=issued_on, permit=permit.number, **desk.by
        )

    yield Act(issued_on, 21, 0, "permit:obtain", obtain_it)


def _plan_building(part: BuildingPart) -> Callable[[_Desk], None]:
    def take(desk: _Desk) -> None:
        desk.buildings[part.number] = project_file.plan_building(
            insured_object=desk.insured_object,
            number=part.number,
            name=part.name,
            use=part.use.value,
            floor_area=part.floor_area,
            **desk.by,
        )

    return take


def _common_parts(part: BuildingPart, registered: date, number: int) -> Iterator[Act]:
    for index, shared in enumerate(part.common_parts):

        def take(desk: _Desk, shared: Any = shared) -> None:
            project_file.register_common_part(
                building=desk.buildings[part.number],
                number=shared.number,
                name=shared.name,
                part=shared.part.value,
                **desk.by,
            )

        yield Act(registered, 3, number * 100 + index, f"common_part:{part.number}:{shared.number}", take)


def _building_dates(part: BuildingPart, number: int) -> Iterator[Act]:
    steps = (
        ("begin", part.begun_on, "on", 22),
        ("complete", part.completed_on, "on", 23),
        ("accept", part.accepted_on, "accepted_on", 24),
        ("file_acceptance", part.filed_on, "filed_on", 25),
    )
    for step, day, name, rank in steps:
        if day is not None:

            def take(desk: _Desk, step: str = step, facts: dict[str, date] = {name: day}) -> Performed | Proposed:  # noqa: B006  never changed
                return project_file.report(desk.buildings[part.number], step, **facts, **desk.by)

            yield Act(day, rank, number, f"building:{part.number}:{step}", take)


def _unit(part: BuildingPart, unit: UnitPart) -> Callable[[_Desk], None]:
    def take(desk: _Desk) -> None:
        desk.units[part.number, unit.number] = project_file.register_unit(
            building=desk.buildings[part.number],
            number=unit.number,
            floor=unit.floor,
            stack=unit.stack,
            floor_area=unit.floor_area,
            use=unit.use.value,
            **desk.by,
        )

    return take


def _unit_acts(part: BuildingPart, unit: UnitPart, number: int) -> Iterator[Act]:
    place = (part.number, unit.number)
    label = f"unit:{part.number}:{unit.number}"
    if unit.sold_on is not None:
        sold_on = unit.sold_on

        def sell(desk: _Desk) -> Performed | Proposed:
            return project_file.sell_unit(unit=desk.units[place], sold_on=sold_on, **holders(unit.owners), **desk.by)

        yield Act(sold_on, 26, number, f"{label}:sell", sell)
    if unit.handed_over_on is not None:
        handed_over_on = unit.handed_over_on

        def hand_over(desk: _Desk) -> Performed | Proposed:
            return project_file.hand_over_unit(unit=desk.units[place], handed_over_on=handed_over_on, **desk.by)

        yield Act(handed_over_on, 27, number, f"{label}:hand_over", hand_over)
    for change in unit.transfers:

        def transfer(desk: _Desk, change: Any = change) -> Performed | Proposed:
            return project_file.transfer_unit(
                unit=desk.units[place],
                transferred_on=change.on,
                manner=change.manner.value,
                **holders(change.owners),
                **desk.by,
            )

        yield Act(change.on, 28, number, f"{label}:transfer:{change.on}", transfer)


def _policy_acts(book: Book) -> Iterator[Act]:
    part = book.policy
    yield Act(part.drafted_on, 10, 0, "policy:draft", _draft)
    if part.annexes_confirmed_on is not None:
        yield Act(part.annexes_confirmed_on, 11, 0, "policy:annexes", _confirm_annexes)
    if part.coinsurance_signed_on is not None:
        yield Act(part.coinsurance_signed_on, 12, 0, "policy:coinsurance", _sign_coinsurance)
    if part.signed_on is not None:
        yield Act(part.signed_on, 13, 0, "policy:contract", _sign)
    for number, receipt in enumerate(part.receipts):

        def receive(desk: _Desk, receipt: Any = receipt) -> Performed | Proposed:
            return contract.receive_premium(
                policy=desk.policy,
                amount=receipt.amount,
                received_on=receipt.received_on,
                reference=receipt.reference,
                **desk.by,
            )

        yield Act(receipt.received_on, 14, number, f"policy:premium:{number + 1}", receive)
    if part.issued_on is not None:
        yield Act(part.issued_on, 15, 0, "policy:issue", _issue)


def _draft(desk: _Desk) -> None:
    part = desk.book.policy
    desk.policy = contract.draft_policy(
        acting=desk.acting,
        key=desk.by["key"],
        insured_object=desk.insured_object,
        how=desk.how,  # type: ignore[arg-type]  # the same keys, held in a dict
        items=[item.model_dump() for item in part.items],
        shares=[
            {"organisation_id": organisation_of(share.uscc).pk, "role": share.role, "rate": share.rate}
            for share in part.shares
        ],
        building_ids=[building.pk for building in desk.buildings.values()],
        mode=part.mode,
        policy_kind=part.kind,
        premium_base=part.premium_base,
        rate=part.rate,
        premium=part.premium,
        sum_insured=part.sum_insured,
        risk_fee=part.risk_fee,
        terms=part.terms,
        is_schedule_complete=part.is_schedule_complete,
    )


def _confirm_annexes(desk: _Desk) -> Performed | Proposed:
    part = desk.book.policy
    return contract.confirm_annexes(
        policy=desk.policy, annexes=part.annexes, explanation_recorded=part.explanation_recorded, **desk.by
    )


def _sign_coinsurance(desk: _Desk) -> Performed | Proposed:
    signed_on = desk.book.policy.coinsurance_signed_on
    assert signed_on is not None
    return contract.sign_coinsurance(policy=desk.policy, signed_on=signed_on, **desk.by)


def _sign(desk: _Desk) -> Performed | Proposed:
    signed_on = desk.book.policy.signed_on
    assert signed_on is not None
    return contract.sign_contract(policy=desk.policy, signed_on=signed_on, **desk.by)


def _issue(desk: _Desk) -> Performed | Proposed:
    return contract.issue_policy(policy=desk.policy, number=desk.book.policy.number, **desk.by)


# Who is meant


def organisation_of(uscc: str) -> Organisation:
    """Return the organisation with this code; raises BadInput when nobody has entered it."""
    code = clean_uscc(uscc)
    found = Organisation.objects.filter(uscc=code).first()
    if found is None:
        sentence = _("没有统一社会信用代码为 %(code)s 的单位，请先登记该单位。") % {"code": code}
        raise BadInput("book.no_organisation", sentence, {"uscc": sentence})
    return found


def holders(owners: tuple[OwnerPart, ...]) -> dict[str, list[int]]:
    """Return the ids of owners; a person is found by telephone, or entered with an unproved one."""
    persons = [_person(owner).pk for owner in owners if owner.phone]
    return {"persons": persons, "organisations": [organisation_of(owner.uscc).pk for owner in owners if owner.uscc]}


def _person(owner: OwnerPart) -> Person:
    phone = clean_mobile(owner.phone)
    person, _created = Person.objects.get_or_create(phone=phone, defaults={"name": owner.name, "password": "!"})
    return person
