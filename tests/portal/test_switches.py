"""Large print and language: posted, remembered, and never a way to somebody else's site."""

import pytest

from idi_platform.portal.switches import VIEW_COOKIE

ELSEWHERE = [
    "https://evil.example/",
    "http://testserver/owner/",  # even our own host: only paths are taken
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "///evil.example",
    "/\t/evil.example",
    "https:evil.example",
    "owner/claims/",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("path", ["/switch/view/", "/switch/language/"])
def test_a_way_to_another_site_leads_home(client, path, wanted):
    response = client.post(path, {"next": wanted, "view": "elder", "language": "en"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/owner/claims/7/?tab=papers", "/", "/cover/?q=%E4%BA%91"])
def test_the_reader_comes_back_to_where_he_was(client, wanted):
    assert client.post("/switch/view/", {"next": wanted, "view": "elder"}).headers["Location"] == wanted


@pytest.mark.parametrize("path", ["/switch/view/", "/switch/language/"])
def test_a_switch_is_posted(client, path):
    assert client.get(path).status_code == 405


def test_large_print_is_kept_and_taken_back(client):
    client.post("/switch/view/", {"view": "elder", "next": "/"})
    assert client.cookies[VIEW_COOKIE].value == "elder"
    page = client.get("/").content.decode()
    assert 'data-view="elder"' in page
    assert "标准版" in page
    client.post("/switch/view/", {"view": "usual", "next": "/"})
    page = client.get("/").content.decode()
    assert "data-view" not in page
    assert "大字版" in page


def test_a_forged_cookie_is_not_written_into_the_page(client):
    client.cookies[VIEW_COOKIE] = 'x" onload="alert(1)'
    assert "onload" not in client.get("/").content.decode()


def test_a_language_is_kept(client):
    client.post("/switch/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_an_unknown_language_changes_nothing(client):
    client.post("/switch/language/", {"language": "xx", "next": "/"})
    assert '<html lang="zh-Hans"' in client.get("/").content.decode()
