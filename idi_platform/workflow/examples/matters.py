"""Examples of what a text says of one matter as a whole: a contract term, a ground, recourse, the agency, the panel.

The same question is put twice: to the gates, which is what the platform does in the case, and to the entry, which is
what the text says of it. Both have to answer as the example does, so neither can be wrong alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from idi_platform.accounts.roles import Role
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates.spans import as_day, has_run, shifted
from idi_platform.rulebooks.predicates.world import World
from idi_platform.rulebooks.schema.gates import GateDef
from idi_platform.rulebooks.schema.papers import TermDef
from idi_platform.rulebooks.schema.topics import CoinsuranceDef, RecourseDef
from idi_platform.workflow.gates import names_in, standing_against
from idi_platform.workflow.lifecycles import LIFECYCLES, StepDefinition

from .running import NO_LIMIT, differing, runs, world_of
from .schema import Example

ALLOWED: Final = "allowed"
BY_STRENGTH: Final = (ALLOWED, "hint", "warn", "refer", "block")
NO_VALUE: Final = "not_a_value"
"""What a term meets that is of another type, or is none of the choices."""
SIGNING: Final = "policy.sign_contract"
REFUSING: Final = "claim.refuse"
GROUND: Final = "claim.ground"
EVIDENCE: Final = "claim.evidence_count"
EXPLAINED: Final = "policy.explanation_recorded"
TIES: Final = ("engagement.participant_links", "engagement.is_independent")
Asks = Callable[[GateDef], bool]


def met(law: Law, steps: Sequence[str], asks: Asks, world_for: Callable[[str], World]) -> str:
    """Return the strongest effect of the gates of these steps that ask for the matter; `allowed` where none speaks."""
    found = [
        gate.effect
        for step in steps
        for gate in law.gates_of(step)
        if asks(gate) and standing_against(gate, world_for(step.partition(".")[0])) is not None
    ]
    return max(found, key=BY_STRENGTH.index, default=ALLOWED)


def asking(*names: str) -> Asks:
    """Return whether a gate's check speaks of one of these facts or sets."""
    wanted = frozenset(names)
    return lambda gate: not wanted.isdisjoint(names_in(gate.check))


def _with(example: Example, **more: Any) -> Example:
    return example.model_copy(update=more)


def _worlds(example: Example, law: Law) -> Callable[[str], World]:
    return lambda kind: world_of(example, kind, law)


def _steps(law: Law, kind: str = "") -> Sequence[str]:
    return [step for step in law.gates if not kind or step.partition(".")[0] == kind]


def _expected(example: Example) -> Mapping[str, Any]:
    return example.expect if isinstance(example.expect, Mapping) else {"meets": example.expect}


@runs("term")
def _term(example: Example, law: Law) -> Iterator[str]:
    """Ask every gate that looks at the term and at nothing but terms, and the bounds that the text sets to it."""
    name = example.term or ""
    definition = law.terms.get(name)
    if definition is None:
        yield f"there is no term {name}"
        return
    value = example.terms.get(name)
    if value is not None and not _is_of_unit(definition, value):
        meets = NO_VALUE
    else:
        meets = met(law, _steps(law), lambda gate: _asks_only_terms(gate, name), _worlds(example, law))
        yield from _bounds(definition, name, value, meets)
        if value is None and not definition.required and _is_held_up_at_signing(example, law, name):
            yield f"{name} is not asked for in a new policy, which cannot be signed without it"
    said = {"meets": meets, "unit": definition.unit, "asked": definition.required}
    yield from differing(dict(_expected(example)), said)


def _bounds(definition: TermDef, name: str, value: Any, meets: str) -> Iterator[str]:
    if value is not None and _is_beyond(definition, value) != (meets != ALLOWED):
        yield f"{name} {value} meets {meets}, but the text's bounds {'forbid' if meets == ALLOWED else 'allow'} it"


def _is_held_up_at_signing(example: Example, law: Law, name: str) -> bool:
    meets = met(law, [SIGNING], lambda gate: _asks_only_terms(gate, name), _worlds(example, law))
    return BY_STRENGTH.index(meets) > BY_STRENGTH.index("hint")


def _asks_only_terms(gate: GateDef, name: str) -> bool:
    return name in _terms_in(gate.check.model_dump(by_alias=True)) and names_in(gate.check) == {"terms"}


