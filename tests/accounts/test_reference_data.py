"""Reference data under /console/data/: who comes in, whose rows he sees by which way, and what he may write."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import Membership, Organisation, OrganisationRelation, Person
from idi_platform.accounts.reference import ReferenceAdmin, site
from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate
from tests.cast import OrganisationFactory, StaffFactory, log_in, member, uscc

pytestmark = pytest.mark.django_db
FIRST = "/console/data/"


def administrator(player):
    Membership.objects.filter(person=player.person).update(is_administrator=True)
    return player


@pytest.fixture
def at(browser):
    """Return a browser in which the player has logged in."""

    def logged_in(player):
        log_in(browser, player)
        return browser

    return logged_in


def page(model, kind, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def found(browser, model, field, term):
    """Return what the autocomplete offers for a field of a model."""
    query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    answer = browser.get(reverse("admin:autocomplete"), query | {"term": term})
    return {row["text"] for row in answer.json()["results"]}


# --- who comes in -----------------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_our_log_in_and_comes_back(browser):
    for path in (FIRST, "/console/data/login/", page(Organisation, "changelist")):
        assert browser.get(path).headers["Location"] == f"/login/?next={path}"


def test_a_password_sent_to_the_admins_own_page_logs_nobody_in(browser, handler):
    browser.post("/console/data/login/", {"username": handler.person.username, "password": "correct-horse-battery"})
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("who", ["handler", "owner", "developer"])
def test_others_find_nothing(request, at, who):
    browser = at(request.getfixturevalue(who))
    for path in (FIRST, "/console/data/login/", page(Organisation, "changelist"), page(Membership, "add")):
        assert browser.get(path).status_code == 404


def test_is_staff_and_is_superuser_open_nothing(at, handler):
    Person.objects.filter(pk=handler.person.pk).update(is_staff=True, is_superuser=True)
    assert at(handler).get(FIRST).status_code == 404


def test_an_administrator_of_a_firm_behind_another_door_finds_nothing(at, developer):
    assert at(administrator(developer)).get(FIRST).status_code == 404


def test_a_session_without_second_factor_does_not_come_in(browser, operator):
    browser.force_login(operator.person, backend="idi_platform.accounts.backends.PersonBackend")
    assert browser.get(FIRST).headers["Location"].startswith("/login/staff/")


def test_who_is_no_administrator_any_more_is_out_at_once(at, handler):
    browser = at(administrator(handler))
    assert browser.get(FIRST).status_code == 200
    Membership.objects.filter(person=handler.person).update(is_administrator=False)
    assert browser.get(FIRST).status_code == 404


def test_pages_that_we_do_not_use_are_closed(at, operator):
    browser = at(operator)
    for path in ("password_change/", "password_change/done/", "search/?s=a", "r/1/1/", "auth/group/", "nothing/"):
        assert browser.get(FIRST + path).status_code == 404
    assert browser.get("/console/data/login/").headers["Location"] == FIRST
    assert browser.post("/console/data/logout/").headers["Location"] == "/login/"
    assert "_auth_user_id" not in browser.session


def test_the_menu_leads_there_only_whom_it_opens_for(at, operator, handler):
    browser = at(handler)
    assert FIRST not in browser.get("/console/policies/").content.decode()
    administrator(handler)
    assert FIRST in browser.get("/console/policies/").content.decode()


# --- the site ---------------------------------------------------------------------------------------------------------


def test_every_table_is_scoped_and_none_has_a_lifecycle():
    assert site._registry
    for model, admin in site._registry.items():
        assert isinstance(admin, ReferenceAdmin)
        assert not issubclass(model, Aggregate)
    with pytest.raises(TypeError, match="ReferenceAdmin"):
        site.register(LogEntry)


def test_no_table_shows_secrets_or_telephones():
    shown = {name for admin in site._registry.values() for name in (*admin.fields, *admin.list_display)}
    assert not shown & {"password", "phone", "is_staff", "is_superuser", "parsed", "acting"}


def test_lists_count_nothing(at, operator, django_assert_max_num_queries):
    browser = at(operator)
    with django_assert_max_num_queries(12) as asked:
        assert browser.get(page(Organisation, "changelist")).status_code == 200
    assert not [one for one in asked.captured_queries if "COUNT(" in one["sql"].upper()]


def test_the_policy_is_wider_here_and_nowhere_else(at, operator):
    browser = at(operator)
    policy = browser.get(FIRST).headers["Content-Security-Policy"]
    scripts = next(one for one in policy.split("; ") if one.startswith("script-src"))
    assert "'unsafe-eval'" in scripts
    assert "'unsafe-inline'" not in scripts
    assert "unsafe" not in browser.get("/console/policies/").headers["Content-Security-Policy"]


# --- whose rows -------------------------------------------------------------------------------------------------------


@pytest.fixture
def firms(handler, other_insurer):
    """Return two insurers, a delegate of the first one, and a colleague of the handler."""
    delegate = OrganisationFactory.create(name="受托公估（演示）", kind="appraiser")
    OrganisationRelation.objects.create(
        subject=handler.organisation, object=delegate, kind="delegates_to", since=date(2025, 1, 1)
    )
    foreign = OrganisationRelation.objects.create(
        subject=other_insurer.organisation, object=delegate, kind="holds_shares", since=date(2025, 1, 1)
    )
    return {"delegate": delegate, "foreign": foreign, "colleague": member(Role.surveyor, handler.organisation)}


def test_an_operator_sees_every_firm_and_no_owner(at, operator, firms, handler, other_insurer, owner):
    browser = at(operator)
    listed = browser.get(page(Organisation, "changelist")).content.decode()
    assert handler.organisation.name in listed
    assert other_insurer.organisation.name in listed
    people = browser.get(page(Person, "changelist")).content.decode()
    assert handler.person.username in people
    assert owner.person.name not in people
    assert browser.get(page(Person, "change", owner.person.pk)).status_code == 404


def test_an_administrator_sees_his_own_firm_by_every_way(at, firms, handler, other_insurer):
    browser = at(administrator(handler))
    own, other = handler.organisation, other_insurer.organisation
    listed = browser.get(page(Organisation, "changelist")).content.decode()
    assert own.name in listed
    assert "受托公估（演示）" in listed
    assert f">{other.name}<" not in listed
    members = browser.get(page(Membership, "changelist")).content.decode()
    assert str(firms["colleague"].person) in members
    assert str(other_insurer.person) not in members
    assert f"organisation__id__exact={other.pk}" not in members
    theirs = other_insurer.person.memberships.get()
    for kind in ("change", "history", "delete"):
        assert browser.get(page(Membership, kind, theirs.pk)).status_code == 404
        assert browser.get(page(Person, kind, other_insurer.person.pk)).status_code == 404
        assert browser.get(page(Organisation, kind, other.pk)).status_code == 404
        assert browser.get(page(OrganisationRelation, kind, firms["foreign"].pk)).status_code == 404
    assert found(browser, Membership, "person", "") == {str(handler.person), str(firms["colleague"].person)}
    assert other.name not in found(browser, Membership, "organisation", "")
    assert str(other_insurer.person) not in browser.get(f"{page(Person, 'changelist')}?q=staff").content.decode()


def test_an_address_cannot_ask_by_a_column_that_no_page_shows(at, operator):
    browser = at(operator)
    for query in ("password__startswith=pbkdf2", "phone__startswith=%2B86", "memberships__role=handler"):
        assert browser.get(f"{page(Person, 'changelist')}?{query}").status_code == 400


# --- what may be written ----------------------------------------------------------------------------------------------


def organisation_form(**changes):
    return {
        "uscc": uscc(811),
        "name": "新设保险（演示）",
        "name_en": "",
        "kind": "insurer",
        "dissolved_on": "",
    } | changes


def test_an_operator_enters_an_organisation_and_brings_it_up_to_date(at, operator):
    browser = at(operator)
    assert browser.post(page(Organisation, "add"), organisation_form(uscc=uscc(811).lower())).status_code == 302
    entered = Organisation.objects.get(uscc=uscc(811))
    again = browser.post(page(Organisation, "add"), organisation_form())
    assert again.status_code == 200
    assert Organisation.objects.filter(uscc=uscc(811)).count() == 1
    change = page(Organisation, "change", entered.pk)
    sent = {
        "name": "改名保险（演示）",
        "name_en": "",
        "dissolved_on": "2026-03-01",
        "kind": "authority",
        "uscc": uscc(812),
    }
    assert browser.post(change, sent).status_code == 302
    entered.refresh_from_db()
    assert (entered.name, entered.kind, entered.uscc) == ("改名保险（演示）", "insurer", uscc(811))
    assert entered.dissolved_on == date(2026, 3, 1)
    assert [entry.user_id for entry in LogEntry.objects.all()] == [operator.person.pk] * 2
    assert operator.person.username in browser.get(page(Organisation, "history", entered.pk)).content.decode()


def test_a_wrong_code_is_said_at_its_field(at, operator):
    answer = at(operator).post(page(Organisation, "add"), organisation_form(uscc="91110106MAYYB10103"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"uscc"}


def test_an_administrator_writes_no_organisation_and_no_relation(at, handler, firms):
    browser = at(administrator(handler))
    own = handler.organisation
    for path in (
        page(Organisation, "add"),
        page(OrganisationRelation, "add"),
        page(Person, "add"),
    ):
        assert browser.get(path).status_code == 404
        assert browser.post(path, organisation_form()).status_code == 404
    assert browser.get(page(Organisation, "change", own.pk)).status_code == 200
    assert browser.post(page(Organisation, "change", own.pk), {"name": "自己改名"}).status_code == 404
    own.refresh_from_db()
    assert own.name != "自己改名"


def test_an_operator_relates_two_firms_and_ends_it(at, operator, handler, other_insurer):
    browser = at(operator)
    sent = {
        "subject": handler.organisation.pk, "object": other_insurer.organisation.pk, "kind": "succeeded_by",
        "share": "", "source": "公告", "since": "2026-01-01", "until": "2025-01-01",
    }  # fmt: skip
    assert "until" in browser.post(page(OrganisationRelation, "add"), sent).context["adminform"].form.errors
    assert browser.post(page(OrganisationRelation, "add"), sent | {"until": ""}).status_code == 302
    row = OrganisationRelation.objects.get()
    change = page(OrganisationRelation, "change", row.pk)
    assert browser.post(change, {"source": "公告", "until": "2025-12-31"}).status_code == 200
    assert browser.post(change, {"source": "公告", "until": "2026-06-01"}).status_code == 302
    row.refresh_from_db()
    assert row.until == date(2026, 6, 1)


def appointment(player, person, **changes):
    facts = {
        "person": person.pk, "organisation": player.organisation.pk, "role": "approver", "division": "",
        "since": "2026-03-02",
    }  # fmt: skip
    return facts | changes


def test_an_administrator_appoints_and_dismisses_his_own_people(at, handler, firms):
    browser, colleague = at(administrator(handler)), firms["colleague"].person
    assert browser.post(page(Membership, "add"), appointment(handler, colleague)).status_code == 302
    row = Membership.objects.get(person=colleague, role="approver")
    assert browser.post(page(Membership, "add"), appointment(handler, colleague)).status_code == 200
    assert Membership.objects.filter(person=colleague, role="approver").count() == 1
    change = page(Membership, "change", row.pk)
    for until in ("", "2026-03-01"):
        assert "until" in browser.post(change, {"until": until}).context["adminform"].form.errors
    assert browser.post(change, {"until": "2026-09-01", "role": "handler"}).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.until) == ("approver", date(2026, 9, 1))
    assert browser.post(change, {"until": "2030-01-01"}).status_code == 404


def test_an_administrator_appoints_nobody_elsewhere_and_no_stranger(at, handler, other_insurer):
    browser = at(administrator(handler))
    stranger = StaffFactory.create()
    before = Membership.objects.count()
    for sent in (
        appointment(other_insurer, handler.person),
        appointment(handler, stranger),
        appointment(handler, other_insurer.person),
        appointment(handler, handler.person, role="regulator", division="110000"),
        appointment(handler, handler.person, division="110000"),
    ):
        answer = browser.post(page(Membership, "add"), sent)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors
    theirs = other_insurer.person.memberships.get()
    assert browser.post(page(Membership, "change", theirs.pk), {"until": "2026-09-01"}).status_code == 404
    assert Membership.objects.count() == before


def test_an_operator_appoints_a_regulator_with_his_jurisdiction(at, operator, regulator_of_city):
    browser, newcomer = at(operator), StaffFactory.create()
    sent = appointment(regulator_of_city, newcomer, role="regulator")
    assert browser.post(page(Membership, "add"), sent).status_code == 200
    assert browser.post(page(Membership, "add"), sent | {"division": "110000"}).status_code == 302
    assert Membership.objects.get(person=newcomer).division_id == "110000"


def test_only_operators_write_organisations_and_relations(handler, other_insurer):
    from idi_platform.accounts.actions import amend_organisation, keep_relation
    from idi_platform.kernel.errors import BadInput, NotPermitted

    relation = OrganisationRelation(
        subject=handler.organisation, object=other_insurer.organisation, kind="controls", since=date(2026, 1, 1)
    )
    with pytest.raises(NotPermitted):
        keep_relation(acting=handler.acting, relation=relation)
    with pytest.raises(NotPermitted):
        amend_organisation(
            acting=handler.acting, organisation=handler.organisation, name="改", name_en="", dissolved_on=None
        )
    relation.until = date(2025, 1, 1)
    with pytest.raises(BadInput):
        keep_relation(acting=SYSTEM, relation=relation)
