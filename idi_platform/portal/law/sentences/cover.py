"""What is covered, from when and for how long, in words."""

from datetime import date

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.predicates.sentences import length_words
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.book import Rulebook, ScopeRule
from idi_platform.rulebooks.schema.cover import CoverDef, CoverStart, DefectCode, Ground, InForce, ItemDef, SegmentDef

from .said import Said, full

_REFUSAL = "claim.refuse"


def said_of_item(name: str, item: ItemDef, cover: CoverDef, naming: Naming) -> Said:
    """Return an item: its group, its period, its deductible, its defects."""
    lines = [
        _("属于%(group)s；%(period)s") % {"group": naming.label(cover.groups[item.group]), "period": item_period(item)},
        _("不设免赔额") if item.deductible == "none" else _("免赔额由合同约定"),
    ]
    if item.plain is not None:
        lines.append(_("用平常话说：%(plain)s") % {"plain": naming.label(item.plain)})
    if item.defects:
        defects = _("；").join(_defect(defect, naming) for defect in item.defects.values())
        lines.append(_("业主报案时可以选：%(defects)s") % {"defects": defects})
    if not item.required:
        lines.append(_("可以附加，不强制"))
    where = (_("保单 · 承保项目"), _("索赔案件 · 报案"))
    return Said(_("承保项目"), "shield", naming.label(item.title), tuple(full(line) for line in lines), where)


def _defect(defect: DefectCode, naming: Naming) -> str:
    """Return a defect in the text's words, and what an owner reads instead."""
    text, plain = naming.label(defect.title), naming.label(defect.called)
    return text if plain == text else _("%(text)s（业主看到：%(plain)s）") % {"text": text, "plain": plain}


def item_period(item: ItemDef) -> str:
    """Return how long an item is covered."""
    if item.for_ is not None:
        return _("保险期间 %(length)s") % {"length": length_words(item.for_)}
    if item.at_least is not None:
        return _("保险期间由合同约定，不少于 %(length)s") % {"length": length_words(item.at_least)}
    return _("保险期间由合同约定")


def said_of_segment(segment: SegmentDef, naming: Naming) -> Said:
    """Return a stretch of time and who is liable in it."""
    lines = [segment_sentence(segment, naming)]
    if segment.when is not None:
        lines.append(_("只在这种情形下：%(when)s") % {"when": condition(segment.when, "claim", naming)})
    if segment.decided_by is not None:
        lines.append(_("落在哪一段，看%(fact)s") % {"fact": naming.fact(segment.decided_by, "claim")})
    if segment.told_too:
        lines.append(_("同时告知%(who)s") % {"who": naming.roles(segment.told_too)})
    where = (_("索赔案件 · 判断是否在保险期间"),)
    return Said(_("责任期间"), "calendar", naming.label(segment.title), tuple(full(line) for line in lines), where)


def segment_sentence(segment: SegmentDef, naming: Naming) -> str:
    """Return from when to when, and who is liable."""
    start = naming.fact(segment.from_, "claim")
    liable = naming.role(segment.liable)
    if segment.to is not None:
        words = {"from": start, "to": naming.fact(segment.to, "claim"), "liable": liable}
        return _("从%(from)s到%(to)s，由%(liable)s负责") % words
    length = f" {length_words(segment.for_)}" if isinstance(segment.for_, Duration) else _("该项目的保险期间")
    return _("从%(from)s起%(length)s内，由%(liable)s负责") % {"from": start, "length": length, "liable": liable}


def said_of_ground(ground: Ground, naming: Naming) -> Said:
    """Return a ground of refusal."""
    lines = [_("不予赔偿时可以选的理由之一；清单以外的理由，系统不接受")]
    if ground.is_exclusion:
        lines.append(_("属于责任免除：由保险公司举证，并且须在订立合同时已作提示和说明"))
    if ground.evidence:
        lines.append(_("须附上证据，没有证据编号不能出具通知"))
    if ground.plain is not None:
        lines.append(_("用平常话说：%(plain)s") % {"plain": naming.label(ground.plain)})
    where = (f"{naming.kind('claim')} · {naming.step(_REFUSAL)}",)
    return Said(_("不赔的理由"), "x", naming.label(ground.title), tuple(full(line) for line in lines), where)


def said_of_cover(cover: CoverDef, naming: Naming) -> Said:
    """Return when cover starts and how it is decided whether something falls into it."""
    lines = [cover_start(cover.starts, naming), cover_test(cover), leftover(cover), several_items(cover)]
    if cover.source == "policy":
        lines.append(_("承保项目和期间以保单为准，条文没有列出"))
    where = (_("保单 · 承保项目"), _("索赔案件 · 判断是否在保险期间"))
    return Said(_("保险责任"), "shield", _("从什么时候开始保"), tuple(full(line) for line in lines), where)


