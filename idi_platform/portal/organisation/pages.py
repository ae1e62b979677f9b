"""An organisation's people, invitations and log as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import AuthorityAmount, Invitation, Membership, OrganisationAct, Person
from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.kernel.display import show_amount
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.names import mask_phone
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.people import people_in
from idi_platform.portal.words import date_words, instant_words, limit_words

_ABSENT = "stands_in_for"


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One open invitation."""

    title: str
    told: str
    pk: int


def address(acting: Acting, name: str, *args: object) -> str:
    """Return the address of a page behind the administrator's door."""
    return reverse(f"organisation_{acting.door}:{name}", args=args)


def other_lists(acting: Acting, show: str) -> list[tuple[str, str]]:
    """Return words and address of the lists that are not shown now."""
    here = address(acting, "people")
    lists = {"": _("看在岗的同事"), "ended": _("看已结束的岗位"), "log": _("看人员变动记录")}
    return [(words, f"{here}?show={name}" if name else here) for name, words in lists.items() if name != show]


def role_words(row: Membership) -> str:
    """Return the role, with its division where it has one: 主管部门 · 北京市."""
    role = in_words(ROLE_TABLE[Role(row.role)])
    return f"{role} · {row.division.name}" if row.division else role


def days_words(since: date, until: date | None) -> str:
    """Return the days: 2026年3月1日起, 2026年3月1日至2026年6月1日（不含）."""
    if until is None:
        return _("%(since)s起") % {"since": date_words(since)}
    return _("%(since)s至%(until)s（当天不在岗）") % {"since": date_words(since), "until": date_words(until)}


def amounts_of(rows: Iterable[Membership]) -> dict[int, Decimal]:
    """Return the amounts of authority that are set, by membership."""
    found = AuthorityAmount.objects.filter(membership__in=[row.pk for row in rows], until=None)
    return dict(found.values_list("membership_id", "amount"))


def people_table(rows: Iterable[Membership], amounts: Mapping[int, Decimal], acting: Acting, *, ended: bool) -> Table:
    """Return the members with their roles."""
    return Table(
        caption=_("已结束的岗位") if ended else _("在岗的同事"),
        columns=(Column(_("姓名")), Column(_("岗位")), Column(_("起止")), Column(_("权限金额"), numeric=True)),
        rows=tuple(_member(row, amounts, acting) for row in rows),
        empty=Empty(_("这里没有人"), _("邀请同事加入后，会列在这里。"), icon="user"),
    )


def roles_table(rows: Iterable[Membership], amounts: Mapping[int, Decimal], acting: Acting) -> Table:
    """Return what one member holds; whoever was deactivated holds nothing any more."""
    nothing = Empty(_("已经不在岗"), _("在本单位的岗位都已结束，登录也已退出。"), icon="user")
    return replace(people_table(rows, amounts, acting, ended=False), caption=_("岗位"), empty=nothing)


def held_words(rows: Iterable[Membership]) -> dict[int, str]:
    """Return the roles that can be ended, filled or given an amount, in words, by number."""
    return {row.pk: f"{role_words(row)}　{days_words(row.since, row.until)}" for row in rows}


def invitation_rows(rows: Iterable[Invitation], now: datetime) -> tuple[InvitationRow, ...]:
    """Return the open invitations; telephones are masked."""
    return tuple(
        InvitationRow(
            title=f"{row.name} · {in_words(ROLE_TABLE[Role(row.role)])}",
            told=_("发到 %(address)s，%(until)s前有效")
            % {"address": _masked(row.address), "until": limit_words(row.expires_at, now)},
            pk=row.pk,
        )
        for row in rows
    )


def log_table(rows: Iterable[OrganisationAct], now: datetime) -> Table:
    """Return what was done, by whom, when."""
    found = tuple(rows)
    numbers = people_in(row.acting for row in found) | {int(pk) for row in found if (pk := row.facts.get(_ABSENT))}
    names = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return Table(
        caption=_("人员变动记录"),
        columns=(Column(_("时间")), Column(_("做了什么")), Column(_("谁")), Column(_("由谁办理"))),
        rows=tuple(_act(row, names, now) for row in found),
        empty=Empty(_("还没有变动"), _("邀请、给予和结束岗位、设定权限金额，都会记在这里，不能改。"), icon="list"),
    )


def _member(row: Membership, amounts: Mapping[int, Decimal], acting: Acting) -> Row:
    href = address(acting, "person", row.person_id)
    marks = [_("本单位管理员")] if row.is_administrator else []
    marks += [_stands_in(row.stands_in_for.person.name)] if row.stands_in_for is not None else []
    marks += [_filled_by(one) for one in row.substitutes.all()]
    marks += [] if row.person.is_active else [_("账号已停用")]
    amount = amounts.get(row.pk)
    return Row(
        cells=(
            Cell(row.person.name, row.person.username or "", href=href),
            Cell(role_words(row), _("；").join(marks)),
            Cell(days_words(row.since, row.until)),
            Cell(show_amount(amount) if amount is not None else "—", numeric=True),
        ),
        href=href,
        key=str(row.pk),
    )


def _act(row: OrganisationAct, names: Mapping[int, str], now: datetime) -> Row:
    number = row.acting.get("person")
    return Row(
        cells=(
            Cell(instant_words(row.done_at, now)),
            Cell(row.get_name_display(), _said(row.facts, names)),
            Cell(row.person.name if row.person is not None else "—"),
            Cell(names.get(number, "—") if number else _("平台")),
        ),
        key=str(row.pk),
    )


def _stands_in(absent: str) -> str:
    return _("代%(absent)s的班") % {"absent": absent}


def _filled_by(substitute: Membership) -> str:
    days = days_words(substitute.since, substitute.until)
    return _("%(who)s代班，%(days)s") % {"who": substitute.person.name, "days": days}


def _said(facts: Mapping[str, str], names: Mapping[int, str]) -> str:
    parts = [in_words(ROLE_TABLE[Role(facts["role"])])] if "role" in facts else []
    if facts.get(_ABSENT):
        parts.append(_stands_in(names.get(int(facts[_ABSENT]), "")))
    if "since" in facts:
        parts.append(_("%(since)s起") % {"since": date_words(date.fromisoformat(facts["since"]))})
    if "until" in facts:
        parts.append(_("到%(until)s") % {"until": date_words(date.fromisoformat(facts["until"]))})
    if "amount" in facts:
        parts.append(show_amount(Decimal(facts["amount"])))
    return "　".join(parts)


def _masked(where: str) -> str:
    return where if "@" in where else mask_phone(where)
