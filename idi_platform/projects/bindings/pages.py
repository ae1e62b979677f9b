"""What the pages of home bindings show: what waits for whom, powers given and held, and the desk's comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import Action, Check, Look, Note
from idi_platform.portal.forms import Choice
from idi_platform.portal.keyset import Page
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words, instant_words, masked_name, masked_phone, money_words
from idi_platform.projects.models import HomeBinding, Unit
from idi_platform.projects.models.home_binding import BoundAs, Method, Power
from idi_platform.records.models import Party

WAITING = ("asked", "checked")
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A power given or held: whose, over what, until when; `steps` are the buttons below it."""

    title: str
    home: str
    powers: str
    until: str
    state: str
    pk: int
    steps: tuple[tuple[str, str], ...]


def unit_words(unit: Unit) -> str:
    """Return where a home is."""
    building = unit.building
    return " ".join((building.insured_object.project.name, building.name or building.number, unit.number))


def waiting_notes(acting: Acting, now: datetime) -> list[Note]:
    """Return what waits: homes asked for, of which nothing is shown yet, and invitations to accept; one query."""
    own = HomeBinding.objects.filter(person=acting.person_id or 0, state__in=WAITING).order_by("pk")
    return [_waiting(binding, now) for binding in own[:_SHOWN]]


def _waiting(binding: HomeBinding, now: datetime) -> Note:
    if binding.method == Method.INVITATION:
        action = Action(_("看一看，决定接不接受"), reverse("bindings_owner:people"))
        return Note(_("有业主请您帮忙办理他的房屋。"), look=Look.RUNNING, shape="user", action=action)
    when = instant_words(binding.asked_at, now) if binding.asked_at is not None else ""
    text = _("%(when)s 申请绑定的房屋正在核对，核对好以前这里看不到它的情况；急事可以先报案。") % {"when": when}
    return Note(text, look=Look.PAUSED, shape="clock")


def own_units(acting: Acting, today: date) -> "QuerySet[Unit]":
    """Return the homes that the capacity owns on the day, not those for which it only stands as an agent."""
    held = Party.objects.on(today).filter(role=PartyRole.owner, person=acting.person_id or 0)
    found = Unit.objects.visible_to(acting).filter(pk__in=held.values("subject"))
    return found.select_related("subject", "building__insured_object__project").order_by("pk")[:_SHOWN]


def powers_of(acting: Acting) -> tuple[list[PowerRow], list[PowerRow]]:
    """Return the powers that one has given and those that one holds or is offered; those that are over left out."""
    me = acting.person_id or 0
    rows = HomeBinding.objects.filter(
        Q(person=me) | Q(granted_by=me), bound_as=BoundAs.AGENT, state__in=(*WAITING, "bound")
    )
    found = list(rows.select_related("unit__building__insured_object__project").order_by("-pk")[:_SHOWN])
    people = Person.objects.in_bulk({pk for row in found for pk in (row.person, row.granted_by) if pk is not None})
    given = [_given(row, people) for row in found if row.granted_by == me]
    held = [_held(row, people) for row in found if row.person == me]
    return given, held


def _given(row: HomeBinding, people: Mapping[int, Person]) -> PowerRow:
    person = people.get(row.person or 0)
    name = f"{person.name} {masked_phone(person.phone or '')}".strip() if person is not None else ""
    waits = row.state in WAITING
    step = ("give_up", _("收回邀请")) if waits else ("release", _("现在就结束"))
    return PowerRow(
        name, unit_words(row.unit), _over(row), _until(row), _("等他接受") if waits else "", row.pk, (step,)
    )


def _held(row: HomeBinding, people: Mapping[int, Person]) -> PowerRow:
    grantor = people.get(row.granted_by or 0)
    name = masked_name(grantor.name) if grantor is not None else ""
    title = _("%(name)s 请您帮忙") % {"name": name} if name else _("业主请您帮忙")
    if row.state == "bound":
        return PowerRow(title, unit_words(row.unit), _over(row), _until(row), "", row.pk, (("release", _("不再帮忙")),))
    steps: tuple[tuple[str, str], ...] = (("give_up", _("不接受")),)
    if row.method == Method.INVITATION:
        steps = (("accept_invitation", _("接受")), *steps)
    return PowerRow(title, "", _over(row), _until(row), _("接受以后才能看到房屋"), row.pk, steps)


def _over(row: HomeBinding) -> str:
    known = [str(Power(code).label) for code in row.powers_over if code in Power.values]
    said = "；".join(known) or str(Power.REPORT.label)
    if Power.MONEY.value not in row.powers_over or row.powers_limit is None:
        return said
    return _("%(powers)s（不超过 %(sum)s）") % {"powers": said, "sum": money_words(row.powers_limit)}


