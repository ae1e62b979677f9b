"""What an entry that realises a clause may be altered into."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, get_args

from idi_platform.accounts.roles import Role
from idi_platform.rulebooks.carried import IN_COVER, SECTIONS, WHOLE, clauses_in
from idi_platform.rulebooks.schema.base import Duration, Part
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.cover import CoverDef, ItemDef
from idi_platform.rulebooks.schema.gates import Effect, GateDef
from idi_platform.rulebooks.schema.papers import PaperDef
from idi_platform.workflow.lifecycles import step_named

from .leaves import variants

DECIDERS = ("legal", "regulator")
OBJECTS = ("project", "construction_permit", "contract")
IN_CODE = frozenset({"step", "page", "indicator", "information"})
"""What stands in code or is only shown: nothing in the rulebook can be altered."""
ONE_PART = frozenset({*WHOLE, "binds_on"})
NEEDED = frozenset({"in_force", "binds_on"})
OF_EVERY_CLAUSE = frozenset({"required", "recipient"})
"""What each clause that a paper stands under is asked of it; the rest is asked of the clause that brings the paper."""
OF_COVER = frozenset({"starts", "test", "leftover", "several_items", "source"})
"""What the section `cover` says beside its items, segments and exclusions."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """A rulebook in which one thing is other than the law says."""

    reference: str
    what: str
    book: Rulebook


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a rulebook, and the rulebook with another in its place.

    Attributes:
        name: What it is called in what is told of its alterations.
        part: The entry.
        put: Returns the rulebook with the entry altered; None takes it out.
        fields: Only these of its fields are altered; None: all.
        further: What else it may become, which its schema does not tell.
        may_go: Whether the rulebook can do without it.
    """

    name: str
    part: Part
    put: Callable[[Any], Rulebook]
    fields: Collection[str] | None = None
    further: Sequence[tuple[str, Part]] = ()
    may_go: bool = True


def alterations_of(book: Rulebook, clause: str, reference: str) -> Iterator[Alteration]:
    """Yield the alterations of one entry that realises a clause.

    What the entry says under other clauses stays as it is; all of it is altered where the clause does not stand there.
    """
    kind, _, name = reference.partition(":")
    for what, altered in _alone(book, kind, name):
        yield Alteration(reference, what, altered)
    for entry in _entries(book, clause, kind, name):
        owner = clause if clause in clauses_in(entry.part) else None
        if entry.may_go and (owner is None or _is_of(entry.part, clause)):
            yield Alteration(reference, f"{entry.name} is dropped", entry.put(None))
        for what, part in (*variants(entry.part, owner, entry.fields), *entry.further):
            yield Alteration(reference, f"{entry.name}: {what}", entry.put(part))


def _is_of(part: Part, clause: str) -> bool:
    """Say whether the part as a whole stands under the clause, not only something in it."""
    return clause in (getattr(part, "clause", None), *getattr(part, "also", ()))


def _alone(book: Rulebook, kind: str, name: str) -> Iterator[tuple[str, Rulebook]]:
    """Yield the alterations of what is no entry: words by themselves."""
    if kind == "insured_object":
        for other in OBJECTS:
            if other != book.insured_object:
                yield f"the insured object is the {other}", _replace(book, kind, other)
    elif kind == "boundary":
        for day in book.boundary:
            yield f"{day} may lie outside", _placed(book, "boundary", day, None)
    elif kind == "silent":
        yield f"{name} is not said to be silent", _placed(book, "silent", name, None)


def _entries(book: Rulebook, clause: str, kind: str, name: str) -> Iterator[Entry]:
    if kind == "permission":
        yield _permission(book, name)
    elif kind == "gate":
        yield from _gates(book, clause, name)
    elif kind in SECTIONS:
        section: Mapping[str, Part] = getattr(book, SECTIONS[kind])
        part = section[name]
        yield Entry(name, part, partial(_placed, book, SECTIONS[kind], name), _fields_of(part, name, clause))
    elif kind in ONE_PART:
        yield Entry(kind, getattr(book, kind), lambda other: _replace(book, kind, other), may_go=kind not in NEEDED)
    elif kind == "scope":
        named = [one for one, rule in book.scope.items() if rule.clause == clause] or list(book.scope)
        yield from (Entry(one, book.scope[one], partial(_placed, book, "scope", one)) for one in named)
    elif book.cover is not None:
        yield from _of_cover(book, book.cover, kind, name)


def _fields_of(part: Part, name: str, clause: str) -> Collection[str] | None:
    """Return what a clause is asked of an entry; None: all of it."""
    if isinstance(part, PaperDef) and part.clause != clause:
        return OF_EVERY_CLAUSE
    if isinstance(part, ClockDef) and part.on == name.partition(".")[0]:
        return set(ClockDef.model_fields) - {"on"}
    return None


