"""What is counted, filed, kept, rewarded or left open, in words."""

from django.utils.translation import gettext as _

from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.predicates.sentences import length_words
from idi_platform.rulebooks.schema.base import Label
from idi_platform.rulebooks.schema.book import QuotaDef
from idi_platform.rulebooks.schema.predicates import Operand, Quantity, Ref
from idi_platform.rulebooks.schema.topics import CreditDef, FilingDef, RecurringDef, RegisterDef, RetentionDef

from .clocks import length_in_words
from .said import Said, full, places


def said_of_quota(name: str, quota: QuotaDef | RecurringDef, naming: Naming) -> Said:
    """Return what is due in every period for every member."""
    title = naming.label(quota.title) if quota.title is not None else naming.step(quota.count)
    is_duty = isinstance(quota, QuotaDef) and quota.kind == "duty"
    lines = [quota_sentence(quota, naming)]
    if quota.where is not None:
        said = condition(quota.where, quota.count.partition(".")[0], naming)
        lines.append(_("只计这样的：%(where)s") % {"where": said})
    told = dict.fromkeys(
        route for one in (quota.on_breach if isinstance(quota, QuotaDef) else ()) for route in one.notify
    )
    if told:
        lines.append(_("不够次数记为违规，并告知%(told)s") % {"told": naming.roles(list(told))})
    elif not is_duty:
        lines.append(_("到期提醒，逾期不记为违规"))
    what = _("次数") if is_duty else _("定期事项")
    return Said(what, "list", title, tuple(full(line) for line in lines), places([quota.count], naming))


def quota_sentence(quota: QuotaDef | RecurringDef, naming: Naming) -> str:
    """Return how often something is due: 每个施工阶段每月至少 2 次“实施检查”."""
    every = {"calendar_month": _("每个自然月"), "quarter": _("每季度"), "year": _("每年")}[quota.every]
    words = {
        "each": _each(quota.each, naming),
        "every": every,
        "n": _number(quota.at_least, naming),
        "step": naming.step(quota.count),
        "who": naming.role(quota.owed_by),
    }
    return _("%(each)s%(every)s至少 %(n)s 次“%(step)s”；义务人：%(who)s") % words


def said_of_filing(filing: FilingDef, naming: Naming) -> Said:
    """Return what is handed to whom after a step."""
    lines = [filing_sentence(filing, naming)]
    if filing.when is not None:
        said = condition(filing.when, filing.on_step.partition(".")[0], naming)
        lines.append(_("只在这种情形下：%(when)s") % {"when": said})
    lines.append(_("系统在这一步之后自动列为待报送，报送和受理都有记录"))
    where = places([filing.on_step, "filing.submit"], naming)
    return Said(_("报送"), "upload", naming.label(filing.title), tuple(full(line) for line in lines), where)


def filing_sentence(filing: FilingDef, naming: Naming) -> str:
    """Return who files with whom, after what, until when."""
    words = {"step": naming.step(filing.on_step), "who": naming.role(filing.owed_by), "to": naming.role(filing.to)}
    if filing.within is None:
        return _("“%(step)s”之后由%(who)s报%(to)s，条文没有定期限") % words
    length = length_in_words(filing.within, naming, "filing")
    return _("“%(step)s”之后 %(length)s内由%(who)s报%(to)s") % {**words, "length": length}


def said_of_retention(kept: RetentionDef, naming: Naming) -> Said:
    """Return how long something is kept."""
    words = {"fact": naming.fact(kept.from_), "length": length_words(kept.for_)}
    lines = (full(_("从%(fact)s起保存 %(length)s，期内不删除") % words),)
    return Said(_("保存"), "lock", naming.label(kept.title), lines, (naming.kind(kept.from_.partition(".")[0]),))


def said_of_credit(credit: CreditDef, naming: Naming) -> Said:
    """Return a consequence for somebody's standing."""
    words = {"who": naming.roles(credit.who), "by": naming.role(credit.by)}
    sentence = _("对%(who)s的激励，由%(by)s给予") if credit.kind == "incentive" else _("对%(who)s的处理，由%(by)s作出")
    lines = [sentence % words]
    if credit.step is not None:
        lines.append(_("通过“%(step)s”办理并留下记录") % {"step": naming.step(credit.step)})
    where = places([credit.step], naming) if credit.step else (naming.kind("credit_record"),)
    return Said(_("信用"), "scale", naming.label(credit.title), tuple(full(line) for line in lines), where)


def said_of_register(register: RegisterDef, naming: Naming) -> Said:
    """Return a register that somebody keeps."""
    line = _("由%(who)s建立，每一条都记日期和来源") % {"who": naming.role(register.kept_by)}
    return Said(_("名录"), "list", naming.label(register.title), (full(line),))


def said_of_silence(label: Label, naming: Naming) -> Said:
    """Return what the text leaves open."""
    line = _("平台照样写明，不借用别的城市的规定，也不代填")
    return Said(_("条文没有规定"), "dash", naming.label(label), (full(line),))


def _each(name: str, naming: Naming) -> str:
    if name in naming.vocabulary.sets:
        return _("每个%(member)s") % {"member": naming.kind(naming.vocabulary.sets[name].member)}
    return _("每个%(member)s") % {"member": naming.kind(name)}


def _number(bound: Operand, naming: Naming) -> str:
    if isinstance(bound, Quantity):
        return str(bound.value)
    if isinstance(bound, Ref):
        name = bound.term or bound.figure or ""
        return _("合同约定的“%(term)s”") % {"term": naming.term(name)} if bound.term else naming.figure(name)
    return str(bound)
