"""What an organisation's administrator sees: his own organisation's people, invitations and log, nobody else's."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import today
from idi_platform.accounts.models import Invitation, Membership, Organisation, OrganisationAct, Person
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotVisible

MOST_COLLEAGUES = 500


def organisation_of(acting: Acting) -> Organisation:
    """Return the administrator's organisation.

    Raises:
        NotVisible: The capacity administers none; to it there is no such page.
    """
    found = Organisation.objects.filter(pk=acting.organisation_id or 0).first() if acting.is_administrator else None
    if found is None:
        raise _nothing()
    return found


def roles_held(organisation: Organisation, *, ended: bool) -> "QuerySet[Membership]":
    """Return the roles that hold or will, or those that have ended."""
    related = ("person", "division", "organisation", "stands_in_for__person")
    standing = Membership.objects.exclude(until__lte=today()).select_related("person").order_by("since", "pk")
    rows = Membership.objects.filter(organisation=organisation).select_related(*related)
    rows = rows.prefetch_related(Prefetch("substitutes", standing))
    over = Q(until__lte=today())
    return rows.filter(over) if ended else rows.exclude(over)


def person_of(organisation: Organisation, pk: int) -> Person:
    """Return somebody who has, or had, a role at the organisation.

    Raises:
        NotVisible: He never had.
    """
    members = Membership.objects.filter(organisation=organisation, person=pk)
    found = Person.objects.filter(pk=pk, pk__in=members.values("person_id")).first()
    if found is None:
        raise _nothing()
    return found


def colleagues(organisation: Organisation, but: Person) -> dict[int, str]:
    """Return the names of those who work there today, by number, without one of them."""
    rows = Membership.objects.on(today()).filter(organisation=organisation, person__is_active=True)
    people = rows.exclude(person=but).order_by("person__name", "person_id").distinct()
    return dict(people.values_list("person_id", "person__name")[:MOST_COLLEAGUES])


def open_invitations(organisation: Organisation) -> "QuerySet[Invitation]":
    """Return the invitations whose link still works, the newest first."""
    rows = Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
    return rows.filter(expires_at__gt=clock.now()).order_by("-pk")


def acts(organisation: Organisation, person: Person | None = None) -> "QuerySet[OrganisationAct]":
    """Return what was done to the organisation's people, or to one of them and to who stood in for him."""
    rows = OrganisationAct.objects.filter(organisation=organisation).select_related("person")
    return rows if person is None else rows.filter(Q(person=person) | Q(facts__stands_in_for=str(person.pk)))


def _nothing() -> NotVisible:
    return NotVisible("organisation.nothing", _("没有找到这一页。请从“本单位人员”重新进入。"))
