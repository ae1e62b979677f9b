"""An organisation's administrator: inviting, roles, substitutes, amounts, ending; never himself, never elsewhere."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from idi_platform.accounts import organising, substitutes
from idi_platform.accounts.actions import appoint, dismiss
from idi_platform.accounts.capacities import today
from idi_platform.accounts.models import AuthorityAmount, Invitation, Membership, OrganisationAct, Person
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from tests.asking import asked_by
from tests.cast import MembershipFactory, Player, StaffFactory, log_in, member

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-unused-one"


def administrator(player):
    Membership.objects.filter(person=player.person).update(is_administrator=True)
    return player


@pytest.fixture
def admin():
    return administrator(member(Role.handler))


@pytest.fixture
def colleague(admin):
    row = MembershipFactory.create(role=Role.approver, organisation=admin.organisation)
    return Player(row.person, admin.organisation, f"membership-{row.pk}")


def inside(player):
    client = Client()
    log_in(client, player)
    return client


def row_of(player):
    return Membership.objects.get(person=player.person)


def invitation(**given):
    return {"key": str(uuid.uuid4()), "name": "新同事（演示）", "address": "13800001299", "role": "surveyor", **given}


def link():
    return re.search(r"/join/[\w-]+/", Notice.objects.latest("pk").body)[0]


def asked(organisation):
    return [row.name for row in OrganisationAct.objects.filter(organisation=organisation).order_by("pk")]


def test_an_invitation_becomes_a_member_with_password_then_second_factor(admin, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    client, sent = inside(admin), invitation()
    for _twice in range(2):
        assert client.post(reverse("organisation_console:invite"), sent).status_code == 302
    assert Invitation.objects.count() == Notice.objects.filter(template="accounts.invitation").count() == 1
    send_owed()
    assert "/join/" in next((tmp_path / "sms").glob("*.txt")).read_text(encoding="utf-8")

    new, chosen = Client(), {"username": "New.One", "password": PASSWORD, "again": PASSWORD}
    assert "新同事（演示）" in new.get(link()).content.decode()
    assert new.post(link(), {**chosen, "again": "another"}).status_code == 422
    assert new.post(link(), {**chosen, "password": "short", "again": "short"}).status_code == 422
    assert new.post(link(), chosen).headers["Location"] == reverse("accounts:staff_login")
    assert new.post(link(), {**chosen, "username": "second"}).status_code == new.get(link()).status_code == 404

    person = Person.objects.get(username="new.one")
    assert (person.phone, row_of(Player(person, None, "")).role) == (None, "surveyor")
    answer = new.post("/login/staff/", {"login": "new.one", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/second-factor/set-up/")
    assert asked(admin.organisation) == ["invited", "appointed", "joined"]


def test_a_link_holds_72_hours_and_until_it_is_taken_back(admin, monkeypatch):
    client = inside(admin)
    client.post(reverse("organisation_console:invite"), invitation(address="new@example.test"))
    first = link()
    row = Invitation.objects.get()
    assert first.split("/")[2] not in str(Invitation.objects.values().get())
    monkeypatch.setattr(clock, "_offset_provider", lambda: timedelta(hours=72))
    assert Client().get(first).status_code == 404
    monkeypatch.setattr(clock, "_offset_provider", timedelta)
    assert Client().get(first).status_code == 200
    for _twice in range(2):
        client.post(reverse("organisation_console:people"), {"withdraw": row.pk})
    assert Client().get(first).status_code == 404
    assert asked(admin.organisation) == ["invited", "withdrawn"]


def test_a_taken_name_keeps_the_link_open(admin, colleague):
    inside(admin).post(reverse("organisation_console:invite"), invitation())
    sent = {"username": colleague.person.username, "password": PASSWORD, "again": PASSWORD}
    assert Client().post(link(), sent).status_code == 422
    assert Client().get(link()).status_code == 200


def test_only_roles_of_the_kind_are_offered_and_taken(admin):
    page = inside(admin).get(reverse("organisation_console:invite")).content.decode()
    assert 'value="surveyor"' in page
    assert 'value="regulator"' not in page
    answer = inside(admin).post(reverse("organisation_console:invite"), invitation(role="regulator"))
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_an_authority_gives_no_jurisdiction_beyond_its_own(regulator_of_city):
    client = inside(administrator(regulator_of_city))
    sent = invitation(role="report_clerk", division="310000")
    assert client.post(reverse("organisation_regulator:invite"), sent).status_code == 403


def test_others_find_nothing(admin, colleague):
    elsewhere = administrator(member(Role.approver))
    person = reverse("organisation_console:person", args=[colleague.person.pk])
    assert inside(elsewhere).get(person).status_code == 404
    assert inside(elsewhere).post(person, {"act": "deactivate", "key": str(uuid.uuid4())}).status_code == 404
    for address in (person, reverse("organisation_console:people"), reverse("organisation_console:invite")):
        assert inside(colleague).get(address).status_code == 404
    page = inside(elsewhere).get(reverse("organisation_console:people")).content.decode()
    assert colleague.person.name not in page
    inside(admin).post(reverse("organisation_console:invite"), invitation())
    withdraw = {"withdraw": Invitation.objects.get().pk}
    assert inside(elsewhere).post(reverse("organisation_console:people"), withdraw).status_code == 404
    with pytest.raises(NotPermitted):
        organising.set_amount(acting=elsewhere.acting, membership=row_of(colleague), amount=Decimal(1))


def test_nobody_gives_himself_a_role_or_an_amount(admin, colleague):
    own = {"person": admin.person, "organisation": admin.organisation, "role": Role.approver, "since": today()}
    with pytest.raises(NotPermitted):
        appoint(acting=admin.acting, **own)
    with pytest.raises(NotPermitted):
        organising.set_amount(acting=admin.acting, membership=row_of(admin), amount=Decimal(1))
    with pytest.raises(NotPermitted):
        substitutes.stand_in(
            acting=admin.acting,
            membership=row_of(colleague),
            person=admin.person,
            since=today(),
            until=today() + timedelta(days=3),
        )
    assert not OrganisationAct.objects.exists()


def test_the_last_administrator_stays(admin, colleague):
    with pytest.raises(Refused):
        organising.deactivate(acting=admin.acting, person=admin.person)
    page = reverse("organisation_console:person", args=[admin.person.pk])
    sent = {"key": str(uuid.uuid4()), "act": "end", "membership": row_of(admin).pk, "until": today().isoformat()}
    client = inside(admin)
    assert client.post(page, sent).status_code == 409
    administrator(colleague)
    assert client.post(page, sent).status_code == 302
    assert client.get(page).status_code == 302  # his own session has ended with his role


def test_who_is_deactivated_is_out_at_once(admin, colleague):
    theirs, page = inside(colleague), reverse("organisation_console:person", args=[colleague.person.pk])
    answer = inside(admin).post(page, {"act": "deactivate", "key": str(uuid.uuid4())})
    assert (answer.status_code, asked(admin.organisation)) == (422, []), "one press alone ends nothing"
    assert theirs.get("/console/").status_code == 200
    for _twice in range(2):
        sent = {"act": "deactivate", "key": str(uuid.uuid4()), "is_sure": "on"}
        assert inside(admin).post(page, sent).status_code == 302
    assert theirs.get("/console/").headers["Location"] == "/login/?ended=1"
    assert "已经不在岗" in inside(admin).get(page).content.decode()
    assert asked(admin.organisation) == ["dismissed"]


def test_a_role_is_given_ended_and_never_prolonged(admin, colleague):
    client, page = inside(admin), reverse("organisation_console:person", args=[colleague.person.pk])
    give = {"act": "give", "key": str(uuid.uuid4()), "role": "accountant", "since": today().isoformat()}
    for _twice in range(2):
        assert client.post(page, give).status_code == 302
    row = Membership.objects.get(person=colleague.person, role="accountant")
    end = {"act": "end", "key": str(uuid.uuid4()), "membership": row.pk, "until": today().isoformat()}
    assert client.post(page, {**end, "until": "2020-01-01"}).status_code == 422
    assert client.post(page, end).status_code == 302
    assert client.post(page, end).status_code == 422  # it is not among his roles any more
    assert asked(admin.organisation) == ["appointed", "dismissed"]
    dismiss(acting=admin.acting, membership=row_of_role(colleague, "approver"), until=today() + timedelta(days=3))
    with pytest.raises(BadInput):
        organising.end_role(
            acting=admin.acting, membership=row_of_role(colleague, "approver"), until=today() + timedelta(days=9)
        )


def test_a_role_given_again_on_the_day_of_its_end_goes_on(admin, colleague):
    client, page = inside(admin), reverse("organisation_console:person", args=[colleague.person.pk])
    give = {"act": "give", "key": str(uuid.uuid4()), "role": "accountant", "since": today().isoformat()}
    client.post(page, give)
    row = row_of_role(colleague, "accountant")
    dismiss(acting=admin.acting, membership=row, until=today())
    for _twice in range(2):
        assert client.post(page, {**give, "is_administrator": "on"}).status_code == 302
    assert list(Membership.objects.on(today()).filter(person=colleague.person, role="accountant")) == [row]
    assert row_of_role(colleague, "accountant").is_administrator
    assert asked(admin.organisation) == ["appointed", "dismissed", "appointed"]


def test_a_role_that_ended_before_today_is_not_given_over_its_gap(admin, colleague):
    client, page = inside(admin), reverse("organisation_console:person", args=[colleague.person.pk])
    since, until = today() - timedelta(days=9), today() - timedelta(days=1)
    MembershipFactory.create(
        role=Role.accountant, organisation=admin.organisation, person=colleague.person, since=since, until=until
    )
    give = {"act": "give", "key": str(uuid.uuid4()), "role": "accountant", "since": since.isoformat()}
    answer = client.post(page, give)
    assert (answer.status_code, "重新到岗" in answer.content.decode()) == (422, True)
    assert row_of_role(colleague, "accountant").until == until
    assert client.post(page, {**give, "since": today().isoformat()}).status_code == 302
    assert Membership.objects.on(today()).filter(person=colleague.person, role="accountant").exists()


def row_of_role(player, role):
    return Membership.objects.select_related("organisation").get(person=player.person, role=role)


def test_a_substitute_has_the_role_for_its_days(admin, colleague):
    other = MembershipFactory.create(role=Role.surveyor, organisation=admin.organisation).person
    page = reverse("organisation_console:person", args=[colleague.person.pk])
    sent = {
        "act": "stand_in", "key": str(uuid.uuid4()), "membership": row_of(colleague).pk, "person": other.pk,
        "since": today().isoformat(), "until": (today() + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    for _twice in range(2):
        assert inside(admin).post(page, sent).status_code == 302
    row = Membership.objects.get(person=other, role="approver")
    assert (row.stands_in_for, row.until) == (row_of(colleague), today() + timedelta(days=5))
    assert f"{other.name}代班" in inside(admin).get(page).content.decode(), "the page of who is away names him"
    assert inside(admin).post(page, {**sent, "person": colleague.person.pk}).status_code == 422
    assert inside(admin).post(page, {**sent, "until": sent["since"]}).status_code == 422
    assert inside(admin).post(page, {**sent, "until": (today() + timedelta(days=4)).isoformat()}).status_code == 422
    stranger = StaffFactory.create()
    assert inside(admin).post(page, {**sent, "person": stranger.pk}).status_code == 422


def test_an_amount_is_set_changed_and_taken_away(admin, colleague):
    page = reverse("organisation_console:person", args=[colleague.person.pk])
    for amount in ("5000", "5000", "8000.50", ""):
        sent = {"act": "amount", "key": str(uuid.uuid4()), "membership": row_of(colleague).pk, "amount": amount}
        assert inside(admin).post(page, sent).status_code == 302
        expected = Decimal(amount) if amount else None
        assert organising.amount_of(colleague.acting, [Role.approver]) == expected
    assert asked(admin.organisation) == ["amount_set", "amount_set", "amount_ended"]
    assert AuthorityAmount.objects.count() == 2
    assert "¥8,000.50" in inside(admin).get(reverse("organisation_console:people") + "?show=log").content.decode()


def test_the_log_cannot_be_changed(admin, colleague):
    organising.set_amount(acting=admin.acting, membership=row_of(colleague), amount=Decimal(5))
    with pytest.raises(Exception, match="Cannot update"):
        OrganisationAct.objects.update(name="joined")


def test_words_that_are_no_link_open_nothing():
    with pytest.raises(NotVisible):
        organising.invitation_of("AAAAAAAAAAAAAAAA")


def test_pages_ask_as_often_for_many_as_for_few(admin):
    def queries(address):
        return len(asked_by(inside(admin), address))

    def more(number):
        for _more in range(number):
            row = MembershipFactory.create(role=Role.surveyor, organisation=admin.organisation)
            organising.set_amount(acting=admin.acting, membership=row, amount=Decimal(5))

    person = reverse("organisation_console:person", args=[admin.person.pk])
    people = reverse("organisation_console:people")
    more(1)
    few = [queries(address) for address in (people, f"{people}?show=log", person)]
    more(60)
    assert [queries(address) for address in (people, f"{people}?show=log", person)] == few
    assert max(few) <= 20
