"""What rulebooks may say about contracts and cover: paths, facts, sets and the reader of a contract's terms."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from idi_platform.kernel import clock
from idi_platform.projects.models import Building, InsuredObject, Project, Unit
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of, linked, register_fields
from idi_platform.workflow.world import read_terms_with

from .buyers import buyers_of
from .cover_rows import first_of, rows_in, rows_of
from .limits import limit_left
from .models import CoInsurer, ConsentRound, CoverRow, DepositExemption, Policy, Quote, Termination
from .models.termination import Reason
from .terms_read import terms_of


def register() -> None:
    """Register all names of this app."""
    vocabulary.kind("item", zh="承保项目", en="cover item")
    vocabulary.kind("share", zh="承保份额", en="insurer's share")
    _paths()
    _contract()
    _money()
    _rows()
    _dates_of_places()
    _around_the_contract()
    read_terms_with(terms_of)


def _paths() -> None:
    vocabulary.path("policy", "insured_object", "insured_object", read=lambda policy: policy.insured_object)
    vocabulary.path("policy", "project", "project", read=lambda policy: policy.insured_object.project)
    vocabulary.path("item", "policy", "policy", read=lambda row: row.policy)
    vocabulary.path("item", "building", "building", read=lambda row: row.building)
    vocabulary.path("share", "policy", "policy", read=lambda share: share.policy)
    vocabulary.path("insured_object", "policy", "policy", read=policy_on)
    vocabulary.path("building", "policy", "policy", read=lambda building: policy_on(building.insured_object))
    vocabulary.path("unit", "policy", "policy", read=lambda unit: policy_on(unit.building.insured_object))
    vocabulary.path("project", "policy", "policy", read=_only_policy)
    vocabulary.members("policy.items", member="item", zh="承保项目", en="cover items", read=_items)
    vocabulary.members("policy.shares", member="share", zh="承保份额", en="shares", read=_shares)


def policy_on(insured_object: Any) -> Policy | None:
    """Return the contract of an insured object; one that was terminated gives way to a later one."""
    found = Policy.objects.filter(insured_object=insured_object).select_related(
        "subject", "insured_object__project", "insured_object__subject"
    )
    standing = found.exclude(state="terminated").order_by("-pk").first()
    return standing or found.order_by("-pk").first()


def _only_policy(project: Any) -> Policy | None:
    """Return the contract of a project that has exactly one insured object; of several none is *the* contract.

    A gate asks `project.insured_objects` instead, each of them for its own: it must not fall silent at the second.
    """
    objects = list(project.insured_objects.all()[:2])
    return policy_on(objects[0]) if len(objects) == 1 else None


def _items(policy: Policy) -> Iterable[CoverRow]:
    return rows_of(policy)


def _shares(policy: Policy) -> Iterable[CoInsurer]:
    return policy.shares.select_related("policy", "organisation").order_by("role", "pk")


def _contract() -> None:
    modes = {"single": ("单独承保", "single insurer"), "co_insurance": ("共保", "co-insurance")}
    column_fact("policy.number", "code", "保单号", "policy number")
    column_fact("policy.kind", "code", "险种", "kind of policy", attribute="policy_kind")
    column_fact("policy.mode", "choice", "承保方式", "mode", choices=modes)
    column_fact("policy.signed_on", "date", "保险合同签订日期", "contract signed on")
    column_fact("policy.coinsurance_signed_on", "date", "共保协议签订日期", "co-insurance agreement signed on")
    column_fact("policy.issued_at", "instant", "保单签发时间", "policy issued at")
    column_fact("policy.terminated_on", "date", "合同解除日期", "contract terminated on")
    zh, known_to_its_own_step = "解除合同的事由", lambda _policy: None
    column_fact(
        "policy.ground", "choice", zh, "ground of termination", choices=labels_of(Reason), read=known_to_its_own_step
    )
    column_fact("policy.is_contract_written", "bool", "采用书面合同", "written contract")
    column_fact("policy.annexes_confirmed", "bool", "附件已确认", "annexes confirmed")
    column_fact("policy.explanation_recorded", "bool", "免责条款已说明", "exclusions explained")
    column_fact("policy.is_schedule_complete", "bool", "承保明细已录全", "schedule entered in full")
    column_fact("policy.deposit_paid", "bool", "已交存物业保修金", "deposit paid")
    column_fact("policy.deposit_exempt", "bool", "免交物业保修金", "deposit exempt")
    column_fact("policy.no_deductible", "bool", "不设免赔", "no deductible", read=_has_no_deductible)
    column_fact("policy.has_riders", "bool", "有附加险", "has riders", read=_has_riders)
    column_fact("policy.covers_all_buildings", "bool", "涵盖全部楼栋", "covers all buildings", read=_covers_all)


def _money() -> None:
    yuan = {"unit": "CNY"}
    column_fact("policy.premium_base", "money", "保险费计费基数", "premium base", **yuan)
    column_fact("policy.rate", "decimal", "费率", "rate")
    column_fact("policy.premium", "money", "保险费", "premium", **yuan)
    column_fact("policy.premium_received", "money", "已收保险费", "premium received", **yuan)
    column_fact("policy.premium_left", "money", "未收保险费", "premium still open", read=premium_left, **yuan)
    column_fact("policy.premium_due", "money", "至今应付的保险费", "premium due by today", read=premium_due, **yuan)
    zh, known_to_its_own_step = "本次到账的保险费", lambda _policy: None
    column_fact("policy.amount", "money", zh, "premium that has just arrived", read=known_to_its_own_step, **yuan)
    column_fact("policy.sum_insured", "money", "保险金额", "sum insured", **yuan)
    column_fact("policy.risk_fee", "money", "风险管理费", "risk-management fee", **yuan)
    column_fact("policy.limit_left", "money", "剩余保险金额", "limit left", read=limit_left, **yuan)
    column_fact("share.rate", "decimal", "份额", "share")
    roles = {"lead": ("主承保", "lead"), "follower": ("从保", "follower")}
    column_fact("share.role", "choice", "共保身份", "role in the panel", choices=roles)
    column_fact("share.organisation", "text", "保险公司", "insurer", read=lambda share: share.organisation.name)


def _rows() -> None:
    column_fact("item.code", "code", "承保项目", "item", attribute="item")
    column_fact("item.group", "code", "承保分组", "group")
    column_fact("item.starts_on", "date", "保险责任开始日", "cover starts on")
    column_fact("item.ends_on", "date", "保险责任终止日（零时）", "cover ends at 00:00 on")
    column_fact("item.limit", "money", "分项限额", "limit", unit="CNY")
    column_fact("item.deductible", "money", "免赔额", "deductible", unit="CNY")


def _dates_of_places() -> None:
    column_fact(
        "policy.cover_starts_on", "date", "最早保险责任开始日", "first day of cover", read=first_day, is_judged=True
    )
    column_fact(
        "policy.cover_ends_on",
        "date",
        "最后承保项目终止日（零时）",
        "last item ends at 00:00 on",
        read=last_end,
        is_judged=True,
    )
    zh = "下一批承保项目终止日（零时）"
    column_fact(
        "policy.next_item_ends_on", "date", zh, "next items end at 00:00 on", read=next_item_ends_on, is_judged=True
    )
    zh = "保险责任开始日"
    column_fact("building.cover_starts_on", "date", zh, "cover starts on", read=cover_starts_on, is_judged=True)
    zh = "最早到期的基本承保项目终止日（零时）"
    name = "unit.first_basic_item_ends_on"
    column_fact(name, "date", zh, "first basic item ends at 00:00 on", read=first_basic_item_ends_on, is_judged=True)


def premium_left(policy: Policy) -> Decimal | None:
    """Return what of the premium has not arrived; None while none is agreed."""
    return None if policy.premium is None else policy.premium - policy.premium_received


def premium_due(policy: Policy) -> Decimal | None:
    """Return what of the premium is due by the end of today, in Shanghai; all of it where the contract says nothing."""
    today, last = clock.local_date(clock.now()), policy.premium_due_on
    if policy.premium is None or last is None or last <= today:
        return policy.premium
    parts = (part for part in policy.instalments if date.fromisoformat(part["on"]) <= today)
    return sum((Decimal(part["amount"]) for part in parts), Decimal(0))


def cover_starts_on(building: Building) -> date | None:
    """Return the first day of cover in a building, riders left out."""
    return first_of([row.starts_on for row in rows_in(building.pk)])


def first_basic_item_ends_on(unit: Unit) -> date | None:
    """Return the day at whose 00:00 the first basic item of a unit's building ends."""
    return first_of([row.ends_on for row in rows_in(unit.building_id)])


