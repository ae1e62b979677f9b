"""What a text says of one matter as a whole: premium, co-insurance, insurers, agency, appraisal, fund, recourse."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.rulebooks.predicates.naming import Naming, per_cent
from idi_platform.rulebooks.predicates.sentences import length_words
from idi_platform.rulebooks.schema.book import PremiumDef
from idi_platform.rulebooks.schema.topics import (
    AgencyDef,
    AppraisalDef,
    CoinsuranceDef,
    FundDef,
    FundUse,
    InsurerDef,
    RecourseDef,
)

from .clocks import length_in_words
from .gates import gate_lines
from .said import Said, full, places

_CONFLICT = {"block": _noop("不得承担"), "warn": _noop("须写明理由并由第二人复核"), "refer": _noop("由专人认定")}


def said_of_premium(premium: PremiumDef, naming: Naming) -> Said:
    """Return what the premium is counted from and what bounds its rate."""
    lines = [full(premium_base(premium, naming))]
    for gate in premium.rates:
        lines += gate_lines("quote.price", gate, naming)
    return Said(_("保险费"), "scale", _("保险费怎么算"), tuple(lines), places(["quote.price"], naming))


def premium_base(premium: PremiumDef, naming: Naming) -> str:
    """Return the base of the premium."""
    if premium.base is None:
        return _("计算基数条文没有规定，由合同写明")
    return _("以%(fact)s为计算基数") % {"fact": naming.fact(premium.base)}


def said_of_coinsurance(entry: CoinsuranceDef, naming: Naming) -> Said:
    """Return whether one insurer may stand alone, and how several share."""
    lines = (coinsurance_modes(entry), *coinsurance_bounds(entry), coinsurance_payment(entry, naming))
    where = (_("保单 · 承保份额"),)
    return Said(_("共保"), "layers", _("一家还是几家承保"), tuple(full(line) for line in lines), where)


def coinsurance_modes(entry: CoinsuranceDef) -> str:
    """Return which modes the text knows."""
    names = {"single": _("一家单独承保"), "co_insurance": _("几家共同承保")}
    if len(entry.modes) == 1:
        return _("只能%(mode)s") % {"mode": names[entry.modes[0]]}
    return _("可以%(modes)s") % {"modes": _("，也可以").join(names[mode] for mode in entry.modes)}


def coinsurance_bounds(entry: CoinsuranceDef) -> tuple[str, ...]:
    """Return the bounds of shares and numbers."""
    found = []
    if entry.lead_at_least is not None:
        found.append(_("主承保公司的份额不低于 %(rate)s") % {"rate": per_cent(entry.lead_at_least)})
    if entry.insurers_at_least is not None:
        least = _("共保的，承保公司至少 %(n)s 家") if "single" in entry.modes else _("承保公司至少 %(n)s 家")
        found.append(least % {"n": entry.insurers_at_least})
    if entry.insurers_at_most is not None:
        found.append(_("承保公司最多 %(n)s 家") % {"n": entry.insurers_at_most})
    return tuple(found)


def coinsurance_payment(entry: CoinsuranceDef, naming: Naming) -> str:
    """Return who pays the owner."""
    if entry.owner_is_paid_by == "lead":
        return _("由%(lead)s先向业主全额赔付，再与其他公司结算") % {"lead": naming.role("lead_insurer")}
    return _("各家按自己的份额赔付")


def said_of_insurer(entry: InsurerDef, naming: Naming) -> Said:
    """Return how the insurers are found."""
    lines = [insurer_choice(entry)]
    if entry.designated:
        lines.append(_("条文写明的公司：%(names)s") % {"names": _("、").join(entry.designated)})
    if entry.listed_in is not None:
        title = next(
            (book.registers[entry.listed_in] for book in naming.books if entry.listed_in in book.registers), None
        )
        name = naming.label(title.title) if title else entry.listed_in
        lines.append(_("须在“%(register)s”之内") % {"register": name})
    where = (_("报价 · 选择保险公司"), _("保单 · 订立合同"))
    return Said(_("保险公司"), "shield", _("保险公司怎么选"), tuple(full(line) for line in lines), where)


def insurer_choice(entry: InsurerDef) -> str:
    """Return how insurers are chosen."""
    return {
        "tender": _("通过公开招标选定"),
        "designation": _("由条文指定"),
        "market": _("由建设单位在符合条件的公司中选择"),
    }[entry.chosen_by]


def said_of_agency(entry: AgencyDef, naming: Naming) -> Said:
    """Return who engages the risk agency and what makes it dependent."""
    lines = tuple(full(line) for line in agency_lines(entry, naming))
    return Said(_("风险管理机构"), "eye", _("谁委托、是否独立"), lines, (naming.kind("engagement"),))


def agency_lines(entry: AgencyDef, naming: Naming) -> tuple[str, ...]:
    """Return engagement, reports, conflicts and the fee."""
    lines = [_("由%(who)s委托") % {"who": naming.role(entry.engaged_by)}]
    if entry.reports_to:
        lines.append(_("报告交给%(whom)s") % {"whom": naming.roles(entry.reports_to)})
    lines.append(_("与参建单位有利害关系的：%(conflict)s") % {"conflict": _(_CONFLICT[entry.conflict])})
    if entry.fee_is_part_of_premium is not None:
        fee = _("风险管理费包含在保险费里") if entry.fee_is_part_of_premium else _("风险管理费不在保险费里")
        lines.append(fee)
    return tuple(lines)


def said_of_appraisal(entry: AppraisalDef, naming: Naming) -> Said:
    """Return who asks for an appraisal, how the appraiser is chosen, who pays."""
    lines = tuple(full(line) for line in appraisal_lines(entry, naming))
    where = places(["appraisal.request", "appraisal.agree_appraiser"], naming)
    return Said(_("鉴定"), "scale", naming.label(entry.title), lines, where)


def appraisal_lines(entry: AppraisalDef, naming: Naming) -> tuple[str, ...]:
    """Return the rules of one matter of appraisal."""
    chosen = {
        "jointly": _("由双方共同选定"),
        "by_rule": _("按规则选定"),
        "by_contract": _("按合同约定选定"),
    }[entry.chosen]
    lines = [_("%(who)s可以提出；鉴定机构%(chosen)s") % {"who": naming.roles(entry.asked_by), "chosen": chosen}]
    if entry.in_writing:
        lines.append(_("须书面提出"))
    if entry.licences:
        lines.append(
            _("鉴定机构须有%(licences)s") % {"licences": _("、").join(_licence(one) for one in entry.licences)}
        )
    if entry.fee == "refer":
        lines.append(_("费用由谁出，条文没有规定，由专人认定"))
    else:
        lines.append(_("费用按“%(figure)s”确定") % {"figure": naming.figure(entry.fee)})
    if entry.confirm_within is not None:
        length = length_in_words(entry.confirm_within, naming, "appraisal")
        lines.append(_("鉴定结果出来后 %(length)s内确认") % {"length": length})
    return tuple(lines)


def said_of_fund(fund: FundDef, naming: Naming) -> Said:
    """Return what is set aside, by whom, and what for."""
    lines = [
        _("由%(who)s缴存，由%(keeper)s管理；金额按“%(figure)s”计算")
        % {
            "who": naming.role(fund.provided_by),
            "keeper": naming.role(fund.kept_by),
            "figure": naming.figure(fund.provision),
        }
    ]
    lines += [fund_use(use, naming) for use in fund.uses.values()]
    where = (naming.kind("fund"),)
    return Said(_("保障资金"), "shield", _("钱从哪里来、用在哪里"), tuple(full(line) for line in lines), where)


def fund_use(use: FundUse, naming: Naming) -> str:
    """Return one use of the fund."""
    parts = [
        _("%(title)s：在“%(window)s”期间内可以申请")
        % {
            "title": naming.label(use.title),
            "window": naming.clock(use.window),
        }
    ]
    if use.is_replenished:
        parts.append(_("动用后须补足"))
    if use.at_most_times is not None:
        parts.append(_("累计不超过缴存额的 %(n)s 倍") % {"n": use.at_most_times})
    return _("，").join(parts)


def said_of_recourse(entry: RecourseDef, naming: Naming) -> Said:
    """Return against whom the insurer may turn."""
    lines = tuple(full(line) for line in recourse_lines(entry, naming))
    return Said(_("追偿"), "swap", _("赔付以后向谁追偿"), lines, (naming.kind("subrogation"),))


def recourse_lines(entry: RecourseDef, naming: Naming) -> tuple[str, ...]:
    """Return targets, the spared, the referred, and the limitation."""
    fact = naming.vocabulary.facts.get("subrogation.liable_kind")

    def named(names: tuple[str, ...]) -> str:
        return _("、").join(naming.value(name, fact) for name in names)

    lines = []
    if entry.targets:
        lines.append(_("可以向这些单位追偿：%(names)s") % {"names": named(entry.targets)})
    if entry.spared:
        lines.append(_("不得向这些单位追偿：%(names)s") % {"names": named(tuple(entry.spared))})
    if entry.referred:
        lines.append(_("能否追偿由专人认定：%(names)s") % {"names": named(tuple(entry.referred))})
    if entry.limitation is not None:
        lines.append(_("追偿的时效 %(length)s") % {"length": length_words(entry.limitation)})
    return tuple(lines)


def _licence(name: str) -> str:
    return {
        "testing_licence": _("检测资质"),
        "judicial_licence": _("司法鉴定资质"),
        "appraisal_licence": _("鉴定资质"),
        "qualified_appraiser": _("相应的鉴定资格"),
        "judicial_loss_assessor": _("损失评估的司法鉴定资质"),
    }.get(name, name)
