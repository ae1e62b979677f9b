"""What an entry that realises a clause may be altered into."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from idi_platform.accounts.roles import Role
from idi_platform.rulebooks.schema.base import Part
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.gates import GateDef
from idi_platform.workflow.lifecycles import step_named

from .leaves import rebuilt, variants

SECTIONS = {
    "quota": "quotas", "recurring": "recurring", "figure": "figures", "term": "terms",
    "filing": "filings", "credit": "credit", "appraisal": "appraisal", "retention": "retention",
}  # fmt: skip
WHOLE_PARTS = ("premium", "coinsurance", "insurer", "agency", "fund", "recourse", "in_force")
DECIDERS = ("legal", "regulator")
SOMEBODY_ELSE = ("owner", "developer")
IN_CODE = frozenset({"step", "page", "register", "indicator", "information"})
"""What stands in code or is only shown: nothing in the rulebook can be altered."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """A rulebook in which one thing is other than the law says."""

    reference: str
    what: str
    book: Rulebook


def alterations_of(book: Rulebook, clause: str, reference: str) -> Iterator[Alteration]:
    """Yield the alterations of one entry that realises a clause."""
    kind, _, name = reference.partition(":")
    for what, altered in _altered(book, clause, kind, name):
        yield Alteration(reference, what, altered)


def _altered(book: Rulebook, clause: str, kind: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    if kind in SECTIONS:
        return _entry(book, SECTIONS[kind], name)
    if kind in WHOLE_PARTS:
        return _whole(book, kind)
    return _BY_KIND[kind](book, clause, name) if kind in _BY_KIND else iter(())


def _clock(book: Rulebook, clause: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    """Yield the clock with other lengths, met by less, or sanctioned otherwise; an extension is its own clause's."""
    clock = book.clocks[name]
    extends = clock.extended_by is not None and clock.extended_by.clause == clause
    if extends and clock.clause != clause:
        yield f"{name} cannot be extended", _with(book, "clocks", name, clock.model_copy(update={"extended_by": None}))
    else:
        yield f"{name} is dropped", _without(book, "clocks", name)
    for path, what, altered in _leaves(clock):
        is_own = extends if path[0] == "extended_by" else not extends or clock.clause == clause
        if path[0] in _OF_A_CLOCK and is_own:
            yield f"{name}: {what}", _with(book, "clocks", name, altered)


def _replace(book: Rulebook, section: str, value: Any) -> Rulebook:
    """Return a copy of the book with another section; what the book has computed from the old one is left behind."""
    return Rulebook.model_construct(
        **{**{field: getattr(book, field) for field in type(book).model_fields}, section: value}
    )


def _with(book: Rulebook, section: str, name: str, value: Any) -> Rulebook:
    return _replace(book, section, {**getattr(book, section), name: value})


def _without(book: Rulebook, section: str, name: str) -> Rulebook:
    kept: Mapping[str, Any] = getattr(book, section)
    return _replace(book, section, {key: value for key, value in kept.items() if key != name})


def _leaves(part: Part) -> Iterator[tuple[tuple[str | int, ...], str, Part]]:
    """Yield the part with each of its leaves altered: the leaf's path, what becomes of it, and the part."""
    data = part.model_dump(mode="python", by_alias=True, exclude_unset=True)
    for path, value in variants(data):
        altered = rebuilt(part, path, value)
        if altered is not None and altered != part:
            yield path, f"{'.'.join(str(step) for step in path)} becomes {value}", altered


