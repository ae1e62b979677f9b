"""A property firm is entrusted on a page with its last day; who may not keep the file gives no mandate."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from idi_platform.accounts.roles import Role
from idi_platform.projects.models import Project
from idi_platform.records.models import Party
from tests.cast import log_in, member
from tests.claims.conftest import at, book, home, opened  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return member(Role.property_desk)


@pytest.fixture
def address(home):  # noqa: F811
    return reverse("projects_mandates:mandates", args=[Project.objects.get().pk])


def sent(firm, **more):
    given = {"uscc": firm.organisation.uscc, "since": "2026-09-01", "last_day": "2026-12-31"}
    return {"key": str(uuid.uuid4()), **given, **more}


def test_a_mandate_ends_with_the_last_day_that_was_written(client, address, firm, underwriter):
    log_in(client, underwriter)
    shown = client.get(reverse("projects_console:project", args=[Project.objects.get().pk]))
    assert address in shown.content.decode()
    given = sent(firm)
    for _twice in range(2):
        assert client.post(address, given).status_code == 302
    party = Party.objects.get(role="property_firm")
    assert (party.organisation_id, party.until) == (firm.organisation.pk, date(2027, 1, 1))
    page = client.get(address).content.decode()
    assert "2026年12月31日" in page
    assert "有效" in page


def test_a_renewed_mandate_takes_the_place_of_the_old_one(client, address, firm, underwriter, at):  # noqa: F811
    log_in(client, underwriter)
    client.post(address, sent(firm))
    at("2026-12-20 09:00")
    assert client.post(address, sent(firm, since="2026-12-20", last_day="2027-12-31")).status_code == 302
    rows = Party.objects.filter(role="property_firm").order_by("since")
    assert [row.until for row in rows] == [date(2026, 12, 20), date(2028, 1, 1)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"last_day": ""}, "受托到哪一天"),
        ({"last_day": "2026-08-31"}, "最后一天不能早于开始的那天"),
        ({"uscc": "123"}, "统一社会信用代码"),
    ],
)
def test_a_mandate_without_an_end_or_in_disorder_is_refused(client, address, firm, underwriter, given, words):
    log_in(client, underwriter)
    answer = client.post(address, sent(firm, **given))
    assert (answer.status_code, Party.objects.filter(role="property_firm").count()) == (422, 0)
    assert words in answer.content.decode()


def test_a_mandate_that_begins_later_is_entered_on_its_day(client, address, firm, underwriter):
    log_in(client, underwriter)
    answer = client.post(address, sent(firm, since="2026-12-01"))
    assert (answer.status_code, Party.objects.filter(role="property_firm").count()) == (409, 0)
    assert "没有提交，这一步现在办不了" in answer.content.decode()


@pytest.mark.parametrize("who", ["handler", "other_insurer", "firm"])
def test_nobody_else_gives_one(client, address, request, who, firm):
    log_in(client, request.getfixturevalue(who))
    assert client.post(address, sent(firm)).status_code in (403, 404)
    assert not Party.objects.filter(role="property_firm").exists()
