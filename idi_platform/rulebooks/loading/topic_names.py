"""Checking what a text says of whole matters: quotas, filings, appraisal, fund, recourse and the registers."""

from collections.abc import Iterable

from .clock_names import check_consequences, check_length
from .names import Names, Where
from .predicate_names import check_predicate


def check_topics(names: Names) -> None:
    """Check every section that stands beside clocks, gates and papers."""
    _quotas(names)
    _panel(names)
    _filings(names)
    _appraisal(names)
    _fund(names)
    _recourse(names)
    _standing(names)


def _quotas(names: Names) -> None:
    for section in ("quotas", "recurring"):
        for name, quota in getattr(names.book, section).items():
            where: Where = (section, name)
            names.step(quota.count, (*where, "count"))
            names.members(quota.each, (), (*where, "each"))
            check_predicate(quota.where, names, (quota.count.partition(".")[0],), (*where, "where"))
            names.role(quota.owed_by, (*where, "owed_by"))
            check_consequences(names, getattr(quota, "on_breach", ()), (*where, "on_breach"))
            names.clause(quota.clause, (*where, "clause"))


def _panel(names: Names) -> None:
    book = names.book
    if book.agency is not None:
        _roles(names, (book.agency.engaged_by, *book.agency.reports_to), ("agency",))
        names.clause(book.agency.conflict_clause, ("agency", "conflict_clause"))
    if book.insurer is not None and book.insurer.listed_in is not None:
        names.listed("register of this file", book.insurer.listed_in, ("insurer", "listed_in"), book.registers)
    for section in ("coinsurance", "insurer", "agency"):
        found = getattr(book, section)
        if found is not None:
            _clauses(names, (found.clause, *found.also), (section,))


def _filings(names: Names) -> None:
    for code, filing in names.book.filings.items():
        where: Where = ("filings", code)
        names.step(filing.on_step, (*where, "on_step"))
        check_predicate(filing.when, names, (filing.on_step.partition(".")[0],), (*where, "when"))
        _roles(names, (filing.owed_by, filing.to), where)
        check_length(names, filing.within, ("filing",), (*where, "within"))
        check_consequences(names, filing.on_breach, (*where, "on_breach"))
        names.clause(filing.clause, (*where, "clause"))


def _appraisal(names: Names) -> None:
    matters = names.vocabulary.facts.get("appraisal.matter")
    for matter, entry in names.book.appraisal.items():
        where: Where = ("appraisal", matter)
        if matters is not None and matters.choices:
            names.listed("matter of appraisal", matter, where, matters.choices)
        _roles(names, entry.asked_by, (*where, "asked_by"))
        if entry.fee != "refer":
            names.figure(entry.fee, (*where, "fee"))
        check_length(names, entry.confirm_within, ("appraisal",), (*where, "confirm_within"))
        _clauses(names, (entry.clause, *entry.also), where)


def _fund(names: Names) -> None:
    fund = names.book.fund
    if fund is None:
        return
    _roles(names, (fund.provided_by, fund.kept_by), ("fund",))
    names.figure(fund.provision, ("fund", "provision"))
    for use, entry in fund.uses.items():
        names.clock(entry.window, ("fund", "uses", use, "window"), window=True)
        names.clause(entry.clause, ("fund", "uses", use, "clause"))
    _clauses(names, (fund.clause, *fund.also), ("fund",))


def _recourse(names: Names) -> None:
    recourse = names.book.recourse
    if recourse is None:
        return
    kinds = names.vocabulary.facts.get("subrogation.liable_kind")
    for name in (*recourse.targets, *recourse.spared, *recourse.referred):
        if kinds is not None and kinds.choices:
            names.listed("kind of liable party", name, ("recourse",), kinds.choices)
    _clauses(names, (recourse.clause, *recourse.also), ("recourse",))
    _clauses(names, (*recourse.spared.values(), *recourse.referred.values()), ("recourse",))


def _standing(names: Names) -> None:
    for name, kept in names.book.retention.items():
        names.fact(kept.from_, (), ("retention", name, "from_"))
        names.clause(kept.clause, ("retention", name, "clause"))
    for name, entry in names.book.credit.items():
        where: Where = ("credit", name)
        _roles(names, (*entry.who, entry.by), where)
        if entry.step is not None:
            names.step(entry.step, (*where, "step"))
        names.clause(entry.clause, (*where, "clause"))
    for name, register in names.book.registers.items():
        names.role(register.kept_by, ("registers", name, "kept_by"))
        names.clause(register.clause, ("registers", name, "clause"))


def _roles(names: Names, roles: Iterable[str], where: Where) -> None:
    for role in roles:
        names.role(role, where)


def _clauses(names: Names, clauses: Iterable[str], where: Where) -> None:
    for clause in clauses:
        names.clause(clause, (*where, "clause"))
