"""Checking every section of a rulebook: the closed names against the vocabulary, the open ones against the file."""

from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.cover import CoverDef, ItemDef
from idi_platform.rulebooks.schema.gates import BY_STRENGTH, GateDef
from idi_platform.rulebooks.vocabulary import Vocabulary

from .clock_names import check_clocks
from .index import check_index
from .names import Kinds, Names, Where
from .places import Places
from .predicate_names import check_predicate, check_trigger
from .problems import Problem
from .topic_names import check_topics


def check(book: Rulebook, vocabulary: Vocabulary, places: Places, base: Rulebook | None = None) -> list[Problem]:
    """Return every fault of a rulebook's names.

    Args:
        book: The parsed rulebook.
        vocabulary: The closed names.
        places: Where its values stand.
        base: The national rulebook below a city's.
    """
    names = Names(book, vocabulary, places, base)
    check_clocks(names)
    _gates(names)
    _steps(names)
    _cover(names)
    _papers(names)
    _figures(names)
    _binding(names)
    check_topics(names)
    check_index(names)
    return names.problems


def _gates(names: Names) -> None:
    for step, gates in names.book.gates.items():
        names.step(step, ("gates", step))
        kinds = (step.partition(".")[0],)
        national = {gate.name: gate for gate in names.base.gates.get(step, ())} if names.base else {}
        taken: set[str] = set()
        for number, gate in enumerate(gates):
            where = ("gates", step, number)
            _name_of(gate, taken, national.get(gate.name), names, where)
            taken.add(gate.name)
            check_predicate(gate.check, names, kinds, (*where, "check"))
            check_predicate(gate.when, names, kinds, (*where, "when"))
            for clause in (gate.clause, *gate.also):
                names.clause(clause, (*where, "clause"))
            for key in ("decided_by", "override"):
                role = getattr(gate, key)
                if role is not None:
                    names.role(role, (*where, key))


def _name_of(gate: GateDef, taken: set[str], national: GateDef | None, names: Names, where: Where) -> None:
    """Check that a gate shares its name with no other of its step but a national one that it stands for."""
    step = where[1]
    if gate.name in taken or (national is not None and not gate.stands_for(national)):
        names.fault(where, f"another gate of {step} is called {gate.name} too; give this one a code of its own.")
    elif national is not None and BY_STRENGTH.index(gate.effect) < BY_STRENGTH.index(national.effect):
        names.fault(where, f"{gate.effect} is weaker than the national {national.effect} of {national.clause}.")


def _steps(names: Names) -> None:
    for step, rule in names.book.steps.items():
        names.step(step, ("steps", step))
        for role in rule.by or ():
            names.role(role, ("steps", step, "by"))
        names.clause(rule.clause, ("steps", step, "clause"))


def _cover(names: Names) -> None:
    cover = names.book.cover
    if cover is None:
        return
    if cover.starts.fact is not None:
        names.fact(cover.starts.fact, (), ("cover", "starts", "fact"))
    if cover.starts.term is not None:
        names.term(cover.starts.term, ("cover", "starts", "term"))
    names.clause(cover.starts.clause, ("cover", "starts", "clause"))
    names.clause(cover.leftover_clause, ("cover", "leftover_clause"))
    for code, item in cover.items.items():
        where: Where = ("cover", "items", code)
        names.clause(item.clause, (*where, "clause"))
        names.clause(item.period_clause, (*where, "period_clause"))
        _pointed(names, item, where)
    _segments(names, cover)
    _exclusions(names, cover)


def _pointed(names: Names, item: ItemDef, where: Where) -> None:
    """Check that what an owner may point at has a name that an owner would use."""
    for code, said in item.pointed.items():
        if said.plain is None:
            names.fault((*where, "defects", code) if code else where, "Say in plain what an owner would call it.")


def _segments(names: Names, cover: CoverDef) -> None:
    for number, segment in enumerate(cover.segments):
        where: Where = ("cover", "segments", number)
        for key in ("from_", "to", "decided_by"):
            moment = getattr(segment, key)
            if moment is not None and not moment.startswith("cover."):
                names.fact(moment, (), (*where, key))
        check_predicate(segment.when, names, (), (*where, "when"))
        names.role(segment.liable, (*where, "liable"))
        names.clause(segment.clause, (*where, "clause"))


def _exclusions(names: Names, cover: CoverDef) -> None:
    grounds = names.vocabulary.facts.get("claim.ground")
    for code, ground in cover.exclusions.items():
        if grounds is not None and grounds.choices:
            names.listed("refusal ground", code, ("cover", "exclusions", code), grounds.choices)
        names.clause(ground.clause, ("cover", "exclusions", code, "clause"))


def _papers(names: Names) -> None:
    for code, paper in names.book.papers.items():
        where: Where = ("papers", code)
        for section in paper.sections:
            names.listed("paper section", section, (*where, "sections"), names.vocabulary.sections)
        for role in (paper.producer, *paper.recipient):
            names.role(role, where)
        kinds: Kinds = ()
        for step in paper.also_on:
            names.step(step, (*where, "also_on"))
        if paper.on_step is not None:
            names.step(paper.on_step, (*where, "on_step"))
            kinds = (paper.on_step.partition(".")[0],)
        check_predicate(paper.when, names, kinds, (*where, "when"))
        for clause in (paper.clause, *paper.also):
            names.clause(clause, (*where, "clause"))


def _figures(names: Names) -> None:
    for name, figure in names.book.figures.items():
        for fact in (figure.of, figure.by):
            if fact is not None:
                names.fact(fact, (), ("figures", name))
        names.clause(figure.clause, ("figures", name, "clause"))
    for name, term in names.book.terms.items():
        names.clause(term.clause, ("terms", name, "clause"))
    for kind, scope in names.book.scope.items():
        names.clause(scope.clause, ("scope", kind, "clause"))


def _binding(names: Names) -> None:
    check_trigger(names.book.binds_on, names, (), ("binds_on",))
    names.clause(names.book.in_force.clause, ("in_force", "clause"))
