"""Contracts: who must insure and has, in time, how much, at which premium and fee; the guarantee fund."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from idi_platform.projects.models import Building, InsuredObject
from idi_platform.rulebooks.law import Law, rulebooks_for
from policies.contract import ShareFacts
from policies.rules.shares import split

from .counting import NOUGHT, Around, Entry, Lists, counts, share
from .fund import Fund
from .gates import asking_for_contract, bounds_of, by_text, passed_in_breach
from .homes import units_in
from .limits import LEGAL, limits
from .log import Step
from .underwritten import Contract, contracts_concluded

_ENDORSEMENTS: Final = ("policy.amend", "policy.adjust_premium")
_REPLENISHMENT: Final = ("replenish",)
_FEES: Final = ("policy.risk_fee", "engagement.fee")


class Insurable(NamedTuple):
    """An insured object with what its text says of it.

    Attributes:
        effect: Whether its kind of project is insured compulsorily, voluntarily, not at all; empty without a text.
        codes: The gates of its text that ask for the contract.
        gate: The first step at which they ask for it, if it was taken.
    """

    pk: int
    project_id: int
    effect: str
    is_undetermined: bool
    codes: frozenset[str]
    gate: Step | None


@counts("P1")
def insured_rate(around: Around) -> Lists:
    """Objects whose gate lies in the month, and which of them stand insured at its end, having contracted before it."""
    contracts = _by_object(around)
    free = _without_land_condition(around)
    names = ("compulsory", "encouraged", "late", "none", "no_condition", "undetermined")
    lists: dict[str, list[Entry]] = {name: [] for name in names}
    for thing in _insurable(around):
        if thing.is_undetermined or thing.effect == "unclear":
            lists["undetermined"].append(Entry(thing.pk))
        if thing.gate is None or not around.month.holds_day(thing.gate.day):
            continue
        standing = [one for one in contracts.get(thing.pk, ()) if one.stands_at(around.month.ends_at)]
        if thing.effect == "voluntary":
            lists["encouraged"].append(share(thing.pk, is_in=bool(standing)))
        elif thing.effect == "compulsory":
            in_time = any(_is_before_gate(one, thing) for one in standing)
            lists["compulsory"].append(share(thing.pk, is_in=in_time))
            if not in_time:
                lists["late" if standing else "none"].append(Entry(thing.pk))
            if thing.project_id in free:
                lists["no_condition"].append(Entry(thing.pk))
    return lists


@counts("P2")
def contracts_in_time(around: Around) -> Lists:
    """Contracts concluded in the month; one on an object that was insured before its gate is not late for coming on."""
    contracts, things = _by_object(around), {thing.pk: thing for thing in _insurable(around)}
    lists: dict[str, list[Entry]] = {"in_time": [], "late": [], "ungated": []}
    for pk, found in contracts.items():
        thing = things.get(pk)
        for contract in (one for one in found if around.month.holds_day(one.signed_on)):
            if thing is None or not thing.codes:
                lists["ungated"].append(Entry(contract.pk))
                continue
            in_time = any(_is_before_gate(one, thing) for one in found)
            lists["in_time"].append(share(contract.pk, is_in=in_time))
            if not in_time:
                lists["late"].append(Entry(contract.pk))
    return lists


@counts("P3")
def insured_volume(around: Around) -> Lists:
    """What stands insured at the end of the month, under contracts neither terminated nor expired."""
    standing = [one for one in contracts_concluded(around).values() if one.stands_at(around.month.ends_at)]
    insured = sorted({pk for one in standing for pk in one.building_ids})
    areas = dict(Building.objects.filter(pk__in=insured).values_list("pk", "floor_area"))
    units = units_in(around, insured)
    return {
        "objects": [Entry(pk) for pk in sorted({one.insured_object_id for one in standing})],
        "buildings": [Entry(pk) for pk in areas],
        "units": [Entry(pk, Decimal(number)) for pk, (number, _area) in units.items()],
        "m2": [Entry(pk, area) for pk, area in areas.items() if area is not None],
        "m2_units": [Entry(pk, area) for pk, (_number, area) in units.items() if area is not None],
        "no_area": [Entry(pk) for pk, area in areas.items() if area is None],
    }


@counts("P4")
def premium(around: Around) -> Lists:
    """Premium of the policies issued in the month, and what endorsements of the month added or took off."""
    contracts = contracts_concluded(around).values()
    issued = _issued(around, contracts)
    laws = rulebooks_for({one.insured_object_id for one, _issue in issued}, on=around.month.last)
    lists: dict[str, list[Entry]] = {"premium": [], "endorsed": [], "rate": [], "lead": [], "followers": []}
    is_one_text = len({law.city.id if law.city is not None else None for law in laws.values()}) == 1
    for one, issue in issued:
        amount, base = one.premium(issue), one.amount("premium_base", issue)
        _add_premium(lists, one, issue, amount)
        if base is not None and is_one_text:
            lists["rate"].append(Entry(one.pk, amount, base))
    for one in contracts:
        for step, more in _endorsed(around, one):
            lists["endorsed"].append(Entry(one.pk, more, ref=step.record_id))
            _add_premium(lists, one, step, more)
    return lists


@counts("P5")
def fee_share(around: Around) -> Lists:
    """Fees of agencies against premiums, in the month in which both contracts stand; and as policies state them."""
    contracts = contracts_concluded(around)
    lists: dict[str, list[Entry]] = {"share": [], "fees": [], "stated": [], "outside": []}
    laws = rulebooks_for({one.insured_object_id for one in contracts.values()}, on=around.month.last)
    bounds = by_text(laws, lambda law: bounds_of(law, _FEES))
    for one, issue in _issued(around, contracts.values()):
        fee = one.amount("risk_fee", issue)
        if fee is not None:
            lists["stated"].append(Entry(one.pk, fee, one.premium(issue)))
    for subject_id, fee, insured in _fees(around, contracts.values()):
        amount = sum((one.premium(around.month.ends_at) for one in insured), NOUGHT)
        lists["share"].append(Entry(subject_id, fee, amount))
        lists["fees"].append(Entry(subject_id, fee))
        if any(bound.is_broken(fee, amount) for one in insured for bound in bounds[one.insured_object_id]):
            lists["outside"].append(Entry(subject_id))
    return lists


@counts("F1")
def guarantee_fund(around: Around) -> Lists:
    """The fund of the projects whose text has one: moves of the month, and what it holds at its end."""
    fund = Fund(around)

    def of_month(moves: Iterable[tuple[Step, Decimal]]) -> list[Entry]:
        mine = ((step, amount) for step, amount in moves if around.month.holds(step.at))
        return [Entry(step.subject_id, amount, ref=step.record_id) for step, amount in mine]

    due = limits(around, measures=_REPLENISHMENT)[LEGAL]
    return {
        "provided": of_month(fund.provided),
        "advanced": of_month(fund.paid(as_advance=True)),
        "replenished": of_month(fund.replenished()),
        "substituted": of_month(fund.paid(as_advance=False)),
        "balance": fund.balances(),
        "not_replenished": [row._replace(counted=row.of - row.counted) for row in due],
        "ceiling": fund.ceilings(),
    }


def _by_object(around: Around) -> Mapping[int, list[Contract]]:
    found: dict[int, list[Contract]] = {}
    for contract in contracts_concluded(around).values():
        found.setdefault(contract.insured_object_id, []).append(contract)
    return found


def _is_before_gate(contract: Contract, thing: Insurable) -> bool:
    """Say whether a contract was concluded before the gate; a fact in breach tells that it was not."""
    if passed_in_breach(contract.signed, thing.codes):
        return False
    return thing.gate is None or (
        _is_earlier(contract.signed, thing.gate) and not passed_in_breach(thing.gate, thing.codes)
    )


def _is_earlier(signed: Step, gate: Step) -> bool:
    """Say whether a contract bears an earlier day than the gate; a gate that tells no day is passed at its instant."""
    if signed.day == gate.day and gate.day_told is None:
        return signed.at < gate.at
    return signed.day < gate.day


def _insurable(around: Around) -> list[Insurable]:
    """Return the insured objects registered before the end of the month, each with its text and its gate."""
    known = {step.subject_id for step in around.log.until("insured_object.register")}
    columns = ("pk", "project_id", "project__project_kind")
    rows = list(InsuredObject.objects.filter(pk__in=known).order_by("pk").values_list(*columns))
    laws, open_ones = rulebooks_for(known, on=around.month.last), around.undetermined
    asking = by_text(laws, asking_for_contract)
    gates = _gates_passed(around, {pk: project_id for pk, project_id, _kind in rows}, asking)
    return [
        Insurable(
            pk=pk,
            project_id=project_id,
            effect=_effect(laws[pk], kind) if pk not in open_ones else "",
            is_undetermined=pk in open_ones,
            codes=frozenset().union(*asking[pk].values()),
            gate=gates.get(pk),
        )
        for pk, project_id, kind in rows
    ]


def _without_land_condition(around: Around) -> frozenset[int]:
    """Return the projects whose land was granted, as last recorded, without the condition to insure."""
    told = around.log.last("project.record_land_condition")
    return frozenset(pk for pk, step in told.items() if not step.facts["land_condition_includes_insurance"])


def _effect(law: Law, kind: str) -> str:
    rule = law.city.scope.get(kind) if law.city is not None else None
    return rule.effect if rule is not None else ""


def _gates_passed(
    around: Around, projects: Mapping[int, int], asking: Mapping[int, Mapping[str, frozenset[str]]]
) -> Mapping[int, Step]:
    """Return by insured object the first step at which its text asks for the contract.

    Where the text asks at the object or its buildings, what a project of several objects does as a whole says nothing
    of one of them: each has its own day.
    """
    names = {name for steps in asking.values() for name in steps if not name.startswith("policy.")}
    taken = around.log.dated(*sorted(names)) if names else []
    buildings = Building.objects.filter(pk__in={step.subject_id for step in taken})
    objects = dict(buildings.values_list("pk", "insured_object_id"))
    found: dict[int, Step] = {}
    for step in taken:
        is_of_project = step.name.startswith("project.")
        own = objects.get(step.subject_id, step.subject_id)
        reached = [pk for pk, project_id in projects.items() if project_id == own] if is_of_project else [own]
        for pk in reached:
            is_closer = any(name.startswith(("insured_object.", "building.")) for name in asking.get(pk, ()))
            if step.name in asking.get(pk, ()) and not (is_of_project and is_closer and len(reached) > 1):
                found.setdefault(pk, step)
    return found


def _issued(around: Around, contracts: Iterable[Contract]) -> list[tuple[Contract, Step]]:
    return [(one, one.issued) for one in contracts if one.issued is not None and around.month.holds(one.issued.at)]


def _endorsed(around: Around, contract: Contract) -> Iterable[tuple[Step, Decimal]]:
    """Yield the endorsements of the month after the issue that moved the premium, and by how much."""
    for step in contract.steps:
        if step.name in _ENDORSEMENTS and step.facts.get("premium") is not None and around.month.holds(step.at):
            more = Decimal(str(step.facts["premium"])) - contract.premium(step)
            if contract.issued is not None and contract.issued.at < step.at and more:
                yield step, more


def _add_premium(lists: Mapping[str, list[Entry]], contract: Contract, step: Step, amount: Decimal) -> None:
    """Add a premium, and how the panel of that instant shares it to the fen."""
    lists["premium"].append(Entry(contract.pk, amount, ref=step.record_id))
    shares = [ShareFacts.model_validate(share).share() for share in contract.said("shares", step) or ()]
    parts = split(amount, shares)
    lead = sum((parts[share.organisation_id] for share in shares if share.role == "lead"), NOUGHT)
    lists["lead"].append(Entry(contract.pk, lead, ref=step.record_id))
    if amount != lead:
        lists["followers"].append(Entry(contract.pk, amount - lead, ref=step.record_id))


def _fees(around: Around, contracts: Iterable[Contract]) -> Iterable[tuple[int, Decimal, list[Contract]]]:
    """Yield the agencies' contracts that stand since this month beside an insurance contract, with fee."""
    by_project: dict[int, list[Contract]] = {}
    for one in contracts:
        by_project.setdefault(one.project_id, []).append(one)
    agreed = {step.subject_id: step for step in around.log.dated("engagement.contract")}
    rows = around.subjects.filter(pk__in=agreed).order_by("pk").values_list("pk", "project_id")
    for pk, project_id in rows:
        insured, step = by_project.get(project_id or 0, []), agreed[pk]
        if not insured or not around.month.holds_day(max(step.day, min(one.signed_on for one in insured))):
            continue
        fee = _fee(step.facts, sum((one.premium(around.month.ends_at) for one in insured), NOUGHT))
        if fee is not None:
            yield pk, fee, insured


def _fee(facts: Mapping[str, Any], amount: Decimal) -> Decimal | None:
    """Return a fee as agreed: a sum, or a rate of the premium."""
    if facts.get("fee") is not None:
        return Decimal(str(facts["fee"]))
    return Decimal(str(facts["fee_rate"])) * amount if facts.get("fee_rate") is not None else None
