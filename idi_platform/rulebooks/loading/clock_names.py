"""Checking the clocks of a rulebook: what starts, meets, extends, pauses and follows them."""

from idi_platform.rulebooks.schema.clocks import ClockDef, Consequence, Length

from .names import Kinds, Names, Where
from .predicate_names import check_predicate, check_trigger


def check_clocks(names: Names) -> None:
    """Check every clock of the book; none may carry the name of a national one."""
    base = names.base.clocks if names.base else {}
    for name, clock in names.book.clocks.items():
        where: Where = ("clocks", name)
        if name in base:
            names.fault(
                where, f"{name} is a clock of {names.base.id if names.base else ''} already; name it otherwise."
            )
        _clock(names, name, clock, where)


def _clock(names: Names, name: str, clock: ClockDef, where: Where) -> None:
    kind = clock.on or name.partition(".")[0]
    names.kind(kind, (*where, "on") if clock.on else where)
    kinds: Kinds = (kind,)
    if clock.per is not None and "." in clock.per:
        members = names.members(clock.per, kinds, (*where, "per"))
        kinds = (members.member, kind) if members else kinds
    elif clock.per is not None:
        names.kind(clock.per, (*where, "per"))
        kinds = (clock.per, kind)
    for key in ("starts", "target_starts", "ends", "before"):
        check_trigger(getattr(clock, key), names, kinds, (*where, key))
    for key in ("opens", "closes"):
        edge = getattr(clock, key)
        if edge is not None:
            check_trigger(edge.trigger, names, kinds, (*where, key))
    check_predicate(clock.when, names, kinds, (*where, "when"))
    for number, fact in enumerate(clock.recheck):
        names.fact(fact, kinds, (*where, "recheck", number))
    for key in ("within", "at_least"):
        check_length(names, getattr(clock, key), kinds, (*where, key))
    _hours(names, clock, kinds, where)
    _ends(names, clock, kinds, where)
    names.clause(clock.clause, (*where, "clause"))


def _hours(names: Names, clock: ClockDef, kinds: Kinds, where: Where) -> None:
    if clock.within is None or clock.within.hours is None or clock.starts is None or clock.starts.fact is None:
        return
    for kind in kinds:
        fact = names.vocabulary.fact_at(kind, clock.starts.fact)
        if fact is not None and fact.type == "date":
            names.fault((*where, "starts"), f"hours count from an instant; {fact.name} is only a date.")
            return


def _ends(names: Names, clock: ClockDef, kinds: Kinds, where: Where) -> None:
    _meeting(names, clock, kinds, where)
    _changing(names, clock, kinds, where)
    if clock.not_rolled_by is not None:
        names.term(clock.not_rolled_by, (*where, "not_rolled_by"))
    for key in ("owed_by", "owed_to"):
        role = getattr(clock, key)
        if role is not None:
            names.role(role, (*where, key))
    for number, reminder in enumerate(clock.remind):
        for route in reminder.to:
            names.listed("escalation route", route, (*where, "remind", number), names.vocabulary.escalations)
    check_consequences(names, clock.on_breach, (*where, "on_breach"))


def _meeting(names: Names, clock: ClockDef, kinds: Kinds, where: Where) -> None:
    for key in ("any", "all"):
        for number, trigger in enumerate(getattr(clock.met_by, key, ())):
            check_trigger(trigger, names, kinds, (*where, "met_by", key, number))
    for number, step in enumerate(clock.void_by):
        names.step(step, (*where, "void_by", number))
    if clock.takes is not None:
        names.step(clock.takes, (*where, "takes"))


def _changing(names: Names, clock: ClockDef, kinds: Kinds, where: Where) -> None:
    if clock.extended_by is not None:
        here = (*where, "extended_by")
        names.step(clock.extended_by.step, (*here, "step"))
        check_length(names, clock.extended_by.to, kinds, (*here, "to"))
        names.clause(clock.extended_by.clause, (*here, "clause"))
    if clock.paused_by is not None:
        here = (*where, "paused_by")
        check_trigger(clock.paused_by.from_, names, kinds, (*here, "from"))
        check_trigger(clock.paused_by.until, names, kinds, (*here, "until"))
        if clock.paused_by.asked is not None:
            check_trigger(clock.paused_by.asked, names, kinds, (*here, "asked"))
        if clock.paused_by.when is not None and clock.paused_by.when.or_term is not None:
            names.term(clock.paused_by.when.or_term, (*here, "when"))
        names.clause(clock.paused_by.clause, (*here, "clause"))


def check_consequences(names: Names, consequences: tuple[Consequence, ...], where: Where) -> None:
    """Check the routes and steps that follow a breach."""
    for number, consequence in enumerate(consequences):
        for route in consequence.notify:
            names.listed("escalation route", route, (*where, number, "notify"), names.vocabulary.escalations)
        if consequence.take is not None:
            names.step(consequence.take, (*where, number, "take"))


def check_length(names: Names, length: Length | None, kinds: Kinds, where: Where) -> None:
    """Check the terms and facts that a length names."""
    if length is None:
        return
    for term in (length.term, length.tightened_by):
        if term is not None:
            names.term(term, where)
    if length.fact is not None:
        names.fact(length.fact, kinds, (*where, "fact"))
    if length.by is not None:
        fact = names.fact(length.by, kinds, (*where, "by"))
        for answer, inner in (length.table or {}).items():
            if fact is not None and fact.choices:
                names.listed(f"choice of {length.by}", answer, (*where, "table", answer), fact.choices)
            check_length(names, inner, kinds, (*where, "table", answer))
