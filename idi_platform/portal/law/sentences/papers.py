"""Papers, contract terms and figures in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming, per_cent, with_unit
from idi_platform.rulebooks.schema.papers import FigureDef, PaperDef, TermDef

from .said import Said, full, places


def said_of_paper(name: str, paper: PaperDef, naming: Naming) -> Said:
    """Return who draws a paper, who gets it, after which step, and what stands in it."""
    steps = [step for step in (paper.on_step, *paper.also_on) if step]
    words = {"who": naming.role(paper.producer), "whom": naming.roles(paper.recipient), "paper": naming.paper(name)}
    lines = [_("%(who)s向%(whom)s出具%(paper)s") % words]
    if steps:
        named = _("、").join(_("“%(step)s”") % {"step": naming.step(step)} for step in steps)
        lines.append(_("%(steps)s之后由系统生成，内容当场固定，可以扫码验真") % {"steps": named})
    if paper.when is not None:
        kind = steps[0].partition(".")[0] if steps else None
        lines.append(_("只在这种情形下出具：%(when)s") % {"when": condition(paper.when, kind, naming)})
    lines.append(_("依次写明：%(sections)s") % {"sections": _sections(paper.sections, naming)})
    if paper.required:
        required = _sections(paper.required, naming)
        lines.append(_("其中%(required)s是条文要求写的，缺一项就不能出具") % {"required": required})
    if paper.two_signatures:
        lines.append(_("须有两人签字"))
    return Said(_("文书"), "paper", naming.paper(name), tuple(full(line) for line in lines), places(steps, naming))


def said_of_term(name: str, term: TermDef, naming: Naming) -> Said:
    """Return what is left to the contract, and within which bounds."""
    must = _("合同必须约定“%(term)s”") if term.required else _("由合同约定“%(term)s”")
    line = must % {"term": naming.term(name)}
    bounds = term_bounds(term, naming)
    lines = (
        f"{line}{_('，')}{bounds}" if bounds else line,
        _("合同里的数字录入后，时限、关口和文书都按它走；没有录入的，平台不代填"),
    )
    return Said(_("合同条款"), "edit", naming.term(name), tuple(full(one) for one in lines), (_("保险合同的约定"),))


def term_bounds(term: TermDef, naming: Naming) -> str:
    """Return the bounds of a term: 不超过 48 小时."""
    bounds = []
    if term.at_least is not None:
        bounds.append(_("不少于 %(n)s") % {"n": _in_unit(term.at_least, term.unit)})
    if term.at_most is not None:
        bounds.append(_("不超过 %(n)s") % {"n": _in_unit(term.at_most, term.unit)})
    if term.choices:
        choices = _("、").join(naming.label(choice) for choice in term.choices.values())
        bounds.append(_("在%(choices)s中选") % {"choices": choices})
    return _("，").join(bounds)


def said_of_figure(name: str, figure: FigureDef, naming: Naming) -> Said:
    """Return how an amount or an answer is computed."""
    lines = [figure_sentence(name, figure, naming)]
    effect = {
        "block": _("超出的不能继续办理"),
        "warn": _("超出的须写明理由并由第二人复核"),
        "refer": _("超出的由专人认定"),
        "hint": _("超出的只作提示"),
    }.get(figure.effect or "")
    lines += [effect] if effect else []
    kind = (figure.of or figure.by or name).partition(".")[0]
    return Said(_("计算"), "chart", naming.figure(name), tuple(full(line) for line in lines), (naming.kind(kind),))


def figure_sentence(name: str, figure: FigureDef, naming: Naming) -> str:
    """Return the formula: 风险管理费用上限＝保单的保险费 × 30%."""
    title = naming.figure(name)
    if figure.of is not None and figure.rate is not None:
        times = f" × {figure.times}" if figure.times is not None else ""
        words = {"title": title, "of": naming.fact(figure.of), "rate": per_cent(figure.rate), "times": times}
        return _("%(title)s＝%(of)s × %(rate)s%(times)s") % words
    if figure.table is not None:
        fact = naming.fact_of(str(figure.by))
        rows = [
            _("“%(case)s”的：%(answer)s") % {"case": naming.value(case, fact), "answer": _answer(answer, naming)}
            for case, answer in figure.table.items()
        ]
        return _("按%(by)s确定%(title)s：%(rows)s") % {
            "by": naming.fact(str(figure.by)),
            "title": title,
            "rows": _("；").join(rows),
        }
    value = figure.value if figure.value is not None else 0
    said = per_cent(value) if figure.unit == "rate" else with_unit(value, figure.unit)
    return _("%(title)s：%(value)s") % {"title": title, "value": said}


def _answer(answer: str | Decimal | int, naming: Naming) -> str:
    if answer == "refer":
        return _("条文没有规定，由专人认定")
    return naming.role(answer) if isinstance(answer, str) else naming.value(answer)


def _in_unit(number: int | Decimal, unit: str) -> str:
    return per_cent(number) if unit == "rate" else with_unit(number, unit)


def _sections(names: tuple[str, ...], naming: Naming) -> str:
    return _("、").join(naming.section(name) for name in names)