def first_day(policy: Policy) -> date | None:
    """Return the first day of cover anywhere under the policy."""
    return first_of([row.starts_on for row in rows_of(policy)])


def last_end(policy: Policy) -> date | None:
    """Return the day at whose 00:00 the last item ends; None while one has no end yet."""
    ends = [row.ends_on for row in rows_of(policy)]
    return None if None in ends else max((day for day in ends if day is not None), default=None)


def next_item_ends_on(policy: Policy) -> date | None:
    """Return the day at whose 00:00 the next items end while others go on; None when only the last ones are left."""
    last, ended = last_end(policy), policy.items_ended_on
    if last is None:
        return None
    ends = [row.ends_on for row in rows_of(policy) if row.ends_on is not None and row.ends_on < last]
    return first_of([day for day in ends if ended is None or day > ended])


def _has_no_deductible(policy: Policy) -> bool:
    return not any(item.deductible for item in policy.items())


def _has_riders(policy: Policy) -> bool:
    return any(row.group == "rider" for row in rows_of(policy))


def _covers_all(policy: Policy) -> bool:
    own = Building.objects.filter(insured_object_id=policy.insured_object_id).values_list("pk", flat=True)
    return set(own) <= set(policy.building_ids)


def _around_the_contract() -> None:
    """Register quote, consents, deposit and termination, and what a policy has beside its cover."""
    register_fields(Policy, money=("lead_capital",))
    register_fields(Quote, money=("sum_insured", "premium", "risk_fee"))
    register_fields(Termination, money=("refund",))
    for model in (ConsentRound, DepositExemption):
        register_fields(model)
    for kind in ("consent_round", "deposit_exemption", "termination"):
        vocabulary.path(
            kind, "policy", "policy", read=linked(Policy, "insured_object__project", "insured_object__subject")
        )
    vocabulary.path("quote", "project", "project", read=linked(Project))
    vocabulary.path("quote", "insured_object", "insured_object", read=linked(InsuredObject, "project"))
    vocabulary.kind("buyer", zh="买受人", en="buyer")
    column_fact("buyer.has_consented", "bool", "已书面同意", "has consented")
    column_fact("buyer.is_joint", "bool", "共同买受人", "joint buyer")
    column_fact("consent_round.given", "int", "已同意人数", "consents given", read=lambda one: len(one.consents))
    column_fact("consent_round.share", "decimal", "同意比例", "share of consents", read=_share_of_consents)
    column_fact("policy.is_single", "bool", "单独承保", "single insurer", read=lambda policy: policy.mode == "single")
    column_fact(
        "policy.insurer_count", "int", "承保公司数", "number of insurers", read=lambda policy: len(policy.panel)
    )
    only = ("本标的唯一的有效合同", "only contract of the insured object")
    column_fact("policy.is_only_contract", "bool", *only, read=_is_only)
    leads = ("同一规划许可证下的主承保公司数", "lead insurers under the planning permit")
    column_fact("policy.leads_of_planning_permit", "int", *leads, read=_leads_of_planning_permit)
    column_fact("policy.lead_rate", "decimal", "主承保份额", "share of the lead", read=_lead_rate)
    statuses = {"due": ("应交", "due"), "paid": ("已交", "paid"), "exempt": ("免交", "exempt")}
    column_fact("policy.deposit_status", "choice", "物业保修金", "deposit", choices=statuses, read=_deposit_status)
    for name, member, zh, en, read in (
        ("project.quotes", "quote", "报价", "quotes", _quotes),
        ("policy.annexes", "paper", "合同附件", "annexes", lambda policy: policy.annexes),
        ("policy.buyers_now", "buyer", "现有买受人", "present buyers", _buyers),
        ("policy.consent_rounds", "consent_round", "征求同意", "consent rounds", _rounds),
    ):
        vocabulary.members(name, member=member, zh=zh, en=en, read=read)


