"""The guarantee fund in Hangzhou: asked for after two months, only in its window, and never above its ceiling."""

from dataclasses import replace
from datetime import date

import pytest

from claims import actions
from claims.models import FundDraw, Ticket
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.models import Unit
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import Law, national_law
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.simulation import simulate
from policies.book import read_book
from policies.opening import open_book
from tests.cast import OrganisationFactory, member
from tests.claims.conftest import LEAK, key
from tests.policies.hangzhou_book import hz_2
from tests.standing import beginning

pytestmark = pytest.mark.django_db
ASKED = {"event": "leak", "amount": "20000.00"}


@pytest.fixture
def institution():
    return OrganisationFactory.create(kind="institution")


@pytest.fixture
def keepers(institution):
    return [member(Role.institution, institution) for _ in range(2)]


@pytest.fixture
def home(insurer_organisation, underwriter, approver, developer, owner, institution, at):
    book = hz_2(insurer_organisation, developer.organisation)
    book["project"]["parties"]["institution"] = institution.uscc
    book["buildings"][0]["units"][0]["owners"] = [{"name": owner.person.name, "phone": owner.person.phone}]
    at("2026-02-02 09:00")
    open_book(
        read_book(book),
        acting=underwriter.acting,
        key="hz-2",
        second_person=approver.acting,
        developer=developer.acting,
    )
    return Unit.objects.select_related("subject", "building").get()


@pytest.fixture
@beginning
def ticket(home, owner, handler, at):
    """A leak reported on 2026-05-06, in the fund's window, and told to the developer the same day."""
    at("2026-05-06 22:10")
    leak = replace(LEAK, defect="basement_roof_balcony_wetroom_leak", discovered_on=date(2026, 5, 5))
    actions.report_defect(acting=owner.acting, key=key(), at=home, defect=leak)
    return Ticket.objects.select_related("subject").get()


@pytest.fixture
def draw(ticket):
    """Return a new draw for the ticket's home."""

    def make():
        links = {f"{name}_id": pk for name, pk in ticket.subject.link_ids().items()}
        return FundDraw(subject=Subject(division_id=ticket.subject.division_id, **links), ticket=ticket)

    return make


def against(draw, step, who, **facts):
    with pytest.raises(Refused) as refused:
        perform(draw, step, acting=who.acting, key=key(), **facts)
    return {(refusal.clause, refusal.effect) for refusal in refused.value.refusals}


def asked(draw, step, who, **facts):
    done = perform(draw, step, acting=who.acting, key=key(), **facts)
    return FundDraw.objects.select_related("subject").get(pk=done.record.subject_id)


def agreed(draw, keepers):
    proposed = perform(draw, "approve", acting=keepers[0].acting, key=key())
    approve(proposed.proposal, acting=keepers[1].acting, key=key())
    return FundDraw.objects.select_related("subject").get(pk=draw.pk)


def test_an_advance_is_asked_for_after_two_whole_months_by_the_owner_alone(draw, owner, handler, at):
    at("2026-07-06 23:00")
    assert against(draw(), "request_draw", owner, **ASKED) == {("HZ-20-2", "block")}
    at("2026-07-07 00:10")
    with pytest.raises(NotPermitted):
        perform(draw(), "request_draw", acting=handler.acting, key=key(), **ASKED)
    assert asked(draw(), "request_draw", owner, **ASKED).fund_kind == "advance"


def test_scheme_and_works_close_the_way_to_an_advance(draw, ticket, owner, developer, at):
    at("2026-06-01 09:00")
    perform(ticket, "record_visit", acting=developer.acting, key=key())
    perform(ticket, "agree_scheme", acting=owner.acting, key=key(), start_on="2026-06-10", end_on="2026-06-30")
    at("2026-07-08 09:00")
    perform(ticket, "start_repair", acting=developer.acting, key=key())
    assert against(draw(), "request_draw", owner, **ASKED) == {("HZ-20-2", "block")}


def test_once_cover_begins_the_fund_advances_nothing(draw, owner, at):
    at("2027-11-14 09:00")
    assert against(draw(), "request_draw", owner, **ASKED) == {("HZ-19-2a", "block")}


def test_what_was_advanced_is_put_back_before_cover(draw, owner, keepers, at):
    at("2026-07-07 09:00")
    advanced = agreed(asked(draw(), "request_draw", owner, **ASKED), keepers)
    assert not Clock.objects.filter(name="fund.replenish", state="open").exists(), "nothing is paid yet"
    perform(advanced, "pay", acting=keepers[0].acting, key=key())
    clock = Clock.objects.get(name="fund.replenish", subject=advanced.pk)
    assert (clock.owed_role, clock.state, clock.due_at.isoformat()) == (
        "developer",
        "open",
        "2027-11-13T16:00:00+00:00",
    )


def under(law, draw):
    (found,) = simulate([FundDraw.objects.select_related("subject").get(pk=draw.pk)], law, now=clock.now())
    return {(one.what, one.name): one.other for one in found.differences}


def test_a_simulated_window_is_the_simulated_texts_not_the_stored_one(draw, owner, at):
    """The home's window was stored under the present text: under a draft that opens it later it was not open yet."""
    at("2026-07-07 09:00")
    advance = asked(draw(), "request_draw", owner, **ASKED)
    present, book = national_law().base, load_shipped("hangzhou-2024").rulebook
    assert under(Law(present, book), advance) == {}
    window = book.clocks["unit.fund_early"]
    later = window.model_copy(update={"opens": window.opens.model_copy(update={"plus": Duration(months=30)})})
    draft = book.model_copy(update={"clocks": {**book.clocks, "unit.fund_early": later}})
    assert under(Law(present, draft), advance)["gate_speaks", "fund.request_draw"] == ("HZ-19-2a",)
    assert Clock.objects.get(name="unit.fund_early").is_inside(clock.now()), "what is stored stays"


def test_a_substitute_repair_waits_for_the_authority_while_somebody_can_repair(draw, handler, at):
    at("2026-08-03 09:00")
    assert against(draw(), "request_late_draw", handler, **ASKED) == {("HZ-20-4a", "refer")}


def test_substitute_repairs_end_at_three_times_the_provision(draw, ticket, home, handler, owner, keepers, at):
    at("2026-08-03 09:00")
    project = home.building.insured_object.project
    perform(project, "dissolve_developer", acting=handler.acting, key=key(), on="2026-08-01")
    perform(ticket, "declare_default", acting=owner.acting, key=key())
    whole = asked(draw(), "request_late_draw", handler, event="leak", amount="300000.00")
    more = asked(draw(), "request_late_draw", handler, event="leak", amount="0.01")
    assert agreed(whole, keepers).state == "approved"
    assert against(more, "approve", keepers[0]) == {("HZ-20-4b", "block")}
