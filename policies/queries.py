"""Reading contracts: lists and one policy as a page shows them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases import labels
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.pages.subject import facts_of
from idi_platform.portal.components import Action
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words, money_words
from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.vocabulary import vocabulary

from .models import CoverRow, Policy
from .places import page_of
from .text import text_for

_LIST_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One policy: facts, rows of cover by building, panel."""

    title: str
    state: str
    facts: tuple[Fact, ...]
    cover: Table
    panel: Table
    edition: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """What was asked for on a policy and is under way or stands: an end, an exemption; `href` leads to its records."""

    title: str
    state: str
    facts: tuple[Fact, ...]
    href: str


def around_rows(rows: Iterable[Aggregate], acting: Acting) -> tuple[Hanging, ...]:
    """Return what hangs on a policy as its page shows it."""
    return tuple(
        Hanging(
            vocabulary.label(row.kind),
            labels.state_words(row.kind, getattr(row, "state", "")),
            tuple(facts_of(row)),
            address(acting, "subject", row.pk),
        )
        for row in rows
    )


def state_words(state: str) -> str:
    """Return a policy's state in words."""
    words = {
        "drafted": _("草稿"),
        "contracted": _("已签合同"),
        "paid": _("保费已收齐"),
        "issued": _("已签发"),
        "waiting": _("等待责任开始"),
        "in_force": _("保障中"),
        "expired": _("已到期"),
        "terminated": _("已解除"),
    }
    return words.get(state, state)


def policies_for(acting: Acting) -> Table:
    """Return the newest policies that a capacity may see."""
    found = Policy.objects.visible_to(acting).select_related("insured_object__project").order_by("-pk")[:_LIST_LENGTH]
    columns = (
        Column(_("项目")),
        Column(_("保单号")),
        Column(_("状态")),
        Column(_("签订日期")),
        Column(_("保险费（元）"), numeric=True),
    )
    may_enter = Role.underwriter in acting.roles
    empty = Empty(
        _("还没有保单"),
        _("录入项目和保险合同以后，保单会出现在这里。") if may_enter else _("保险公司录入保险合同以后，会出现在这里。"),
        action=Action(_("录入保单"), reverse("policies:new")) if may_enter else None,
    )
    return Table(_("保单"), columns, tuple(_line(policy, page_of(policy.pk, acting)) for policy in found), empty=empty)


def _line(policy: Policy, href: str) -> Row:
    project = policy.insured_object.project
    cells = (
        Cell(project.name, sub=policy.insured_object.number, href=href),
        Cell(policy.number or _("未签发")),
        Cell(state_words(policy.state)),
        Cell(date_words(policy.signed_on) if policy.signed_on else _("未签")),
        Cell(money_words(policy.premium or 0), numeric=True),
    )
    return Row(cells, href=href, key=str(policy.pk))


def policy_page(policy: Policy) -> PolicyPage:
    """Return everything that the page of a policy shows."""
    text = text_for(policy.insured_object_id, policy.terms)
    rows = list(policy.rows.select_related("building").order_by("building__number", "item"))
    law = text.law
    return PolicyPage(
        title=policy.insured_object.project.name,
        state=state_words(policy.state),
        facts=_facts(policy),
        cover=_cover(rows, text.title),
        panel=_panel(policy),
        edition=_("本标的未适用任何地方办法，按国家法律和保险合同办理。") if law.is_national_only else law.title,
    )


def _facts(policy: Policy) -> tuple[Fact, ...]:
    def day(value: date | None) -> str:
        return date_words(value) if value else _("未登记")

    return (
        Fact(_("保单号"), policy.number or _("未签发")),
        Fact(_("保险标的"), policy.insured_object.number),
        Fact(_("合同签订日期"), day(policy.signed_on)),
        Fact(_("保险费"), money_words(policy.premium or 0)),
        Fact(_("已收保险费"), money_words(policy.premium_received)),
        Fact(_("保险金额"), money_words(policy.sum_insured or 0)),
    )


def _cover(rows: Sequence[CoverRow], title: Callable[[str], str]) -> Table:
    columns = (Column(_("楼栋")), Column(_("承保项目")), Column(_("从哪天起")), Column(_("最后一天")))
    made = tuple(
        Row(
            (
                Cell(row.building.name),
                Cell(title(row.item)),
                Cell(date_words(row.starts_on) if row.starts_on else _("竣工验收后确定")),
                Cell(date_words(row.ends_on - timedelta(days=1)) if row.ends_on else _("竣工验收后确定")),
            )
        )
        for row in rows
    )
    return Table(_("承保项目和期间"), columns, made)


def _panel(policy: Policy) -> Table:
    columns = (Column(_("保险公司")), Column(_("身份")), Column(_("份额"), numeric=True))
    shares = policy.shares.select_related("organisation").order_by("-role", "pk")
    made = tuple(
        Row(
            (
                Cell(share.organisation.name),
                Cell(share.get_role_display()),
                Cell(f"{(share.rate * 100).normalize():f}%", numeric=True),
            )
        )
        for share in sorted(shares, key=lambda share: share.role != "lead")
    )
    return Table(_("承保份额"), columns, made)