def _quotes(project: Any) -> Iterable[Quote]:
    return Quote.objects.filter(subject__project=project.pk).select_related("subject").order_by("pk")


def _rounds(policy: Policy) -> Iterable[ConsentRound]:
    return ConsentRound.objects.filter(subject__policy=policy.pk).select_related("subject").order_by("pk")


def _buyers(policy: Policy) -> Iterable[Any]:
    """Return the present buyers, with what they agreed to in rounds that still stand."""
    standing = ConsentRound.objects.filter(subject__policy=policy.pk).exclude(state__in=("used", "lapsed"))
    given = [row for consents in standing.values_list("consents", flat=True) for row in consents]
    return buyers_of(policy.subject, given)


def _share_of_consents(round_: ConsentRound) -> Decimal | None:
    buyers = list(round_.buyers())
    return Decimal(sum(one.has_consented for one in buyers)) / len(buyers) if buyers else None


def _lead_rate(policy: Policy) -> Decimal | None:
    return next((Decimal(str(share["rate"])) for share in policy.panel if share["role"] == "lead"), None)


def _is_only(policy: Policy) -> bool:
    others = Policy.objects.filter(insured_object_id=policy.insured_object_id).exclude(pk=policy.pk)
    return not others.exclude(state__in=("drafted", "terminated")).exists()


def _leads_of_planning_permit(policy: Policy) -> int:
    """Return how many insurers lead contracts under the planning permit of a policy's project, its own among them."""
    permit = policy.insured_object.project.planning_permit
    beside = Policy.objects.filter(insured_object__project__planning_permit=permit).exclude(pk=policy.pk)
    standing = beside.exclude(state__in=("drafted", "terminated")) if permit else beside.none()
    panels = [policy.panel, *standing.values_list("panel", flat=True)]
    return len({share["organisation_id"] for panel in panels for share in panel if share["role"] == "lead"})


def _deposit_status(policy: Policy) -> str:
    if policy.deposit_exempt:
        return "exempt"
    return "paid" if policy.deposit_paid else "due"
