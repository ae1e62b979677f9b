"""What an organisation's administrator does with its people, beyond appointing and dismissing."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible
from idi_platform.kernel.names import clean_name

from .acting import SYSTEM, Acting
from .actions import appoint, check_appointment, dismiss, require_administrator, require_own_jurisdiction
from .acts import note
from .models import AuthorityAmount, Invitation, Membership, Organisation, OrganisationAct, Person
from .roles import Role

LINK_HOLDS: Final = timedelta(hours=72)
_TOKEN_BYTES: Final = 12  # 16 letters in a link, 96 bits


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with the word of its link; empty when it had been made by the same form before."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    *,
    acting: Acting,
    form_key: UUID,
    name: str,
    address: str,
    role: Role,
    division_code: str | None = None,
    is_administrator: bool = False,
) -> Invited:
    """Invite somebody into a role of the administrator's own organisation; the same form twice is one invitation.

    Raises:
        BadInput: The organisation cannot give the role, or the jurisdiction is missing or out of place.
        NotPermitted: No administrator acts, or he would give a jurisdiction beyond his own.
    """
    organisation = _own(acting)
    known = Invitation.objects.filter(organisation=organisation, form_key=form_key).first()
    if known is not None:
        return Invited(known, "")
    check_appointment(organisation, role, division_code)
    require_own_jurisdiction(acting, division_code)
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), clock.now()
    row = Invitation.objects.create(
        organisation=organisation,
        name=clean_name(name),
        address=address,
        role=role.value,
        division_id=division_code,
        is_administrator=is_administrator,
        digest=_digest(token),
        form_key=form_key,
        invited_by_id=acting.person_id or 0,
        invited_at=now,
        expires_at=now + LINK_HOLDS,
    )
    note(acting, OrganisationAct.Name.INVITED, row, invitation=row.pk, role=role.value)
    return Invited(row, token)


@transaction.atomic
def withdraw(*, acting: Acting, pk: int) -> None:
    """Take an open invitation back, so that its link opens nothing; twice is once.

    Raises:
        NotVisible: The organisation has made no such invitation.
        BadInput: It has been accepted.
    """
    row = Invitation.objects.select_for_update().filter(organisation=_own(acting), pk=pk).first()
    if row is None:
        raise _no_such_link()
    if row.accepted_at is not None:
        raise BadInput("accounts.invitation_accepted", _("对方已经接受了邀请。不要他加入的，请结束他的岗位。"))
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        note(acting, OrganisationAct.Name.WITHDRAWN, row, invitation=row.pk, role=row.role)


def invitation_of(token: str) -> Invitation:
    """Return the open invitation of a link.

    Raises:
        NotVisible: There is none, or it was used, taken back, or 72 hours have passed.
    """
    return _open(Invitation.objects.filter(digest=_digest(token)).select_related("organisation").first())


@transaction.atomic
def join(*, token: str, username: str, password: str) -> Membership:
    """Accept an invitation: an account of its own with this password, and the role from today on. Good once.

    The second factor follows at the first log-in, before any door.

    Raises:
        NotVisible: The link opens nothing, or no longer.
        BadInput: The log-in name is taken.
    """
    row = _open(Invitation.objects.select_for_update(of=("self",)).filter(digest=_digest(token)).first())
    login = username.strip().lower()
    if Person.objects.filter(username=login).exists():
        raise BadInput(
            "accounts.username_taken", _("这个用户名已经有人用了。"), {"username": _("这个用户名已经有人用了。")}
        )
    email = row.address if "@" in row.address and not Person.objects.filter(email=row.address).exists() else ""
    person = Person.objects.create_member(login, name=row.name, password=password, email=email)
    row.accepted_by, row.accepted_at = person, clock.now()
    row.save(update_fields=["accepted_by", "accepted_at"])
    member = appoint(
        acting=SYSTEM,
        person=person,
        organisation=row.organisation,
        role=Role(row.role),
        since=local_date(row.accepted_at),
        division_code=row.division_id,
        is_administrator=row.is_administrator,
    )
    acting = Acting(kind="person", person_id=person.pk, organisation_id=row.organisation_id)
    note(acting, OrganisationAct.Name.JOINED, row, invitation=row.pk, role=row.role)
    return member


def end_role(*, acting: Acting, membership: Membership, until: date) -> None:
    """Let a role end on a day, today at the earliest; what has an end is never prolonged.

    Raises:
        BadInput: The day lies in the past, before the beginning, or after the end that stands.
        NotPermitted: No administrator of the organisation acts.
        Refused: The organisation would be left without an administrator.
    """
    if until < local_date(clock.now()):
        raise _bad("accounts.ends_in_the_past", "until", _("离岗日期不能早于今天。"))
    if membership.until is not None and until > membership.until:
        raise _bad("accounts.ends_already", "until", _("这个岗位本来就会更早结束。要延长，请重新给予岗位。"))
    dismiss(acting=acting, membership=membership, until=max(until, membership.since))


@transaction.atomic
def deactivate(*, acting: Acting, person: Person) -> None:
    """End every role of a person at the administrator's organisation from today on: his sessions end; twice is once.

    Raises:
        Refused: The organisation would be left without an administrator.
        NotPermitted: No administrator acts.
    """
    organisation, today = _own(acting), local_date(clock.now())
    rows = Membership.objects.filter(organisation=organisation, person=person).select_related("organisation")
    for row in rows.exclude(until__lte=today):
        dismiss(acting=acting, membership=row, until=max(today, row.since))


@transaction.atomic
def set_amount(*, acting: Acting, membership: Membership, amount: Decimal | None) -> None:
    """Set up to which sum a member decides alone from today on, or with None take it away; the same again is once.

    Raises:
        BadInput: The sum is negative.
        NotPermitted: No administrator of the organisation acts, or he would set his own.
    """
    require_administrator(acting, membership.organisation)
    if acting.person_id == membership.person_id:
        raise NotPermitted("accounts.own_amount", _("不能设定自己的权限金额，请另一位管理员办理。"))
    if amount is not None and amount < 0:
        raise _bad("accounts.negative_amount", "amount", _("金额不能小于零。"))
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    today = local_date(clock.now())
    present = AuthorityAmount.objects.filter(membership=membership, until=None).first()
    if (present.amount if present else None) == amount:
        return
    if present is not None:
        present.until = max(today, present.since)
        present.save(update_fields=["until"])
    if amount is None:
        note(acting, OrganisationAct.Name.AMOUNT_ENDED, membership, role=membership.role)
        return
    AuthorityAmount.objects.create(membership=membership, amount=amount, since=today)
    note(acting, OrganisationAct.Name.AMOUNT_SET, membership, role=membership.role, amount=amount)


def amount_of(acting: Acting, roles: Iterable[Role]) -> Decimal | None:
    """Return up to which sum, in yuan, the capacity decides today in one of the roles; None where nothing is set.

    Who stands in for a colleague decides up to the colleague's amount, or his own where that is higher.
    """
    if acting.person_id is None or acting.organisation_id is None:
        return None
    day = local_date(clock.now())
    members = Membership.objects.on(day).filter(
        person=acting.person_id,
        organisation=acting.organisation_id,
        role__in=[role.value for role in acting.roles.intersection(roles)],
    )
    rows = AuthorityAmount.objects.on(day).filter(_of_members(members)).order_by("-amount")
    return rows.values_list("amount", flat=True).first()


def members_up_to(organisation_id: int, roles: Iterable[Role], asked: Decimal | None) -> list[Person]:
    """Return who fills one of the roles today and may agree to a sum in yuan, by name; None: whoever fills one.

    Who has no amount agrees without limit.
    """
    day = local_date(clock.now())
    members = Membership.objects.on(day).filter(
        organisation=organisation_id, role__in=[role.value for role in roles], person__is_active=True
    )
    people = list(Person.objects.filter(pk__in=members.values("person")).order_by("name", "pk"))
    if asked is None:
        return people
    amounts: dict[int, Decimal] = {}
    set_for = {row.membership_id: row.amount for row in AuthorityAmount.objects.on(day).filter(_of_members(members))}
    for pk, stood_for, person in members.values_list("pk", "stands_in_for", "person"):
        for amount in (set_for.get(pk), set_for.get(stood_for or 0)):
            if amount is not None:
                amounts[person] = max(amount, amounts.get(person, amount))
    return [person for person in people if amounts.get(person.pk, asked) >= asked]


def _of_members(members: "QuerySet[Membership]") -> Q:
    """Return the condition for amounts of memberships, or of those for which they stand in."""
    return Q(membership__in=members.values("pk")) | Q(membership__in=members.values("stands_in_for"))


def _own(acting: Acting) -> Organisation:
    if acting.person_id is None or acting.organisation_id is None or not acting.is_administrator:
        raise NotPermitted("accounts.administrator_only", _("只有本单位的管理员可以增减人员。"))
    return Organisation.objects.select_for_update(no_key=True).get(pk=acting.organisation_id)


def _open(row: Invitation | None) -> Invitation:
    if row is None or row.accepted_at or row.withdrawn_at or row.expires_at <= clock.now():
        raise _no_such_link()
    return row


def _no_such_link() -> NotVisible:
    return NotVisible("accounts.no_invitation", _("邀请不存在、已经用过或者过了 72 小时。请找您单位的管理员重新邀请。"))


def _digest(token: str) -> str:
    return salted_hmac("idi.accounts.invitation", token, algorithm="sha256").hexdigest()


def _bad(code: str, field: str, sentence: str) -> BadInput:
    return BadInput(code, sentence, {field: sentence})
