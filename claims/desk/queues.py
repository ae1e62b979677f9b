"""The desk's queues: which claims stand in which, how many, and one page of one by remaining time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.codes import CLAIM_ENDED, Mode
from claims.desk.colleagues import gone_from
from claims.models import Appraisal, Claim, DeskPerson
from claims.models.beside.appraisal import OPEN as OPEN_APPRAISALS
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.accounts.substitutes import substitutions
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import OPEN_STATES, ClockKind
from idi_platform.kernel.clock import SHANGHAI, local_date
from idi_platform.portal import keyset
from idi_platform.projects.models import Project

PART, REST = "part", "rest"
DECIDED = ("accepted", "partly_accepted")
WHOSE = ("", "mine", "team", "nobody")
_SIZE, _MOST_CHOICES = 50, 500

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: what it is called, which open claims stand in it, and by which instant of theirs in what order.

    Without an instant of its own it stands by what the law asks for next.
    """

    name: str
    words: Words
    condition: Q
    by: str = ""


STAGES: tuple[Queue, ...] = (
    Queue("new", _("新报案"), Q(state="filed", surveyed_at=None, survey_from_at=None)),
    Queue("survey", _("待查勘"), Q(state="filed", surveyed_at=None, survey_from_at__isnull=False)),
    Queue("determine", _("待核定"), Q(state="filed", surveyed_at__isnull=False)),
    Queue(
        "notify",
        _("待发通知"),
        Q(state="refused", refusal_dispatched_at=None) | Q(state__in=DECIDED, determination_dispatched_at=None),
    ),
    Queue("settle", _("待协议"), Q(state__in=DECIDED)),
    Queue("pay", _("待支付"), Q(state="agreed", mode=Mode.CASH)),
    Queue("repair", _("维修中"), Q(state__in=("agreed", "performing")) & ~Q(mode=Mode.CASH)),
    Queue("close", _("待结案"), Q(state__in=("performed", "refusal_notified"))),
)
PRESSING: tuple[Queue, ...] = (
    Queue("overdue", _("已超期"), Q(is_late=True)),
    Queue("today", _("今天到期"), Q(is_due_today=True)),
    Queue("danger", _("紧急报案"), Q(is_emergency=True)),
    Queue("callback", _("要回电"), Q(call_back_at__isnull=False), by="call_back_at"),
    Queue("disputed", _("争议鉴定"), Q(is_disputed=True)),
    Queue("waiting", _("等别人"), Q(owes_nothing=True)),
)
ALL = Queue("all", _("全部在办"), Q())
BY_NAME: Mapping[str, Queue] = {queue.name: queue for queue in (ALL, *STAGES, *PRESSING)}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a queue asks for; whatever it does not know it leaves out."""

    queue: str = "all"
    whose: str = ""
    project: int | None = None
    item: str = ""

    @property
    def definition(self) -> Queue:
        """Return the queue."""
        return BY_NAME[self.queue]


def filters_from(query: QueryDict) -> Filters:
    """Read the filters of an address."""
    name, project = query.get("queue", ""), query.get("project", "")
    return Filters(
        queue=name if name in BY_NAME else "all",
        whose=query.get("whose", "")[:12],
        project=int(project) if project.isdigit() and len(project) < 12 else None,
        item=query.get("item", "")[:80],
    )


def open_claims(acting: Acting, now: datetime) -> "QuerySet[Claim]":
    """Return the open claims that the capacity may see, each with what the queues ask of it."""
    owed = Clock.objects.filter(
        subject=OuterRef("pk"), owed_org=acting.organisation_id or 0, kind=ClockKind.DUTY, state__in=OPEN_STATES
    )
    tomorrow = (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    appraised = Appraisal.objects.filter(claim=OuterRef("pk"), state__in=OPEN_APPRAISALS)
    rows = Claim.objects.visible_to(acting).exclude(state__in=CLAIM_ENDED)
    return rows.alias(
        is_late=Exists(owed.filter(due_at__lte=now)),
        is_due_today=Exists(owed.filter(due_at__gt=now, due_at__lte=tomorrow)),
        is_disputed=Exists(appraised),
        owes_nothing=~Exists(owed),
    )


def filtered(rows: "QuerySet[Claim]", filters: Filters) -> "QuerySet[Claim]":
    """Keep the compound and the item that the address asks for."""
    if filters.project is not None:
        rows = rows.filter(subject__project=filters.project)
    return rows.filter(item_code=filters.item) if filters.item else rows


def in_queue(rows: "QuerySet[Claim]", filters: Filters, acting: Acting, now: datetime) -> "QuerySet[Claim]":
    """Keep what stands in the queue that the address asks for, and is whose it asks for."""
    return rows.filter(filters.definition.condition, _whose(filters.whose, acting, now))


def _whose(whose: str, acting: Acting, now: datetime) -> Q:
    """Mine with those I stand in for, my team's, nobody's with what those had who left, or one colleague's."""
    if whose == "nobody":
        return Q(handled_by=None) | Q(handled_by__in=gone_from(acting.organisation_id or 0, local_date(now)))
    if whose == "mine":
        filled = substitutions(acting.organisation_id or 0, Role.handler).on(local_date(now))
        stood_in = filled.filter(person=acting.person_id or 0).values("stands_in_for__person")
        return Q(handled_by=acting.person_id or 0) | Q(handled_by__in=stood_in)
    if whose == "team":
        desk = DeskPerson.objects.filter(organisation=acting.organisation_id or 0)
        mine = desk.filter(person=acting.person_id or 0).exclude(team="").values("team")
        return Q(handled_by__in=desk.filter(team__in=mine).values("person"))
    return Q(handled_by=int(whose)) if whose.isdigit() else Q()