def _permission(book: Rulebook, step: str) -> Entry:
    """Return who takes a step: one fewer, one more of those whom the code lets take it, another person or none."""
    rule, definition = book.steps[step], step_named(step)
    by = rule.by or ()
    fewer = [("fewer", tuple(role for role in by if role != gone)) for gone in by if len(by) > 1]
    wider = [("more", (*by, role)) for role in sorted(role.value for role in definition.by if role.value not in by)]
    others = [("others", (role.value,)) for role in Role if role not in definition.by][:1]
    changes = [*fewer, *wider, *([] if fewer or wider else others)] if by else []
    further = [(f"taken by {'+'.join(roles)}", rule.model_copy(update={"by": roles})) for _, roles in changes]
    if rule.second_person is not None and not definition.needs_second_person:
        other = rule.model_copy(update={"second_person": not rule.second_person})
        further.append(("second person turned round", other))
    return Entry(step, rule, partial(_placed, book, "steps", step), {"from_", "in_force"}, further, may_go=False)


def _gates(book: Rulebook, clause: str, step: str) -> Iterator[Entry]:
    gates = book.gates[step]
    for number, gate in enumerate(gates):
        if _is_of(gate, clause):
            put = partial(_at, lambda altered: _placed(book, "gates", step, altered), gates, number)
            yield Entry(f"gate {gate.name}", gate, put, further=list(_effects(gate)))


def _effects(gate: GateDef) -> Iterator[tuple[str, GateDef]]:
    """Yield the gate with another effect, or with somebody else to decide what it refers."""
    for effect in get_args(Effect):
        if effect != gate.effect:
            decides = DECIDERS[0] if effect == "refer" else None
            update = {"effect": effect, "decided_by": decides, "override": None}
            yield f"effect becomes {effect}", gate.model_copy(update=update)
    if gate.decided_by is not None:
        other = next(role for role in DECIDERS if role != gate.decided_by)
        yield f"decided_by becomes {other}", gate.model_copy(update={"decided_by": other})


def _of_cover(book: Rulebook, cover: CoverDef, kind: str, name: str) -> Iterator[Entry]:
    if kind in IN_COVER:
        yield _in_cover(book, cover, IN_COVER[kind], name)
    elif kind == "segment":
        put = partial(_with_cover, book, cover, "segments")
        for number, segment in enumerate(cover.segments):
            if segment.name == name:
                yield Entry(name, segment, partial(_at, put, cover.segments, number))
    elif kind == "cover" and name == "groups":
        for code in cover.items:
            yield replace(_in_cover(book, cover, "items", code), fields={"group"}, further=(), may_go=False)
    elif kind == "cover":
        fields = {name} if name else OF_COVER
        yield Entry("cover", cover, partial(_replace, book, "cover"), fields, may_go=False)


def _in_cover(book: Rulebook, cover: CoverDef, section: str, code: str) -> Entry:
    entries: Mapping[str, Part] = getattr(cover, section)
    put = partial(_in_mapping, partial(_with_cover, book, cover, section), entries, code)
    return Entry(code, entries[code], put, further=list(_fixed(entries[code])))


def _with_cover(book: Rulebook, cover: CoverDef, field: str, value: Any) -> Rulebook:
    return _replace(book, "cover", cover.model_copy(update={field: value}))


def _fixed(item: Part) -> Iterator[tuple[str, Part]]:
    """Yield an item whose period the text leaves to the contract with a period of the text's own."""
    if isinstance(item, ItemDef) and item.source == "contract":
        update = {"source": "text", "for_": Duration(years=1), "at_least": None}
        yield "for a year, whatever the contract says", item.model_copy(update=update)


def _at(put: Callable[[Any], Rulebook], entries: tuple[Part, ...], number: int, other: Part | None) -> Rulebook:
    between = () if other is None else (other,)
    return put((*entries[:number], *between, *entries[number + 1 :]))


def _in_mapping(put: Callable[[Any], Rulebook], entries: Mapping[str, Any], name: str, other: Any) -> Rulebook:
    left = {key: value for key, value in entries.items() if key != name}
    return put(left if other is None else {**left, name: other})


def _placed(book: Rulebook, section: str, name: str, other: Any) -> Rulebook:
    """Return the book with another entry of a section, or without it."""
    return _in_mapping(partial(_replace, book, section), getattr(book, section), name, other)


def _replace(book: Rulebook, section: str, value: Any) -> Rulebook:
    """Return a copy of the book with another section; what the book has computed from the old one is left behind."""
    return Rulebook.model_construct(
        **{**{field: getattr(book, field) for field in type(book).model_fields}, section: value}
    )
