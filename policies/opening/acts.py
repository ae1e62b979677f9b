"""What the acts of a book are, each with its day and its rank among the acts of that day."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from idi_platform.projects import actions as project_file
from idi_platform.workflow.requests import Performed, Proposed
from policies import actions as contract
from policies.book import Book, BuildingPart, UnitPart

from .desk import Act, Desk, holders, organisation_of
from .milestones import milestone_acts


def acts_of(book: Book) -> Iterator[Act]:
    """Yield every act of the book, in no particular order."""
    registered = book.project.registered_on
    yield Act(registered, 0, 0, "project", _register_project)
    yield Act(registered, 1, 0, "insured_object", _register_insured_object)
    yield from _policy_acts(book)
    yield from _permit_acts(book)
    yield from milestone_acts(book)
    for number, part in enumerate(book.buildings):
        yield Act(registered, 2, number, f"building:{part.number}", _plan_building(part))
        yield from _common_parts(part, registered, number)
        yield from _building_dates(part, number)
        for index, unit in enumerate(part.all_units()):
            yield Act(registered, 4, number * 10_000 + index, f"unit:{part.number}:{unit.number}", _unit(part, unit))
            yield from _unit_acts(part, unit, number * 10_000 + index)


def _register_project(desk: Desk) -> None:
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


def _register_insured_object(desk: Desk) -> None:
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

    def apply_for_it(desk: Desk) -> Performed | Proposed:
        return project_file.apply_construction_permit(
            insured_object=desk.insured_object, permit_applied_on=permit.applied_on, **desk.by
        )

    yield Act(permit.applied_on, 20, 0, "permit:apply", apply_for_it)
    issued_on = permit.issued_on
    if issued_on is None:
        return

    def obtain_it(desk: Desk) -> Performed | Proposed:
        return project_file.obtain_construction_permit(
            insured_object=desk.insured_object, permit_issued_on=issued_on, permit=permit.number, **desk.by
        )

    yield Act(issued_on, 21, 0, "permit:obtain", obtain_it)


def _plan_building(part: BuildingPart) -> Callable[[Desk], None]:
    def take(desk: Desk) -> None:
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

        def take(desk: Desk, shared: Any = shared) -> None:
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

            def take(desk: Desk, step: str = step, facts: dict[str, Any] = {name: day}) -> Performed | Proposed:  # noqa: B006  never changed
                return project_file.report(desk.buildings[part.number], step, **facts, **desk.by)

            yield Act(day, rank, number, f"building:{part.number}:{step}", take)


def _unit(part: BuildingPart, unit: UnitPart) -> Callable[[Desk], None]:
    def take(desk: Desk) -> None:
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

        def sell(desk: Desk) -> Performed | Proposed:
            return project_file.sell_unit(unit=desk.units[place], sold_on=sold_on, **holders(unit.owners), **desk.by)

        yield Act(sold_on, 26, number, f"{label}:sell", sell)
    if unit.handed_over_on is not None:
        handed_over_on = unit.handed_over_on

        def hand_over(desk: Desk) -> Performed | Proposed:
            return project_file.hand_over_unit(
                unit=desk.units[place], handed_over_on=handed_over_on, papers=unit.papers, **desk.by
            )

        yield Act(handed_over_on, 27, number, f"{label}:hand_over", hand_over)
    for change in unit.transfers:

        def transfer(desk: Desk, change: Any = change) -> Performed | Proposed:
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
    if part.terms_filed_on is not None:
        yield Act(part.terms_filed_on, 11, 1, "policy:terms", _file_terms)
    if part.coinsurance_signed_on is not None:
        yield Act(part.coinsurance_signed_on, 12, 0, "policy:coinsurance", _sign_coinsurance)
    if part.signed_on is not None:
        yield Act(part.signed_on, 13, 0, "policy:contract", _sign)
    for number, receipt in enumerate(part.receipts):

        def receive(desk: Desk, receipt: Any = receipt) -> Performed | Proposed:
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


def draft_of(desk: Desk) -> dict[str, Any]:
    """Return the facts of the draft: the whole contract over the buildings that have been made."""
    part = desk.book.policy
    return {
        "items": [item.model_dump() for item in part.items],
        "shares": [
            {"organisation_id": organisation_of(share.uscc).pk, "role": share.role, "rate": share.rate}
            for share in part.shares
        ],
        "building_ids": [building.pk for building in desk.buildings.values()],
        "mode": part.mode,
        "policy_kind": part.kind,
        "premium_base": part.premium_base,
        "rate": part.rate,
        "premium": part.premium,
        "sum_insured": part.sum_insured,
        "risk_fee": part.risk_fee,
        "terms": part.terms,
        "is_schedule_complete": part.is_schedule_complete,
    }


def _draft(desk: Desk) -> None:
    desk.policy = contract.draft_policy(
        acting=desk.acting,
        key=desk.by["key"],
        insured_object=desk.insured_object,
        how=desk.how,  # type: ignore[arg-type]  # the same keys, held in a dict
        **draft_of(desk),
    )


def _confirm_annexes(desk: Desk) -> Performed | Proposed:
    part = desk.book.policy
    return contract.confirm_annexes(
        policy=desk.policy, annexes=part.annexes, explanation_recorded=part.explanation_recorded, **desk.by
    )


def _file_terms(desk: Desk) -> Performed | Proposed:
    return contract.record_terms_filing(policy=desk.policy, document=desk.book.policy.terms_document, **desk.by)


def _sign_coinsurance(desk: Desk) -> Performed | Proposed:
    signed_on = desk.book.policy.coinsurance_signed_on
    assert signed_on is not None
    return contract.sign_coinsurance(policy=desk.policy, signed_on=signed_on, **desk.by)


def _sign(desk: Desk) -> Performed | Proposed:
    signed_on = desk.book.policy.signed_on
    assert signed_on is not None
    return contract.sign_contract(policy=desk.policy, signed_on=signed_on, **desk.by)


def _issue(desk: Desk) -> Performed | Proposed:
    return contract.issue_policy(policy=desk.policy, number=desk.book.policy.number, **desk.by)