def counts(rows: "QuerySet[Claim]", filters: Filters, acting: Acting, now: datetime) -> dict[str, int]:
    """Return how many claims `in_queue` would leave for each queue, and for each `whose`, in one query."""
    mine = _whose(filters.whose, acting, now)
    asked = {queue.name: Count("pk", filter=queue.condition & mine) for queue in BY_NAME.values()}
    whose = {
        f"whose_{name or 'all'}": Count("pk", filter=filters.definition.condition & _whose(name, acting, now))
        for name in WHOSE
    }
    found: dict[str, int] = rows.aggregate(**asked, **whose)
    return found


def page_of(
    rows: "QuerySet[Claim]", acting: Acting, query: QueryDict, *, by: str = "", size: int = _SIZE
) -> "keyset.Page[Claim]":
    """Return one page of claims: those with a duty of the organisation by its end, then those without one by number.

    A queue that stands `by` an instant of its own is one walk.
    The first part walks the index of clocks by (owed_org, due_at), so that a page costs the same wherever it lies.
    """
    if by:
        return keyset.page_of(rows.select_related("subject"), by=(by, "pk"), query=query, size=size)
    rest = query.copy()
    rest[PART] = REST
    if query.get(PART) != REST:
        found = keyset.page_of(_standing(acting, rows), by=("due_at", "pk"), query=query, size=size)
        claims = _in_order([clock.subject_id for clock in found.items])
        if found.next_href:
            return keyset.Page(claims, found.next_href, found.first_href)
        rest.pop(keyset.PARAMETER, None)
        size -= len(claims)
        first = found.first_href
    else:
        claims, first = (), _first_page(query)
    if size <= 0:
        following = f"?{rest.urlencode()}" if _without(acting, rows).exists() else ""
        return keyset.Page(claims, following, first)
    later = keyset.page_of(_without(acting, rows).select_related("subject"), by=("pk",), query=rest, size=size)
    return keyset.Page((*claims, *later.items), later.next_href, first)


def in_order(acting: Acting, filters: Filters, now: datetime) -> "QuerySet[Claim]":
    """Return all that the address asks for in the order of its pages: whoever walks from claim to claim follows it."""
    rows = in_queue(filtered(open_claims(acting, now), filters), filters, acting, now)
    if filters.definition.by:
        return rows.order_by(filters.definition.by, "pk")
    ends = _duties(acting).filter(subject=OuterRef("pk")).order_by().values("subject")
    due = ends.annotate(first=Min("due_at")).values("first")
    return rows.annotate(next_due=Subquery(due)).order_by(F("next_due").asc(nulls_last=True), "pk")


def _duties(acting: Acting) -> "QuerySet[Clock]":
    """Return the open duties of the organisation that have an end."""
    return Clock.objects.filter(
        owed_org=acting.organisation_id or 0, kind=ClockKind.DUTY, state__in=OPEN_STATES, due_at__isnull=False
    )


def _standing(acting: Acting, rows: "QuerySet[Claim]") -> "QuerySet[Clock]":
    """Return of each claim its first duty.

    What is asked of each clock is a scalar subquery that groups, which the database can turn neither into a join nor
    into a walk of its own: so it walks the index by (owed_org, due_at) once and stops at the end of the page.
    """
    same = _duties(acting).filter(subject=OuterRef("subject"))
    sooner = same.filter(Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk")))
    many = sooner.order_by().values("subject").annotate(many=Count("pk")).values("many")
    claim = rows.filter(pk=OuterRef("subject")).order_by().values("pk")[:1]
    return (
        _duties(acting)
        .alias(sooner=Subquery(many), claim=Subquery(claim))
        .filter(sooner__isnull=True, claim__isnull=False)
    )


def _without(acting: Acting, rows: "QuerySet[Claim]") -> "QuerySet[Claim]":
    return rows.filter(~Exists(_duties(acting).filter(subject=OuterRef("pk"))))


def _in_order(pks: Sequence[int]) -> tuple[Claim, ...]:
    found = Claim.objects.select_related("subject").in_bulk(pks)
    return tuple(found[pk] for pk in pks)


def _first_page(query: QueryDict) -> str:
    address = query.copy()
    for name in (keyset.PARAMETER, PART):
        address.pop(name, None)
    return f"?{address.urlencode()}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of a queue may ask for: compounds by name, items by code, and under which objects they stand."""

    projects: Mapping[int, str]
    items: tuple[str, ...]
    objects: frozenset[int]


def choices_among(acting: Acting) -> Choices:
    """Return what stands in the open claims that the capacity may see, in one query."""
    name = Project.objects.filter(pk=OuterRef("subject__project")).values("name")[:1]
    rows = Claim.objects.visible_to(acting).exclude(state__in=CLAIM_ENDED).order_by().annotate(compound=Subquery(name))
    columns = ("subject__project", "compound", "item_code", "subject__insured_object")
    found = list(rows.values_list(*columns).distinct()[:_MOST_CHOICES])
    projects = {pk: compound or "" for pk, compound, _item, _object in found if pk is not None}
    return Choices(
        projects=dict(sorted(projects.items(), key=lambda pair: (pair[1], pair[0]))),
        items=tuple(sorted({item for _pk, _compound, item, _object in found if item})),
        objects=frozenset(one for _pk, _compound, _item, one in found if one is not None),
    )