def _entry(book: Rulebook, section: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    entry: Part = getattr(book, section)[name]
    yield f"{name} is dropped", _without(book, section, name)
    for _path, what, altered in _leaves(entry):
        yield what, _with(book, section, name, altered)
    if (owed_by := getattr(entry, "owed_by", None)) is not None:
        other = next(role for role in SOMEBODY_ELSE if role != owed_by)
        yield f"{name} is owed by {other}", _with(book, section, name, entry.model_copy(update={"owed_by": other}))
    if getattr(entry, "on_breach", ()):
        yield f"nothing follows {name}", _with(book, section, name, entry.model_copy(update={"on_breach": ()}))


def _gates(book: Rulebook, clause: str, step: str) -> Iterator[tuple[str, Rulebook]]:
    gates = book.gates[step]
    for number, gate in enumerate(gates):
        if clause not in (gate.clause, *gate.also):
            continue
        called = gate.name
        others = tuple(other for other in gates if other is not gate)
        yield f"gate {called} is dropped", _with(book, "gates", step, others)
        for what, otherwise in _effects(gate):
            yield (
                f"gate {called} {what}",
                _with(book, "gates", step, (*gates[:number], otherwise, *gates[number + 1 :])),
            )
        for path, what, altered in _leaves(gate):
            if path[0] in ("check", "when"):
                others_with = (*gates[:number], altered, *gates[number + 1 :])
                yield f"gate {called}: {what}", _with(book, "gates", step, others_with)


def _effects(gate: GateDef) -> Iterator[tuple[str, GateDef]]:
    """Yield the gate with another effect, or with somebody else to decide what it refers."""
    if gate.effect == "refer":
        yield "only hints", gate.model_copy(update={"effect": "hint", "decided_by": None})
        other = next(role for role in DECIDERS if role != gate.decided_by)
        yield f"is decided by {other}", gate.model_copy(update={"decided_by": other})
    elif gate.effect == "hint":
        yield "blocks", gate.model_copy(update={"effect": "block"})
    else:
        yield "only hints", gate.model_copy(update={"effect": "hint"})


def _permission(book: Rulebook, _clause: str, step: str) -> Iterator[tuple[str, Rulebook]]:
    rule, definition = book.steps[step], step_named(step)
    if rule.by:
        wider = sorted(role.value for role in definition.by if role.value not in rule.by)
        for role in wider:
            altered = rule.model_copy(update={"by": (*rule.by, role)})
            yield f"{role} may take {step} too", _with(book, "steps", step, altered)
        if not wider:
            other = next(role.value for role in Role if role not in definition.by)
            yield f"only {other} may take {step}", _with(book, "steps", step, rule.model_copy(update={"by": (other,)}))
    if rule.from_:
        yield f"{step} starts anywhere", _with(book, "steps", step, rule.model_copy(update={"from_": None}))
    if rule.second_person is not None and not definition.needs_second_person:
        altered = rule.model_copy(update={"second_person": not rule.second_person})
        yield f"{step}: second person turned round", _with(book, "steps", step, altered)
    if not rule.in_force:
        yield f"{step} is known", _with(book, "steps", step, rule.model_copy(update={"in_force": True}))


def _paper(book: Rulebook, _clause: str, code: str) -> Iterator[tuple[str, Rulebook]]:
    paper = book.papers[code]
    yield f"{code} is dropped", _without(book, "papers", code)
    for section in paper.required:
        update = {
            name: tuple(one for one in getattr(paper, name) if one != section) for name in ("sections", "required")
        }
        yield f"{code} loses {section}", _with(book, "papers", code, paper.model_copy(update=update))
    if len(paper.recipient) > 1:
        for role in paper.recipient:
            left = tuple(one for one in paper.recipient if one != role)
            yield (
                f"{role} no longer gets {code}",
                _with(book, "papers", code, paper.model_copy(update={"recipient": left})),
            )


def _of_cover(book: Rulebook, part: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    cover = book.cover
    if cover is None:
        return
    entries: Mapping[str, Part] = getattr(cover, part)
    left = {key: value for key, value in entries.items() if key != name}
    yield f"{name} is dropped", _replace(book, "cover", cover.model_copy(update={part: left}))
    for _path, what, altered in _leaves(entries[name]):
        yield what, _replace(book, "cover", cover.model_copy(update={part: {**entries, name: altered}}))


def _segment(book: Rulebook, _clause: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    cover = book.cover
    if cover is None:
        return
    for number, segment in enumerate(cover.segments):
        if segment.name != name:
            continue
        before, after = cover.segments[:number], cover.segments[number + 1 :]
        yield f"{name} is dropped", _replace(book, "cover", cover.model_copy(update={"segments": (*before, *after)}))
        for _path, what, altered in _leaves(segment):
            segments = (*before, altered, *after)
            yield what, _replace(book, "cover", cover.model_copy(update={"segments": segments}))
        liable = segment.model_copy(update={"liable": "nobody"})
        yield (
            "nobody is liable",
            _replace(book, "cover", cover.model_copy(update={"segments": (*before, liable, *after)})),
        )


def _cover(book: Rulebook, _clause: str, _name: str) -> Iterator[tuple[str, Rulebook]]:
    cover = book.cover
    if cover is None:
        return
    for _path, what, altered in _leaves(cover.starts):
        yield f"starts: {what}", _replace(book, "cover", cover.model_copy(update={"starts": altered}))


def _whole(book: Rulebook, section: str) -> Iterator[tuple[str, Rulebook]]:
    part: Part = getattr(book, section)
    if section != "in_force":
        yield f"{section} is dropped", _replace(book, section, None)
    for _path, what, altered in _leaves(part):
        yield what, _replace(book, section, altered)


def _binding(book: Rulebook, section: str) -> Iterator[tuple[str, Rulebook]]:
    if section == "insured_object":
        other = "contract" if book.insured_object != "contract" else "project"
        yield f"the insured object is the {other}", _replace(book, section, other)
    elif section == "boundary":
        for name in book.boundary:
            yield f"{name} may lie outside", _without(book, "boundary", name)
    elif book.binds_on is not None:
        other_trigger = type(book.binds_on)(fact="building.accepted_on")
        yield "binds on the acceptance", _replace(book, section, other_trigger)


def _scope(book: Rulebook, clause: str, _name: str) -> Iterator[tuple[str, Rulebook]]:
    for kind, rule in book.scope.items():
        if rule.clause == clause:
            yield from _entry(book, "scope", kind)


def _silence(book: Rulebook, _clause: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    yield f"{name} is not said to be silent", _without(book, "silent", name)


_OF_A_CLOCK = frozenset({"within", "at_least", "opens", "closes", "kind", "met_by", "extended_by", "when"})
_BY_KIND: Mapping[str, Callable[[Rulebook, str, str], Iterator[tuple[str, Rulebook]]]] = {
    "clock": _clock,
    "gate": _gates,
    "permission": _permission,
    "paper": _paper,
    "item": lambda book, _clause, name: _of_cover(book, "items", name),
    "exclusion": lambda book, _clause, name: _of_cover(book, "exclusions", name),
    "segment": _segment,
    "cover": _cover,
    "scope": _scope,
    "insured_object": lambda book, _clause, _name: _binding(book, "insured_object"),
    "binds_on": lambda book, _clause, _name: _binding(book, "binds_on"),
    "boundary": lambda book, _clause, _name: _binding(book, "boundary"),
    "silent": _silence,
}
