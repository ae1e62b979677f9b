"""What a text says topic by topic, each matter under a key that two texts share: the ground of a comparison."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.schema.book import QuotaDef, Rulebook
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.topics import RecurringDef

from .sentences import clocks, cover, duties, gates, matters, papers

_OF_FILINGS = "filing."


@dataclass(frozen=True, slots=True)
class Matter:
    """What one text says of one matter, with the clauses that say it."""

    label: str
    lines: tuple[str, ...]
    clauses: tuple[str, ...] = ()


Matters = Iterator[tuple[str, Matter]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of matters of one kind."""

    code: str
    title: str | Promise
    read: Callable[[Rulebook, Naming], Matters]


def _application(book: Rulebook, naming: Naming) -> Matters:
    in_force = book.in_force
    yield "window", Matter(_("有效期"), (cover.window_sentence(in_force, naming),), _ids(in_force.clause))
    if book.binds_on is not None:
        yield "binds", Matter(_("按什么确定适用"), (cover.binding_sentence(book, naming),))
    if book.insured_object is not None:
        yield "object", Matter(_("什么是一个保险标的"), (cover.insured_object_sentence(book),))
    fact = naming.vocabulary.facts.get("project.kind")
    for kind, rule in book.scope.items():
        said = cover.scope_sentence(kind, rule, naming)
        yield f"scope.{kind}", Matter(naming.value(kind, fact), (said,), _ids(rule.clause))


def _cover(book: Rulebook, naming: Naming) -> Matters:
    found = book.cover
    if found is None:
        return
    yield "starts", Matter(_("从什么时候开始保"), (cover.cover_start(found.starts, naming),), _ids(found.starts.clause))
    yield "test", Matter(_("看哪个日期"), (cover.cover_test(found),), _ids(found.test_clause))
    yield "leftover", Matter(_("开始前就有的缺陷"), (cover.leftover(found),), _ids(found.leftover_clause))
    yield "several", Matter(_("同时符合几个项目"), (cover.several_items(found),))
    for segment in found.segments:
        said = cover.segment_sentence(segment, naming)
        yield f"segment.{segment.name}", Matter(naming.label(segment.title), (said,), _ids(segment.clause))


def _items(book: Rulebook, naming: Naming) -> Matters:
    for name, item in (book.cover.items if book.cover else {}).items():
        deductible = _("不设免赔额") if item.deductible == "none" else _("免赔额由合同约定")
        must = () if item.required else (_("可以附加，不强制"),)
        lines = (cover.item_period(item), deductible, *must)
        yield name, Matter(naming.label(item.title), lines, _ids(item.clause, item.period_clause))


def _exclusions(book: Rulebook, naming: Naming) -> Matters:
    for name, ground in (book.cover.exclusions if book.cover else {}).items():
        said = _("可以作为理由，由保险公司举证") if ground.is_exclusion else _("可以作为理由")
        yield name, Matter(naming.label(ground.title), (said,), _ids(ground.clause))


def _contract(book: Rulebook, naming: Naming) -> Matters:
    if book.premium is not None:
        said = matters.said_of_premium(book.premium, naming)
        yield "premium", Matter(said.title, said.lines, _ids(book.premium.base_clause))
    if book.coinsurance is not None:
        entry, ids = book.coinsurance, _ids(book.coinsurance.clause, *book.coinsurance.also)
        yield "modes", Matter(_("一家还是几家承保"), (matters.coinsurance_modes(entry),), ids)
        bounds = matters.coinsurance_bounds(entry)
        if bounds:
            yield "shares", Matter(_("份额和家数"), bounds, ids)
        yield "payment", Matter(_("谁向业主赔付"), (matters.coinsurance_payment(entry, naming),), ids)
    if book.insurer is not None:
        said = matters.said_of_insurer(book.insurer, naming)
        yield "insurer", Matter(said.title, said.lines, _ids(book.insurer.clause, *book.insurer.also))
    if book.agency is not None:
        lines = matters.agency_lines(book.agency, naming)
        ids = _ids(book.agency.clause, book.agency.conflict_clause, *book.agency.also)
        yield "agency", Matter(_("风险管理机构"), lines, ids)


def _limits(book: Rulebook, naming: Naming) -> Matters:
    grouped: dict[str, list[tuple[str, ClockDef]]] = {}
    for name, clock in book.clocks.items():
        if clock.kind != "automatic" and not name.startswith(_OF_FILINGS):
            grouped.setdefault(clock.measures or name, []).append((name, clock))
    for key, entries in grouped.items():
        said = tuple(clocks.said_of_clock(name, clock, naming) for name, clock in entries)
        lines = tuple(line for one in said for line in one.lines[:1]) + _extensions(entries, naming)
        yield key, Matter(said[0].title, lines, _ids(*(clock.clause for _name, clock in entries)))


def _extensions(entries: list[tuple[str, ClockDef]], naming: Naming) -> tuple[str, ...]:
    return tuple(
        _("“%(step)s”的，改为 %(length)s")
        % {
            "step": naming.step(clock.extended_by.step),
            "length": clocks.length_in_words(clock.extended_by.to, naming, clocks.kind_of(name, clock)),
        }
        for name, clock in entries
        if clock.extended_by is not None
    )