def cover_start(start: CoverStart, naming: Naming) -> str:
    """Return from when cover runs."""
    if start.source == "policy":
        return _("保险责任从保单写明的日期开始，条文没有规定")
    if start.source == "term":
        return _("保险责任从合同约定的“%(term)s”开始") % {"term": naming.term(str(start.term))}
    words = {"fact": naming.fact(str(start.fact)), "length": length_words(start.after) if start.after else ""}
    if start.after is None:
        return _("每栋楼的保险责任从%(fact)s开始") % words
    return _("每栋楼的保险责任从%(fact)s起满 %(length)s那天开始") % words


def cover_test(cover: CoverDef) -> str:
    """Return which day decides."""
    if cover.test == "reported":
        return _("是否在保险期间，看报案的日期")
    return _("是否在保险期间，看发现缺陷的日期")


def leftover(cover: CoverDef) -> str:
    """Return what becomes of a defect that was known before cover."""
    if cover.leftover == "stays_with_developer":
        return _("保险责任开始前已经出现、一直没修好的，仍由原来的责任方负责")
    return _("保险责任开始前已经出现、一直没修好的，条文没有规定，由专人认定")


def several_items(cover: CoverDef) -> str:
    """Return what is done where several items fit."""
    if cover.several_items == "longest":
        return _("一处缺陷同时符合几个项目的，按期间最长的算")
    return _("一处缺陷同时符合几个项目的，由专人认定，不让业主自己选")


def said_of_scope(scope: dict[str, ScopeRule], naming: Naming) -> Said:
    """Return which kinds of project are insured."""
    lines = tuple(full(scope_sentence(kind, rule, naming)) for kind, rule in scope.items())
    return Said(_("适用范围"), "home", _("哪些工程要投保"), lines, (_("工程项目 · 确定适用的办法"),))


def scope_sentence(kind: str, rule: ScopeRule, naming: Naming) -> str:
    """Return whether one kind of project is insured: 商品住房：强制投保."""
    effect = scope_effect(rule.effect)
    fact = naming.vocabulary.facts.get("project.kind")
    note = _("（%(note)s）") % {"note": naming.label(rule.note)} if rule.note else ""
    return _("%(kind)s：%(effect)s%(note)s") % {"kind": naming.value(kind, fact), "effect": effect, "note": note}


def scope_effect(effect: str) -> str:
    """Return what a text says of a kind of project."""
    return {
        "compulsory": _("必须投保"),
        "voluntary": _("自愿投保"),
        "by_reference": _("参照执行"),
        "unclear": _("条文没有写清楚，由专人认定"),
        "not_covered": _("不适用"),
    }.get(effect, effect)


def said_of_window(in_force: InForce, naming: Naming) -> Said:
    """Return in which days new contracts fall under the text."""
    lines = (full(window_sentence(in_force, naming)), _("期内订立的合同一直按这一版办理，直到最后一项责任结束。"))
    return Said(_("有效期"), "calendar", _("什么时候有效"), lines, (_("保险标的 · 确定适用的办法"),))


def window_sentence(in_force: InForce, naming: Naming) -> str:
    """Return the window; both days included."""
    since = naming.value(in_force.from_) if isinstance(in_force.from_, date) else _("未知的日期")
    if isinstance(in_force.to, date):
        return _("从%(since)s起，到%(until)s止，两头都包括") % {"since": since, "until": naming.value(in_force.to)}
    open_end = _("，条文没有写明到什么时候") if in_force.to == "unknown" else ""
    return _("从%(since)s起施行%(open)s") % {"since": since, "open": open_end}


def said_of_binding(book: Rulebook, naming: Naming) -> Said:
    """Return by what a text takes hold of an insured object, and what one is."""
    lines = [line for line in (binding_sentence(book, naming), insured_object_sentence(book)) if line]
    for fact, case in book.boundary.items():
        lines.append(_boundary(fact, case, naming))
    return Said(
        _("适用哪一版"),
        "book",
        _("一旦确定，终身不变"),
        tuple(full(line) for line in lines),
        (_("保险标的 · 确定适用的办法"),),
    )


def binding_sentence(book: Rulebook, naming: Naming) -> str:
    """Return the instant that decides which text applies."""
    if book.binds_on is None:
        return ""
    if book.binds_on.step is not None:
        return _("按“%(step)s”的日期确定适用哪一版办法") % {"step": naming.step(book.binds_on.step)}
    return _("按%(fact)s确定适用哪一版办法") % {"fact": naming.fact(str(book.binds_on.fact))}


def insured_object_sentence(book: Rulebook) -> str:
    """Return what one policy insures."""
    return {
        "project": _("一个项目为一个保险标的，一份保险单"),
        "construction_permit": _("一个施工许可证为一个保险标的"),
        "contract": _("一份保险合同为一个保险标的，条文没有另行规定"),
    }.get(book.insured_object or "", "")


def _boundary(fact: str, case: str, naming: Naming) -> str:
    words = {"fact": naming.fact(fact)}
    if case == "contract_after_expiry":
        return _("%(fact)s在期满之后的，由专人认定") % words
    return _("%(fact)s与确定版本的日期分在有效期内外两边的，由专人认定") % words
