"""A home binding: asked for unseen, checked, bound to who holds the home, ended with it; agents with dated powers."""

from datetime import date, timedelta

import pytest

from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.projects import actions
from idi_platform.projects.models import HomeBinding, Unit
from idi_platform.records.models import Party, Subject
from idi_platform.workflow.world import world_of
from tests.cast import OWNER_KEY, OrganisationFactory, Player
from tests.driving import Driver, open_contract, whole
from tests.standing import beginning

pytestmark = pytest.mark.django_db
ROLES = ("developer", "contractor", "underwriter", "handler", "surveyor", "approver", "stranger", "neighbour")
CODE = {"method": "code"}


@pytest.fixture
def driver(request):
    return Driver({who: request.getfixturevalue(who) for who in ROLES})


@pytest.fixture
@beginning
def home(driver):
    opened = open_contract(driver.players)
    held = Party.objects.get(role="owner", subject__insured_object=opened.insured_object.pk)
    Person.objects.filter(pk=held.person_id).update(phone_verified=True)
    driver.players["owner"] = Player(Person.objects.get(pk=held.person_id), None, OWNER_KEY)
    return Unit.objects.select_related("subject", "building").get(number="1-0101")


@pytest.fixture
def binding(home):
    def make():
        links = {f"{name}_id": pk for name, pk in home.subject.link_ids().items()}
        return HomeBinding(subject=Subject(division_id=home.subject.division_id, **links), unit=home)

    return make


def drive(driver, binding, path):
    return driver.drive(binding, path, outsider="surveyor")


def codes(refused):
    return [one.code for one in refused.value.refusals]


def powers(driver, days=30):
    until = clock.local_date(clock.now()) + timedelta(days=days)
    granted = {"granted_by": driver.players["owner"].person.pk, "powers_until": str(until)}
    return {**CODE, "bound_as": "agent", **granted, "powers_limit": "5000.00", "powers_over": ["waterproofing"]}


BOUND = [("verify", "developer", {"method": "developer_data"}), ("bind", "handler", {})]


def test_the_owner_asks_is_checked_bound_and_may_release(driver, home, binding):
    path = [("ask", "owner", CODE), *BOUND, ("release", "owner", {})]
    released = drive(driver, binding(), path)
    assert (released.state, released.method) == ("ended", "developer_data")
    driver.starts_nowhere_else(released)
    rejected = [("ask", "owner", CODE), ("reject", "handler", {"rejected_for": "unclear"})]
    assert drive(driver, binding(), rejected).rejected_for == "unclear"
    until = clock.local_date(clock.now()) + timedelta(days=30)
    named = {"person_id": driver.players["neighbour"].person.pk, "powers_until": str(until), "powers_over": ["report"]}
    invited = [("invite", "owner", named), ("accept_invitation", "neighbour", {}), ("release", "neighbour", {})]
    assert drive(driver, binding(), invited).granted_by == driver.players["owner"].person.pk
    taken_back = [("invite", "owner", named), ("give_up", "owner", {})]
    assert drive(driver, binding(), taken_back).state == "rejected"
    whole("home_binding", path, rejected, invited, taken_back)


def test_nothing_is_shown_while_it_is_asked_and_nobody_asks_twice(driver, home, binding):
    asked = drive(driver, binding(), [("ask", "stranger", CODE)])
    stranger = driver.acting("stranger")
    assert list(HomeBinding.objects.visible_to(stranger)) == [asked]
    assert not Unit.objects.visible_to(stranger).exists()
    assert not HomeBinding.objects.visible_to(driver.acting("neighbour")).exists()
    with pytest.raises(Refused) as refused:
        driver.take(binding(), "ask", "stranger", **CODE)
    assert codes(refused) == ["binding.asked_already"]


def test_who_holds_nothing_is_not_bound(driver, home, binding):
    asked = drive(driver, binding(), [("ask", "stranger", CODE), BOUND[0]])
    with pytest.raises(Refused) as refused:
        driver.take(asked, "bind", "handler")
    assert codes(refused) == ["binding.holds_nothing"]