def _gates(book: Rulebook, naming: Naming) -> Matters:
    for step, entries in book.gates.items():
        lines = tuple(gates.gate_lines(step, gate, naming)[0] for gate in entries)
        label = _("%(kind)s：%(step)s") % {"kind": naming.kind(step.partition(".")[0]), "step": naming.step(step)}
        yield step, Matter(label, lines, _ids(*(one for gate in entries for one in (gate.clause, *gate.also))))


def _permissions(book: Rulebook, naming: Naming) -> Matters:
    for step, rule in book.steps.items():
        said = gates.said_of_permission(step, rule, naming)
        label = _("%(kind)s：%(step)s") % {"kind": naming.kind(step.partition(".")[0]), "step": said.title}
        yield step, Matter(label, said.lines, _ids(rule.clause))


def _papers(book: Rulebook, naming: Naming) -> Matters:
    for name, paper in book.papers.items():
        words = {"who": naming.role(paper.producer), "whom": naming.roles(paper.recipient)}
        lines = [_("%(who)s出具，给%(whom)s") % words]
        if paper.required:
            required = _("、").join(naming.section(one) for one in paper.required)
            lines.append(_("必须写明%(required)s") % {"required": required})
        yield name, Matter(naming.paper(name), tuple(lines), _ids(paper.clause, *paper.also))


def _terms(book: Rulebook, naming: Naming) -> Matters:
    for name, term in book.terms.items():
        said = papers.said_of_term(name, term, naming)
        yield name, Matter(said.title, said.lines[:1], _ids(term.clause))


def _figures(book: Rulebook, naming: Naming) -> Matters:
    for name, figure in book.figures.items():
        yield name, Matter(naming.figure(name), (papers.figure_sentence(name, figure, naming),), _ids(figure.clause))


def _duties(book: Rulebook, naming: Naming) -> Matters:
    counted: dict[str, QuotaDef | RecurringDef] = {**book.recurring, **book.quotas}
    for name, quota in counted.items():
        said = duties.said_of_quota(name, quota, naming)
        yield name, Matter(said.title, (duties.quota_sentence(quota, naming),), _ids(quota.clause))
    for name, filing in book.filings.items():
        said_filing = duties.filing_sentence(filing, naming)
        yield f"filing.{name}", Matter(naming.label(filing.title), (said_filing,), _ids(filing.clause))
    for name, register in book.registers.items():
        said = duties.said_of_register(register, naming)
        yield f"register.{name}", Matter(said.title, said.lines, _ids(register.clause))
    for name, kept in book.retention.items():
        said = duties.said_of_retention(kept, naming)
        yield f"retention.{name}", Matter(said.title, said.lines, _ids(kept.clause))


def _disputes(book: Rulebook, naming: Naming) -> Matters:
    fact = naming.vocabulary.facts.get("appraisal.matter")
    for name, entry in book.appraisal.items():
        label = _("鉴定：%(matter)s") % {"matter": naming.value(name, fact)}
        yield (
            f"appraisal.{name}",
            Matter(label, matters.appraisal_lines(entry, naming), _ids(entry.clause, *entry.also)),
        )
    if book.recourse is not None:
        ids = _ids(book.recourse.clause, *book.recourse.also)
        yield "recourse", Matter(_("赔付以后向谁追偿"), matters.recourse_lines(book.recourse, naming), ids)
    if book.fund is not None:
        said = matters.said_of_fund(book.fund, naming)
        yield "fund", Matter(_("保障资金"), said.lines, _ids(book.fund.clause, *book.fund.also))


def _standing(book: Rulebook, naming: Naming) -> Matters:
    for name, credit in book.credit.items():
        said = duties.said_of_credit(credit, naming)
        yield name, Matter(said.title, said.lines[:1], _ids(credit.clause))


def _silent(book: Rulebook, naming: Naming) -> Matters:
    for name, label in book.silent.items():
        yield name, Matter(_("条文没有规定"), (naming.label(label),))


def _ids(*clauses: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for clause in clauses if clause))


TOPICS: tuple[Topic, ...] = (
    Topic("application", gettext_lazy("适用范围"), _application),
    Topic("cover", gettext_lazy("从什么时候保、由谁负责"), _cover),
    Topic("items", gettext_lazy("保什么、保多久"), _items),
    Topic("exclusions", gettext_lazy("不赔的理由"), _exclusions),
    Topic("contract", gettext_lazy("保险费、承保公司和风险管理机构"), _contract),
    Topic("limits", gettext_lazy("时限和期间"), _limits),
    Topic("gates", gettext_lazy("办这一步之前要满足什么"), _gates),
    Topic("permissions", gettext_lazy("谁可以办"), _permissions),
    Topic("papers", gettext_lazy("文书"), _papers),
    Topic("terms", gettext_lazy("由合同约定的事"), _terms),
    Topic("figures", gettext_lazy("金额和比例"), _figures),
    Topic("duties", gettext_lazy("次数、报送和名录"), _duties),
    Topic("disputes", gettext_lazy("鉴定、追偿和保障资金"), _disputes),
    Topic("standing", gettext_lazy("激励和处理"), _standing),
    Topic("silent", gettext_lazy("条文没有规定的"), _silent),
)


def matters_of(book: Rulebook, naming: Naming) -> Mapping[str, Mapping[str, Matter]]:
    """Return every matter of a text by topic and key."""
    return {topic.code: dict(topic.read(book, naming)) for topic in TOPICS}