def _terms_in(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("term"), str):
            yield node["term"]
        for inner in node.values():
            yield from _terms_in(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _terms_in(inner)


def _is_of_unit(definition: TermDef, value: object) -> bool:
    if definition.unit == "choice":
        return value in (definition.choices or {})
    if definition.unit in ("bool", "text"):
        return isinstance(value, bool if definition.unit == "bool" else str)
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_beyond(definition: TermDef, value: Any) -> bool:
    """Say whether a value lies outside the bounds of the text; a promise that is not kept lies outside too."""
    if isinstance(value, bool):
        return definition.required and not value
    least, most = definition.at_least, definition.at_most
    return (least is not None and value < least) or (most is not None and value > most)


@runs("ground")
def _ground(example: Example, law: Law) -> Iterator[str]:
    """Refuse a claim on a ground; evidence is linked and exclusions are explained unless the case says otherwise."""
    name = example.ground or ""
    case = _with(example, given={EVIDENCE: 1, EXPLAINED: True, **example.given, GROUND: name})
    unexplained = _with(case, given={**case.given, EXPLAINED: False})
    known = law.cover.exclusions if law.cover is not None else {}
    entry = known.get(name)
    is_listed = met(law, [REFUSING], lambda gate: names_in(gate.check) == {GROUND}, _worlds(case, law)) != "block"
    is_exclusion = met(law, [REFUSING], asking(EXPLAINED), _worlds(unexplained, law)) != ALLOWED
    if is_listed != (entry is not None):
        yield f"{name} is {'taken' if is_listed else 'no ground'}, but {'not ' * is_listed}on the list of the text"
    if entry is not None and entry.is_exclusion != is_exclusion:
        yield f"whether {name} is an exclusion differs: {is_exclusion} by the gates, {entry.is_exclusion} by the text"
    said = {
        "meets": met(law, [REFUSING], _is_about_ground, _worlds(case, law)),
        "exclusion": entry is not None and entry.is_exclusion,
        "evidence": entry.evidence if entry is not None else (),
    }
    yield from differing(dict(_expected(example)), said)


def _is_about_ground(gate: GateDef) -> bool:
    return GROUND in names_in(gate.when) or asking(EVIDENCE, EXPLAINED, GROUND)(gate)


@runs("recourse")
def _recourse(example: Example, law: Law) -> Iterator[str]:
    """Turn against parties after the payment; what the text says of each is what the gates say of it."""
    entry = (law.city or law.base).recourse
    for party in example.recourse or ():
        case = _with(example, given={**example.given, "subrogation.liable_kind": party})
        meets = met(law, _steps(law, "subrogation"), asking("subrogation.liable_kind"), _worlds(case, law))
        said = _said_of(entry, party)
        if {meets, said} != {example.expect}:
            yield f"recourse against {party} meets {meets} and is by the text {said}, not {example.expect}"
    yield from _limitation(law)


def _said_of(entry: RecourseDef | None, party: str) -> str:
    if entry is None:
        return "not said"
    named = {ALLOWED: entry.targets, "block": entry.spared, "refer": entry.referred}
    return next((effect for effect, parties in named.items() if party in parties), "not said")


def _limitation(law: Law) -> Iterator[str]:
    """Hold the limitation that the text names against the clocks that bar the recourse when it has run out."""
    books = [book.recourse for book in (law.city, law.base) if book is not None and book.recourse is not None]
    said = next((entry.limitation for entry in books if entry.limitation is not None), None)
    for name, clock in law.clocks.items():
        if clock.takes == "subrogation.bar" and (clock.within is None or clock.within.duration != said):
            yield f"{name} bars the recourse after another time than the limitation of the text"


@runs("agency")
def _agency(example: Example, law: Law) -> Iterator[str]:
    """Ask the gates of a step about the agency's ties; a tied agency meets what the text says of conflicts."""
    step, entry = example.agency or "", (law.city or law.base).agency
    if entry is None:
        yield "the text says nothing of the agency"
        return
    meets = met(law, [step], asking(*TIES), _worlds(example, law))
    if meets not in (ALLOWED, entry.conflict):
        yield f"a conflict of the agency meets {meets}, but is by the text {entry.conflict}"
    words = {name: getattr(entry, name) for name in ("engaged_by", "reports_to", "fee_is_part_of_premium", "conflict")}
    yield from differing(dict(_expected(example)), {"meets": meets, **words})


@runs("credit")
def _credit(example: Example, law: Law) -> Iterator[str]:
    """Say whom a consequence reaches and whom not; what is only an incentive holds up nobody.

    `holds_up` are the steps that a gate of the entry's clause lets nobody take; a step by which an authority acts must
    be one that people take.
    """
    entry = (law.city or law.base).credit.get(example.credit or "")
    if entry is None:
        yield f"there is no consequence {example.credit}"
        return
    held = [step for step, gates in law.gates.items() for gate in gates if gate.clause == entry.clause and _holds(gate)]
    by = () if entry.step is None else tuple(role.value for role in _takers(entry.step))
    if entry.step is not None and not _is_taken(entry.step):
        yield f"{entry.step} is a step that nobody takes"
    for name in example.expect.get("not_who", ()):
        if name in entry.who:
            yield f"{example.credit} reaches {name}"
    found = {"who": entry.who, "kind": entry.kind, "by": entry.by, "step": entry.step, "taken_by": by}
    rest = {word: value for word, value in example.expect.items() if word != "not_who"}
    yield from differing(rest, {**found, "holds_up": sorted(set(held))})


def _holds(gate: GateDef) -> bool:
    return gate.effect != "hint"


def _takers(step: str) -> Sequence[Role]:
    """Return the roles that may take a step, in order; nobody where the system does, or it is not in code."""
    known = _known(step)
    return sorted(known.by) if known is not None else ()


def _is_taken(step: str) -> bool:
    known = _known(step)
    return known is not None and (known.is_automatic or bool(known.by))


def _known(step: str) -> StepDefinition | None:
    kind, _, verb = step.partition(".")
    return LIFECYCLES[kind].steps.get(verb) if kind in LIFECYCLES else None


@runs("panel")
def _panel(example: Example, law: Law) -> Iterator[str]:
    """Sign a contract with insurers of these shares, the first of whom leads; one alone insures singly."""
    rates = example.panel or ()
    entry = (law.city or law.base).coinsurance
    if entry is None:
        yield "the text says nothing of co-insurance"
        return
    named = example.sets.get("policy.shares", ({},) * len(rates))
    roles = ("lead", *("follower" for _ in rates[1:]))
    shares = tuple(
        {**more, "share.role": role, "share.rate": rate} for more, role, rate in zip(named, roles, rates, strict=True)
    )
    mode = "single" if len(rates) == 1 else "co_insurance"
    case = _with(example, given={**example.given, "policy.mode": mode}, sets={**example.sets, "policy.shares": shares})
    meets = met(law, [SIGNING], asking("policy.mode", "policy.shares"), _worlds(case, law))
    if _fits(entry, mode, rates) != (meets == ALLOWED):
        yield f"the panel meets {meets}, but the text {'allows' if _fits(entry, mode, rates) else 'forbids'} it"
    words = {name: getattr(entry, name) for name in ("owner_is_paid_by", "insurers_at_least", "insurers_at_most")}
    yield from differing(dict(_expected(example)), {"meets": meets, **words})


def _fits(entry: CoinsuranceDef, mode: str, rates: Sequence[Decimal]) -> bool:
    is_shared = mode == "co_insurance"
    few = (
        (is_shared or "co_insurance" not in entry.modes)
        and entry.insurers_at_least is not None
        and len(rates) < entry.insurers_at_least
    )
    many = entry.insurers_at_most is not None and len(rates) > entry.insurers_at_most
    small = is_shared and entry.lead_at_least is not None and rates[0] < entry.lead_at_least
    return mode in entry.modes and not (few or many or small)


@runs("premium")
def _premium(example: Example, law: Law) -> Iterator[str]:
    """Sign a contract with or without the base that the premium is counted from."""
    base, entry = example.premium or "", (law.city or law.base).premium
    if entry is None or entry.base != base:
        yield f"the premium is counted from {entry.base if entry is not None else 'nothing'}, not from {base}"
        return
    yield from differing(dict(_expected(example)), {"meets": met(law, [SIGNING], asking(base), _worlds(example, law))})


@runs("retention")
def _retention(example: Example, law: Law) -> Iterator[str]:
    """Say whether erasing would still be refused, counted as it is there; what has not begun to run is kept."""
    entry = (law.city or law.base).retention.get(example.retention or "")
    if entry is None:
        yield f"nothing is kept as {example.retention}"
        return
    world = world_of(example, entry.from_.partition(".")[0], law)
    value = world.value(entry.from_)
    since = as_day(value) if isinstance(value, date) else None
    kept = since is None or not has_run(since, entry.for_, world.now)
    last = shifted(since, entry.for_) if since is not None else NO_LIMIT
    yield from differing(example.expect, {"kept": kept, "last_day": last})
