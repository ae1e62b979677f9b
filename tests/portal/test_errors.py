"""The platform's errors as pages, as fragments and as problem details."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.portal.pages_that_fail"), pytest.mark.django_db]


@pytest.fixture
def browser():
    return Client(headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, raise_request_exception=False)


@pytest.fixture
def machine():
    return Client(headers={"accept": "application/json"}, raise_request_exception=False)


def _text(response):
    return response.content.decode()


def _bare(response, path):
    """The page without its own address and its tokens."""
    return re.sub(r'"X-CSRFToken":"\w+"|value="\w{64}"', "", _text(response).replace(path, ""))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/hidden/", 404, "找不到这一页"),
        ("/nothing-here/", 404, "找不到这一页"),
        ("/forbidden/", 403, "核定由保险公司办。"),
        ("/refused/", 409, "这一步现在办不了"),
        ("/reused/", 422, "这张表单已经提交过了"),
        ("/bad/", 422, "电话少了一位"),
        ("/other/", 409, "时间只能往前。"),
        ("/broken/", 500, "系统出了错，不是您的问题"),
    ],
)
def test_each_error_has_its_page(browser, path, status, words):
    response = browser.get(path)
    assert response.status_code == status
    assert words in _text(response)
    assert 'lang="zh-Hans"' in _text(response)


def test_what_may_not_be_seen_answers_like_what_does_not_exist(browser):
    hidden, missing = browser.get("/hidden/"), browser.get("/missing/")
    assert _bare(hidden, "/hidden/") == _bare(missing, "/missing/")
    assert "报案 42" not in _text(hidden)


def test_a_refusal_lists_every_reason_with_its_article_and_escapes_it(browser):
    text = _text(browser.get("/refused/"))
    assert "没有选依据" in text
    assert "bj-8" in text
    assert "没有引用证据 &lt;b&gt;E-01&lt;/b&gt;" in text


def test_a_failure_of_ours_tells_nothing_of_the_house(browser):
    text = _text(browser.get("/broken/"))
    assert "secret" not in text
    assert "400-000-0000" in text


def test_htmx_gets_the_list_alone(browser):
    text = _text(browser.get("/refused/", headers={"hx-request": "true"}))
    assert "没有选依据" in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/hidden/", 404, "not_found"),
        ("/nothing-here/", 404, "not_found"),
        ("/forbidden/", 403, "claim.not_permitted"),
        ("/refused/", 409, "step.refused"),
        ("/reused/", 422, "key.reused"),
        ("/bad/", 422, "claim.bad"),
        ("/broken/", 500, "server_error"),
    ],
)
def test_a_machine_gets_problem_details(machine, path, status, code):
    response = machine.get(path)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert response.json()["status"] == status


def test_problem_details_carry_every_refusal_and_field(machine):
    assert machine.get("/refused/").json()["refusals"][0] == {
        "code": "claim.no_clause",
        "message": "没有选依据",
        "clause": "bj-8",
        "effect": "block",
    }
    assert machine.get("/bad/").json()["fields"] == {"phone": "电话少了一位"}
    assert "42" not in machine.get("/hidden/").json()["detail"]


def test_behind_the_api_everybody_is_a_machine(browser):
    assert browser.get("/api/v1/refused/").headers["Content-Type"] == "application/problem+json"


def test_whoever_accepts_anything_gets_a_page(client):
    assert client.get("/refused/", headers={"accept": "*/*"}).headers["Content-Type"].startswith("text/html")


def test_an_expired_form_says_that_nothing_was_sent():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/switch/view/", {"view": "elder"}, headers={"accept": "text/html"})
    assert response.status_code == 403
    assert "没有提交" in response.content.decode()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/owner/claims/7/", "http://testserver/owner/claims/7/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(browser, came_from, back):
    page = _text(browser.get("/refused/", headers={"referer": came_from}))
    assert f'class="btn btn-primary btn-big" href="{back}"' in page