def _until(row: HomeBinding) -> str:
    if row.powers_until is None:
        return ""
    said = _("到 %(day)s 24:00 为止") % {"day": date_words(row.powers_until)}
    if row.powers_until >= local_date(clock.now()):
        return said
    return _("%(until)s，已经到期，不能再办理；要继续，请业主重新委托") % {"until": said}


def desk_rows(acting: Acting) -> "QuerySet[HomeBinding]":
    """Return the bindings that wait for a desk's check; an invitation waits for the invited one instead."""
    found = HomeBinding.objects.visible_to(acting).filter(state__in=WAITING).exclude(method=Method.INVITATION)
    return found.select_related("unit__building__insured_object__project")


def desk_table(page: "Page[HomeBinding]", now: datetime) -> Table:
    """Return what waits as a table, the oldest first."""
    people = Person.objects.in_bulk({row.person for row in page.items if row.person is not None})
    columns = (Column(_("房屋")), Column(_("申请人")), Column(_("身份")), Column(_("申请时间")))
    rows = tuple(_desk_row(row, people.get(row.person or 0), now) for row in page.items)
    return Table(
        _("等核对的房屋绑定"), columns, rows, empty=Empty(_("没有要核对的"), _("有人申请绑定房屋时，会列在这里。"))
    )


def _desk_row(row: HomeBinding, person: Person | None, now: datetime) -> Row:
    href = reverse("bindings_console:check", args=[row.pk])
    asked = instant_words(row.asked_at, now) if row.asked_at is not None else ""
    cells = (
        Cell(unit_words(row.unit), href=href, strong=True),
        Cell(person.name if person is not None else "", masked_phone(person.phone or "") if person is not None else ""),
        Cell(str(row.get_bound_as_display())),
        Cell(asked),
    )
    return Row(cells, href)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a desk compares: the asker, the owners in the register, and whether they agree."""

    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]


def registered_otherwise(binding: HomeBinding, today: date) -> list[tuple[int, Choice]]:
    """Return the registered owners who bear the asker's name and have another telephone; none if he is registered."""
    held = Party.objects.on(today).filter(subject=binding.unit_id, role=PartyRole.owner, person__isnull=False)
    owners = [party.person for party in held.select_related("person").order_by("pk") if party.person is not None]
    asker = Person.objects.filter(pk=binding.person or 0).first()
    if asker is None or any(owner.pk == asker.pk for owner in owners):
        return []
    alike = (owner for owner in owners if owner.name == asker.name)
    return [(one.pk, Choice(f"{one.name} {masked_phone(one.phone or '')}", "", "user")) for one in alike]


def comparison(binding: HomeBinding, today: date, now: datetime) -> Comparison:
    """Return the asker beside the owners whom the register has today."""
    asker = Person.objects.filter(pk=binding.person or 0).first()
    held = Party.objects.on(today).filter(subject=binding.unit_id, role=PartyRole.owner).select_related("person")
    asked = instant_words(binding.asked_at, now) if binding.asked_at is not None else ""
    facts = (
        Fact(_("房屋"), unit_words(binding.unit)),
        Fact(_("申请人"), f"{asker.name} {masked_phone(asker.phone or '')}" if asker is not None else ""),
        Fact(_("身份"), str(binding.get_bound_as_display())),
        Fact(_("申请时的凭据"), str(binding.get_method_display())),
        Fact(_("申请时间"), asked),
    )
    return Comparison(facts, tuple(_checks(asker, list(held))))


def _checks(asker: Person | None, held: Sequence[Party]) -> list[Check]:
    if not held:
        return [Check.no(_("登记册里还没有这一户的业主"), _("请先由建设单位登记售出，或者更正登记"))]
    rows = []
    for party in held:
        owner = party.person
        if owner is None:
            rows.append(Check.open(_("登记的业主是一家单位")))
            continue
        said = _("登记的业主 %(name)s %(phone)s") % {"name": owner.name, "phone": masked_phone(owner.phone or "")}
        if asker is not None and owner.pk == asker.pk:
            rows.append(Check.yes(said, _("就是申请人")))
        elif asker is not None and owner.name == asker.name:
            rows.append(Check.open(said, _("姓名一样，手机号不同：核对证件，是同一个人的就可以绑定")))
        else:
            rows.append(Check.no(said, _("和申请人不是同一个人：是共有人的先更正登记，不是的不予绑定")))
    return rows
