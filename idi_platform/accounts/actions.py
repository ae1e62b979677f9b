"""Writing acts: registering organisations, appointing and dismissing their people."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from idi_platform.kernel.clock import local_date, now
from idi_platform.kernel.errors import BadInput, NotPermitted, Refusal, Refused
from idi_platform.kernel.identifiers import clean_uscc
from idi_platform.kernel.names import clean_name

from .acting import Acting
from .acts import note
from .models import DivisionClosure, Membership, Organisation, OrganisationAct, OrganisationRelation, Person
from .models.organisation import ROLES_OF_KIND
from .roles import JURISDICTION_ROLES, Role
from .signals import relation_kept


def register_organisation(*, acting: Acting, uscc: str, name: str, kind: str, name_en: str = "") -> Organisation:
    """Enter an organisation, or return the one that has this code, its name brought up to date.

    Raises:
        BadInput: The code fails its checks, or belongs to an organisation of another kind.
        NotPermitted: Only operators and the platform itself enter organisations.
    """
    _require_operator(acting)
    code = clean_uscc(uscc)
    row, _created = Organisation.objects.get_or_create(uscc=code, defaults={"name": clean_name(name), "kind": kind})
    if row.kind != kind:
        raise BadInput("accounts.kind_differs", _("这个统一社会信用代码已登记为另一类单位，请核对。"))
    row.name, row.name_en = clean_name(name), name_en
    row.save(update_fields=["name", "name_en"])
    return row


def amend_organisation(
    *, acting: Acting, organisation: Organisation, name: str, name_en: str, dissolved_on: date | None
) -> None:
    """Bring an organisation's names and the day on which it ceased to exist up to date.

    Raises:
        NotPermitted: Only operators and the platform itself do.
    """
    _require_operator(acting)
    organisation.name, organisation.name_en, organisation.dissolved_on = clean_name(name), name_en, dissolved_on
    organisation.save(update_fields=["name", "name_en", "dissolved_on"])


@transaction.atomic
def keep_relation(*, acting: Acting, relation: OrganisationRelation) -> None:
    """Enter a dated relation between two organisations, or bring it up to date.

    Raises:
        BadInput: It ends before it begins.
        NotPermitted: Only operators and the platform itself do.
    """
    _require_operator(acting)
    check_end(relation.since, relation.until)
    relation.save()
    relation_kept.send(OrganisationRelation, relation=relation)


@transaction.atomic
def appoint(
    *,
    acting: Acting,
    person: Person,
    organisation: Organisation,
    role: Role,
    since: date,
    division_code: str | None = None,
    is_administrator: bool = False,
) -> Membership:
    """Give a person a role at an organisation from a day on; again with the same facts changes nothing.

    A role of that beginning which ends today or later is opened again; it goes on without a gap.

    Raises:
        BadInput: Such an organisation cannot give the role, the jurisdiction is missing or out of place, or a role of
            that beginning has ended before today.
        NotPermitted: Neither an operator nor an administrator of this organisation acts, the administrator would
            give a jurisdiction beyond his own, or somebody would give himself a role.
    """
    require_administrator(acting, organisation)
    check_appointment(organisation, role, division_code)
    check_may_give(acting, person, division_code)
    facts = {"person": person, "organisation": organisation, "role": role.value, "division_id": division_code}
    row, created = Membership.objects.select_for_update(of=("self",)).get_or_create(
        **facts, since=since, stands_in_for=None, defaults={"is_administrator": is_administrator}
    )
    if created or _open_again(row, is_administrator=is_administrator):
        note(acting, OrganisationAct.Name.APPOINTED, row, role=role.value, since=since, administrator=is_administrator)
    return row


def _open_again(row: Membership, *, is_administrator: bool) -> bool:
    """Let a role of the same beginning hold on, as administrator too if so given; say whether that changes it."""
    if row.until is not None and row.until < local_date(now()):
        raise BadInput(
            "accounts.ended_before",
            _("他从这一天起担任过这个岗位，后来已经结束。请把到岗日期写成重新到岗的那一天。"),
            {"since": _("这一天开始的岗位已经结束，请写重新到岗的日期。")},
        )
    if row.until is None and row.is_administrator >= is_administrator:
        return False
    row.until, row.is_administrator = None, is_administrator
    row.save(update_fields=["until", "is_administrator"])
    return True


@transaction.atomic
def dismiss(*, acting: Acting, membership: Membership, until: date) -> Membership:
    """End a membership: from `until` on (a day in Shanghai) it no longer holds, and its sessions end.

    Nobody stands in for a role that is over: whoever does ends with it. The same end again changes nothing.

    Raises:
        BadInput: The end lies before the beginning.
        NotPermitted: Neither an operator nor an administrator of this organisation acts.
        Refused: The organisation would be left without an administrator.
    """
    require_administrator(acting, membership.organisation)
    check_end(membership.since, until)
    held = Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    if Membership.objects.filter(pk=membership.pk, until=until).exists():
        return membership
    if membership.is_administrator and not _may_do_all(acting):
        _keep_an_administrator(held, membership, until)
    membership.until = until
    membership.save(update_fields=["until"])
    note(acting, OrganisationAct.Name.DISMISSED, membership, role=membership.role, until=until)
    _end_substitutes(acting, membership, until)
    return membership


def _end_substitutes(acting: Acting, membership: Membership, until: date) -> None:
    standing = membership.substitutes.select_for_update(of=("self",)).filter(Q(until__isnull=True) | Q(until__gt=until))
    for row in standing.select_related("stands_in_for"):
        row.until = max(until, row.since)
        row.save(update_fields=["until"])
        note(acting, OrganisationAct.Name.DISMISSED, row, role=row.role, until=row.until)


def _keep_an_administrator(organisation: Organisation, leaving: Membership, until: date) -> None:
    left = Membership.objects.on(until).filter(organisation=organisation, is_administrator=True, until=None)
    if not left.filter(person__is_active=True).exclude(pk=leaving.pk).exists():
        sentence = _("这是本单位最后一位管理员的岗位。请先让另一位同事担任管理员，再结束这个岗位。")
        raise Refused([Refusal("accounts.last_administrator", sentence)])


def check_appointment(organisation: Organisation, role: Role, division_code: str | None) -> None:
    """Look whether such an organisation can give the role, and whether the jurisdiction fits it.

    Raises:
        BadInput: It cannot, or the jurisdiction is missing or out of place.
    """
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise BadInput("accounts.role_out_of_kind", _("这类单位没有这个岗位，请核对单位类别和岗位。"))
    if (role in JURISDICTION_ROLES) != (division_code is not None):
        raise BadInput("accounts.jurisdiction", _("主管部门的人员要写明管辖的行政区划，其他人员不写。"))


def check_may_give(acting: Acting, person: Person, division_code: str | None) -> None:
    """Look whether an administrator gives no jurisdiction beyond his own, and nothing to himself.

    Raises:
        NotPermitted: He does.
    """
    require_own_jurisdiction(acting, division_code)
    if acting.person_id == person.pk:
        raise NotPermitted("accounts.own_role", _("不能给自己增加岗位，请另一位管理员办理。"))


def check_end(since: date, until: date | None) -> None:
    """Look whether the end, if there is one, does not lie before the beginning.

    Raises:
        BadInput: It does.
    """
    if until is not None and until < since:
        raise BadInput("accounts.ends_before_it_begins", _("结束日期不能早于开始日期。"))


def _may_do_all(acting: Acting) -> bool:
    return acting.is_system or acting.may_act_as(Role.operator)


def _require_operator(acting: Acting) -> None:
    if not _may_do_all(acting):
        raise NotPermitted("accounts.operator_only", _("只有平台运营人员可以登记单位和单位之间的关系。"))


def require_own_jurisdiction(acting: Acting, division_code: str | None) -> None:
    """Raise NotPermitted where an administrator would give a jurisdiction beyond his own."""
    if division_code is None or _may_do_all(acting):
        return
    above = DivisionClosure.objects.on(local_date(now())).filter(descendant=division_code)
    if not above.filter(ancestor__in=acting.jurisdictions).exists():
        raise NotPermitted("accounts.beyond_jurisdiction", _("只能授予本人管辖范围以内的行政区划。"))


def require_administrator(acting: Acting, organisation: Organisation) -> None:
    """Raise NotPermitted unless an operator, the platform or an administrator of the organisation acts."""
    if _may_do_all(acting):
        return
    if acting.is_administrator and acting.organisation_id == organisation.pk:
        return
    raise NotPermitted("accounts.administrator_only", _("只有本单位的管理员可以增减人员。"))
