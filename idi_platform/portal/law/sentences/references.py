"""From a reference of the index (`clock:claim.survey`) to what it comes to."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.schema.book import Rulebook

from . import clocks, cover, duties, gates, matters, papers
from .said import Said, full, places

Reader = Callable[[Rulebook, str, str, Naming], Said | None]


def said_by(book: Rulebook, clause: str, reference: str, naming: Naming) -> Said:
    """Return what a reference of a clause comes to.

    A planned one is said from the shape that waits in the file, else by its bare name.
    """
    what, __, name = reference.partition(":")
    reader = _READERS.get(what)
    found = reader(book, clause, name, naming) if reader is not None else None
    return found or _bare(what, name, naming)


def _clock(book: Rulebook, clause: str, name: str, naming: Naming) -> Said | None:
    found = book.clocks.get(name) or book.planned.clocks.get(name)
    if found is None:
        return None
    return clocks.said_of_part(name, found, clause, naming) or clocks.said_of_clock(name, found, naming)


def _gate(book: Rulebook, clause: str, name: str, naming: Naming) -> Said | None:
    every = (*book.gates.get(name, ()), *book.planned.gates.get(name, ()))
    own = [gate for gate in every if clause in (gate.clause, *gate.also)]
    return gates.said_of_gates(name, own, naming) if own else None


def _permission(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.steps.get(name) or book.planned.steps.get(name)
    return gates.said_of_permission(name, found, naming) if found else None


def _paper(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.papers.get(name) or book.planned.papers.get(name)
    return papers.said_of_paper(name, found, naming) if found else None


def _figure(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.figures.get(name) or book.planned.figures.get(name)
    return papers.said_of_figure(name, found, naming) if found else None


def _quota(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.quotas.get(name) or book.recurring.get(name) or book.planned.quotas.get(name)
    return duties.said_of_quota(name, found, naming) if found else None


def _item(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.cover.items.get(name) if book.cover else None
    return cover.said_of_item(name, found, book.cover, naming) if found and book.cover else None


def _segment(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    segments = book.cover.segments if book.cover else ()
    found = next((segment for segment in segments if segment.name == name), None)
    return cover.said_of_segment(found, naming) if found else None


def _exclusion(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = book.cover.exclusions.get(name) if book.cover else None
    return cover.said_of_ground(found, naming) if found else None


def _step(_book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
    found = naming.vocabulary.steps.get(name)
    if found is None:
        return None
    line = _("这是“%(kind)s”办理流程里的一步，办理的人、时间和内容都有记录") % {"kind": naming.kind(found.kind)}
    if found.automatic:
        line = _("这是“%(kind)s”办理流程里由系统自动办理的一步，有记录") % {"kind": naming.kind(found.kind)}
    elif found.report:
        line = _("发生以后在“%(kind)s”里登记，记下真实日期，跟着这个日期走的期限都重新计算") % {
            "kind": naming.kind(found.kind)
        }
    return Said(_("办理"), "check", naming.step(name), (full(line),), places([name], naming))


def _information(_book: Rulebook, _clause: str, _name: str, _naming: Naming) -> Said:
    line = _("这一条没有需要平台办的事，在这里写明。")
    return Said(_("说明"), "book", _("只作说明"), (line,))


def _entry(section: str, say: Callable[[Any, Naming], Said]) -> Reader:
    """Return a reader of an entry of a section."""

    def read(book: Rulebook, _clause: str, name: str, naming: Naming) -> Said | None:
        found = getattr(book, section).get(name)
        return say(found, naming) if found else None

    return read


def _whole(section: str, say: Callable[[Any, Naming], Said]) -> Reader:
    """Return a reader of a section as a whole."""

    def read(book: Rulebook, _clause: str, _name: str, naming: Naming) -> Said | None:
        found = getattr(book, section)
        return say(found, naming) if found else None

    return read


def _bound(book: Rulebook, _clause: str, _name: str, naming: Naming) -> Said | None:
    return cover.said_of_binding(book, naming) if book.binds_on or book.insured_object or book.boundary else None


def _bare(what: str, name: str, naming: Naming) -> Said:
    words = _BARE.get(what)
    label, icon = words() if words is not None else (what, "dash")
    closed = naming.vocabulary
    lists: Mapping[str, Mapping[str, Any]] = {
        "page": closed.pages,
        "register": closed.registers,
        "indicator": closed.indicators,
    }
    found = lists.get(what, {}).get(name)
    title = naming.label(found) if found is not None else naming.step(name) if name else ""
    head, dot, __ = name.partition(".")
    where = (naming.kind(head),) if dot and head in closed.kinds else ()
    return Said(label, icon, "" if title == name else title, (), where)


_BARE: Mapping[str, Callable[[], tuple[str, str]]] = {
    "clock": lambda: (_("时限"), "clock"),
    "gate": lambda: (_("关口"), "lock"),
    "quota": lambda: (_("次数"), "list"),
    "recurring": lambda: (_("定期事项"), "list"),
    "paper": lambda: (_("文书"), "paper"),
    "figure": lambda: (_("计算"), "chart"),
    "term": lambda: (_("合同条款"), "edit"),
    "step": lambda: (_("办理"), "check"),
    "permission": lambda: (_("权限"), "user"),
    "page": lambda: (_("页面"), "eye"),
    "filing": lambda: (_("报送"), "upload"),
    "indicator": lambda: (_("指标"), "chart"),
    "register": lambda: (_("名录"), "list"),
    "credit": lambda: (_("信用"), "scale"),
    "appraisal": lambda: (_("鉴定"), "scale"),
    "retention": lambda: (_("保存"), "lock"),
    "fund": lambda: (_("保障资金"), "shield"),
    "recourse": lambda: (_("追偿"), "swap"),
    "premium": lambda: (_("保险费"), "scale"),
    "coinsurance": lambda: (_("共保"), "layers"),
    "insurer": lambda: (_("保险公司"), "shield"),
    "agency": lambda: (_("风险管理机构"), "eye"),
    "exclusion": lambda: (_("不赔的理由"), "x"),
    "item": lambda: (_("承保项目"), "shield"),
    "segment": lambda: (_("责任期间"), "calendar"),
    "silent": lambda: (_("条文没有规定"), "dash"),
}

_READERS: Mapping[str, Reader] = {
    "clock": _clock,
    "gate": _gate,
    "permission": _permission,
    "paper": _paper,
    "figure": _figure,
    "quota": _quota,
    "recurring": _quota,
    "item": _item,
    "segment": _segment,
    "exclusion": _exclusion,
    "step": _step,
    "information": _information,
    "term": lambda book, _clause, name, naming: (
        papers.said_of_term(name, book.terms[name], naming) if name in book.terms else None
    ),
    "filing": _entry("filings", duties.said_of_filing),
    "retention": _entry("retention", duties.said_of_retention),
    "credit": _entry("credit", duties.said_of_credit),
    "register": _entry("registers", duties.said_of_register),
    "appraisal": _entry("appraisal", matters.said_of_appraisal),
    "silent": _entry("silent", duties.said_of_silence),
    "cover": _whole("cover", cover.said_of_cover),
    "scope": _whole("scope", cover.said_of_scope),
    "in_force": _whole("in_force", cover.said_of_window),
    "premium": _whole("premium", matters.said_of_premium),
    "coinsurance": _whole("coinsurance", matters.said_of_coinsurance),
    "insurer": _whole("insurer", matters.said_of_insurer),
    "agency": _whole("agency", matters.said_of_agency),
    "fund": _whole("fund", matters.said_of_fund),
    "recourse": _whole("recourse", matters.said_of_recourse),
    "binds_on": _bound,
    "boundary": _bound,
    "insured_object": _bound,
}
