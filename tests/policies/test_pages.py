"""The console's pages of the contract: the form enters a whole book or nothing, and says why."""

import psycopg
import pytest
from django.db import OperationalError
from django.urls import reverse

from idi_platform.projects.models import Project, Unit
from idi_platform.workflow.act import Act
from policies.models import CoverRow, Policy
from tests.cast import OrganisationFactory, log_in

pytestmark = pytest.mark.django_db
PLACE = {"division": "110105", "kind": "commodity_housing", "signed_on": "2021-04-12"}
KEY = "3f1d1a52-58a4-4a35-9b8f-0d6a2f1f9c11"


@pytest.fixture
def desk(client, underwriter):
    log_in(client, underwriter)
    return client


def url(**place):
    from urllib.parse import urlencode

    return reverse("policies:new") + "?" + urlencode({**PLACE, **place})


@pytest.fixture
def filled(developer):
    followers = [OrganisationFactory.create(kind="insurer") for _ in range(2)]
    return {
        "key": KEY,
        "project_number": "BJ-1",
        "project_name": "云杉家园（演示）",
        "developer": developer.organisation.pk,
        "registered_on": "2021-03-01",
        "permit_applied_on": "2021-04-20",
        "permit_issued_on": "2021-05-06",
        "buildings": "1, 2",
        "floors": 3,
        "places": 2,
        "accepted_on": "2023-03-17",
        "premium_base": "356800000.00",
        "rate": "1.28",
        "premium": "4567040.00",
        "sum_insured": "356800000.00",
        "lead_rate": "46",
        "follower_1": followers[0].pk,
        "follower_rate_1": "32",
        "follower_2": followers[1].pk,
        "follower_rate_2": "22",
        "drafted_on": "2021-03-20",
        "paid_on": "2021-04-15",
        "issued_on": "2021-04-16",
        "policy_number": "DEMO-BJ-1",
        "annexes": ["risk_plan", "notice", "emergency_plan"],
        "annexes_confirmed_on": "2021-04-06",
        "terms_document": "演示核准〔2021〕第 11 号",
        "terms_filed_on": "2021-04-02",
        "coinsurance_signed_on": "2021-04-08",
        "term_service.intake": "24",
        "term_service.survey": "2",
        "term_service.determination": "7",
        "term_service.repair": "7",
        "term_service.emergency_repair": "4",
        "term_dispute.forum": "court",
    }


def test_the_form_asks_for_the_place_first(desk):
    page = desk.get(reverse("policies:new"))
    assert page.status_code == 200
    assert "premium_base" not in page.content.decode()


def test_the_text_of_the_place_proposes_the_items(desk):
    page = desk.get(url()).content.decode()
    for name in ("地基基础和主体结构", "保温工程", "防水工程", "电梯"):
        assert name in page


def test_a_whole_book_is_entered(desk, filled):
    answer = desk.post(url(), filled)
    policy = Policy.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == reverse("policies:policy", args=(policy.pk,))
    assert (policy.state, policy.number, Unit.objects.count()) == ("waiting", "DEMO-BJ-1", 12)
    assert {(row.item, str(row.ends_on)) for row in CoverRow.objects.all()} == {
        ("structure", "2035-03-17"),
        ("insulation", "2030-03-17"),
        ("waterproofing", "2030-03-17"),
    }
    page = desk.get(answer.url).content.decode()
    assert "2030年3月16日" in page
    assert "云杉家园（演示）" in desk.get(reverse("policies:policies")).content.decode()


def test_sending_the_form_twice_enters_it_once(desk, filled):
    first, second = desk.post(url(), filled), desk.post(url(), filled)
    assert first.url == second.url
    assert Project.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_book_whose_transaction_met_another_is_entered_all_the_same(desk, filled, monkeypatch):
    """PostgreSQL ends one of two that wait for each other; the whole book is entered anew."""
    finish, left = Act.finish, [1]

    def fails_once(act):
        brought = finish(act)
        if left:
            left.pop()
            raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()
        return brought

    monkeypatch.setattr(Act, "finish", fails_once)
    answer = desk.post(url(), filled)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert (Policy.objects.count(), Project.objects.count()) == (1, 1)


def test_every_error_stands_at_its_field_and_nothing_is_kept(desk, filled):
    answer = desk.post(url(), {**filled, "project_name": "", "premium": "abc", "follower_rate_1": ""})
    form = answer.context["form"]
    assert answer.status_code == 422
    assert {"project_name", "premium", "follower_1"} <= set(form.errors)
    assert not Project.objects.exists()


def test_a_refused_act_is_shown_with_its_reason_and_nothing_is_kept(desk, filled):
    answer = desk.post(url(), {**filled, "premium": "4567040.01"})
    assert answer.status_code == 409
    assert "4567040.00" in answer.content.decode()
    assert not Project.objects.exists()


def test_a_contract_under_no_text_in_force_is_refused_with_the_reason(desk, filled):
    late = url(signed_on="2026-09-15")
    assert "2024年4月30日" in desk.get(late).content.decode()
    days = {"drafted_on": "2026-09-01", "registered_on": "2026-09-01", "accepted_on": "", "permit_applied_on": ""}
    days |= {"permit_issued_on": "", "paid_on": "", "issued_on": "", "policy_number": ""}
    answer = desk.post(late, {**filled, **days})
    assert answer.status_code in {409, 422}
    assert "2024年4月30日" in answer.content.decode()
    assert not Policy.objects.exists()


def test_an_unknown_division_is_refused_at_its_field(desk):
    page = desk.get(url(division="999999"))
    assert "division" in page.context["place"].errors


@pytest.mark.parametrize("who", ["handler", "accountant", "owner", "developer", "regulator_of_city"])
def test_only_underwriters_enter_books(client, who, request):
    log_in(client, request.getfixturevalue(who))
    assert client.get(url()).status_code in {302, 404}


def test_another_insurer_s_policy_does_not_exist(client, opened, other_insurer):
    log_in(client, other_insurer)
    assert client.get(reverse("policies:policy", args=(opened.policy.pk,))).status_code == 404