def test_an_agent_stands_on_the_home_while_his_power_runs(driver, home, binding):
    with pytest.raises(BadInput):
        driver.take(binding(), "ask", "neighbour", **CODE, bound_as="agent")
    bound = drive(driver, binding(), [("ask", "neighbour", powers(driver)), *BOUND])
    agent = Party.objects.get(subject=home.pk, role=PartyRole.agent)
    assert (agent.person_id, agent.until) == (driver.players["neighbour"].person.pk, bound.powers_until + timedelta(1))
    assert Unit.objects.visible_to(driver.acting("neighbour")).exists()
    with pytest.raises((Refused, NotVisible, NotPermitted)):
        driver.take(bound, "release", "stranger")
    driver.take(bound, "release", "owner")
    assert Party.objects.get(subject=home.pk, role=PartyRole.agent).until == clock.local_date(clock.now())
    assert not Unit.objects.visible_to(driver.acting("neighbour")).exists()


def test_powers_that_are_over_or_from_nobody_bind_nothing(driver, home, binding):
    path = [("ask", "neighbour", powers(driver, days=-1)), BOUND[0]]
    with pytest.raises(Refused) as refused:
        driver.take(drive(driver, binding(), path), "bind", "handler")
    assert codes(refused) == ["binding.powers_over"]
    given = {**powers(driver), "granted_by": driver.players["neighbour"].person.pk}
    asked = drive(driver, binding(), [("ask", "stranger", given), BOUND[0]])
    with pytest.raises(Refused) as refused:
        driver.take(asked, "bind", "handler")
    assert codes(refused) == ["binding.grantor_holds_nothing"]


def test_a_transfer_ends_the_owners_binding_and_his_agents(driver, home, binding):
    own = drive(driver, binding(), [("ask", "owner", CODE), *BOUND])
    agents = drive(driver, binding(), [("ask", "neighbour", powers(driver)), *BOUND])
    waiting = drive(driver, binding(), [("ask", "stranger", CODE)])
    actions.transfer_unit(
        acting=driver.acting("underwriter"), key="passes", unit=home, transferred_on=clock.local_date(clock.now()),
        persons=[driver.players["stranger"].person.pk],
    )  # fmt: skip
    states = dict(HomeBinding.objects.values_list("pk", "state"))
    assert states == {own.pk: "ended", agents.pk: "ended", waiting.pk: "asked"}
    assert not Unit.objects.visible_to(driver.acting("neighbour")).exists()
    drive(driver, HomeBinding.objects.select_related("subject").get(pk=waiting.pk), BOUND)


def test_what_a_text_may_say_about_bindings(driver, home, binding):
    drive(driver, binding(), [("ask", "owner", CODE), *BOUND])
    (found,) = world_of(home, clock.now()).members("unit.home_bindings")
    assert (found.value("home_binding.method"), found.value("home_binding.bound_on")) == (
        "developer_data",
        clock.local_date(clock.now()),
    )


@pytest.mark.parametrize("manner", ["court_sale", "inheritance", "gift", "allocation"])
def test_a_home_passes_on_in_every_manner(driver, home, manner):
    actions.transfer_unit(
        acting=driver.acting("underwriter"), key="passes", unit=home, transferred_on=date(2026, 3, 1),
        persons=[driver.players["stranger"].person.pk], manner=manner,
    )  # fmt: skip
    assert Unit.objects.get(pk=home.pk).manner == manner


def test_a_flat_that_is_only_let_is_held_by_an_organisation(driver, home):
    given = {"acting": driver.acting("underwriter"), "unit": home, "transferred_on": date(2026, 3, 1)}
    with pytest.raises(Refused) as refused:
        actions.transfer_unit(
            **given, key="lease-1", manner="lease_type", persons=[driver.players["stranger"].person.pk]
        )
    assert codes(refused) == ["unit.lease_needs_organisation"]
    landlord = OrganisationFactory.create(kind="developer")
    actions.transfer_unit(**given, key="lease-2", manner="lease_type", organisations=[landlord.pk])
    assert Unit.objects.get(pk=home.pk).manner == "lease_type"
