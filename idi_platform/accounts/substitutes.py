"""Who is away and who stands in: a role of a colleague that another fills for some days.

One row says both: the substitute's membership for those days, with the role that it stands in for. Whoever does not
hold the role is given it by an administrator and loses it on the day; among colleagues who hold it already nothing is
given but the other's work, which those who lead them arrange as well.
"""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible

from .acting import Acting
from .actions import check_may_give, require_administrator
from .acts import note
from .models import Membership, Organisation, OrganisationAct, Person
from .models.dated import DatedQuerySet
from .roles import Role

LEADERS = (Role.approver,)
"""Who besides administrators lets colleagues of one role stand in for each other."""


@transaction.atomic
def stand_in(*, acting: Acting, membership: Membership, person: Person, since: date, until: date | None) -> Membership:
    """Let a colleague fill a role from `since` until before `until`, or until it is ended; again the same is once.

    Raises:
        BadInput: He fills his own role, somebody stands in then already, or the days are in disorder.
        NotPermitted: Who acts neither administers the organisation nor, where the colleague holds the role anyway,
            leads them; or he would give the role to himself.
    """
    if person.pk == membership.person_id:
        raise _bad("accounts.own_substitute", "person", _("不能由本人代班，请选另一位同事。"))
    if until is not None and until <= since:
        raise _bad("accounts.bad_days", "until", _("结束日要晚于开始日。"))
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    holds_it = _own(membership, person, since, until)
    _require(acting, membership.organisation, holds_it=holds_it)
    standing = _during(Membership.objects.filter(stands_in_for=membership), since, until)
    known = standing.filter(person=person, since=since, until=until).first()
    if known is not None:
        return known
    if standing.exists():
        raise _bad("accounts.away_already", "since", _("这几天已经安排了代班，请先结束原来的那一段。"))
    ended = Membership.objects.filter(stands_in_for=membership, person=person, since=since).first()
    if ended is not None:
        return _again(acting, ended, until)
    if not holds_it:
        if _during(_roles_of(membership, person), since, until).exists():
            raise _bad("accounts.holds_it_already", "person", _("这位同事这几天有一部分时间本来就在这个岗位上。"))
        check_may_give(acting, person, membership.division_id)
    row = Membership.objects.create(
        organisation=membership.organisation, role=membership.role, division=membership.division,
        person=person, since=since, until=until, stands_in_for=membership,
    )  # fmt: skip
    _note(acting, OrganisationAct.Name.APPOINTED, row)
    return row


def _again(acting: Acting, row: Membership, until: date | None) -> Membership:
    """Let what was called off before it began, or ended early, hold for other days from the same beginning."""
    row.until = until
    row.save(update_fields=["until"])
    _note(acting, OrganisationAct.Name.APPOINTED, row)
    return row


def _note(acting: Acting, name: OrganisationAct.Name, row: Membership) -> None:
    """Write down who fills whose role, from when until when."""
    days = {"since": row.since} if name == OrganisationAct.Name.APPOINTED else {}
    days |= {"until": row.until} if row.until is not None else {}
    note(acting, name, row, role=row.role, **days)


@transaction.atomic
def come_back(*, acting: Acting, pk: int, today: date) -> None:
    """Let a substitution end today, or never begin where it has not begun; twice is once.

    Raises:
        NotVisible: The organisation has none of this number.
        NotPermitted: Who acts may not arrange it.
    """
    rows = Membership.objects.select_for_update(of=("self",)).filter(pk=pk, stands_in_for__isnull=False)
    row = rows.filter(organisation=acting.organisation_id).select_related("organisation", "stands_in_for").first()
    if row is None:
        raise NotVisible("accounts.no_substitute", _("没有找到这次代班，请从列表重新进入。"))
    _require(acting, row.organisation, holds_it=_own(row, row.person, row.since, row.until))
    ends = max(today, row.since)
    if row.until is None or row.until > ends:
        row.until = ends
        row.save(update_fields=["until"])
        _note(acting, OrganisationAct.Name.DISMISSED, row)


def substitutions(organisation_id: int, role: Role) -> DatedQuerySet[Membership]:
    """Return whose role of this kind is filled by whom and when."""
    rows = Membership.objects.filter(organisation=organisation_id, role=role.value, stands_in_for__isnull=False)
    return rows.select_related("person", "stands_in_for__person")


def in_place_of(acting: Acting, colleague: int | None, day: date) -> Acting:
    """Return the capacity; with the colleague whose work it does, where he is away on the day and it fills his role."""
    if colleague is None or acting.organisation_id is None or colleague == acting.person_id:
        return acting
    filled = Membership.objects.on(day).filter(
        organisation=acting.organisation_id,
        person=acting.person_id or 0,
        role__in=[role.value for role in acting.roles],
        stands_in_for__person=colleague,
    )
    return replace(acting, stands_in_for=colleague) if filled.exists() else acting


def may_arrange(acting: Acting) -> bool:
    """Say whether the capacity lets colleagues of one role stand in for each other."""
    return acting.organisation_id is not None and (acting.is_administrator or acting.may_act_as(*LEADERS))


def _require(acting: Acting, organisation: Organisation, *, holds_it: bool) -> None:
    if holds_it and may_arrange(acting) and acting.organisation_id == organisation.pk:
        return
    if holds_it and acting.organisation_id == organisation.pk:
        raise NotPermitted("accounts.leaders_only", _("代班由本单位的复核人或管理员安排。"))
    require_administrator(acting, organisation)


def _roles_of(membership: Membership, person: Person) -> "QuerySet[Membership]":
    return Membership.objects.filter(
        organisation=membership.organisation_id, role=membership.role, division=membership.division_id, person=person
    )


def _own(membership: Membership, person: Person, since: date, until: date | None) -> bool:
    """Say whether somebody holds such a role himself through all of the days."""
    own = _roles_of(membership, person).filter(stands_in_for=None, since__lte=since)
    through = Q(until__isnull=True) if until is None else Q(until__isnull=True) | Q(until__gte=until)
    return own.filter(through).exists()


def _during(rows: "QuerySet[Membership]", since: date, until: date | None) -> "QuerySet[Membership]":
    """Keep what holds on any of the days; what ended before it began never held."""
    if until is not None:
        rows = rows.filter(since__lt=until)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=since)).exclude(until=F("since"))


def _bad(code: str, field: str, sentence: str) -> BadInput:
    return BadInput(code, sentence, {field: sentence})
