"""Home, health, gallery."""

import pytest
from django.utils import translation

from idi_platform.portal import doors


@pytest.fixture
def registry(monkeypatch):
    """No door is open but those a test opens."""
    fresh = doors._Registry()
    monkeypatch.setattr(doors, "_registry", fresh)
    return fresh


def test_home_shows_the_doors_that_lead_somewhere(client, registry):
    doors.register_landing("owner", "portal:healthz")
    doors.register_landing("regulator", "portal:readyz")
    page = client.get("/").content.decode()
    assert "进入我的房屋" in page
    assert 'href="/healthz"' in page
    assert "主管部门" in page
    assert "保险公司</b>" not in page


def test_a_door_that_does_not_exist_is_named(registry):
    with pytest.raises(LookupError, match="There is no door 'cellar'"):
        doors.register_landing("cellar", "portal:home")


def test_the_entry_with_the_longest_address_is_the_current_one(registry):
    doors.register_entries(
        doors.Entry("owner", "远", "portal:demo_components", order=20),
        doors.Entry("owner", "近", "portal:home", order=10),
        doors.Entry("owner", "近", "portal:home", order=10),
    )
    links = doors.menu_of(doors.by_code("owner"), "/demo/components/?frame=desk")
    assert [(link.label, link.current) for link in links] == [("近", False), ("远", True)]


@pytest.mark.parametrize(
    ("path", "code"),
    [("/owner/", "owner"), ("/console/claims/7/", "console"), ("/desk/", "desk"), ("/ownership/", None), ("/", None)],
)
def test_an_address_lies_behind_one_door(path, code):
    door = doors.door_of(path)
    assert (door.code if door else None) == code


def test_pages_that_belong_to_an_entry_elsewhere_are_named_by_how_their_addresses_begin(registry):
    doors.register_entries(doors.Entry("owner", "家", "portal:home"))
    doors.register_entries(doors.Entry("owner", "案", "portal:demo_components", also=("/owner/appraisals/",)))
    links = doors.menu_of(doors.by_code("owner"), "/owner/appraisals/7/")
    assert [link.label for link in links if link.current] == ["案"]


def test_in_english_the_name_of_a_door_begins_with_a_capital():
    with translation.override("en"):
        assert all(str(door.title)[0].isupper() for door in doors.DOORS)


def test_the_process_lives_without_asking_anybody(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_the_database_answers(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "redis": "down", "demo": True}


def test_not_ready_when_the_database_is_silent(client, settings, monkeypatch):
    from django.db import OperationalError

    from idi_platform.portal.views import health

    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    class Silent:
        def cursor(self):
            raise OperationalError

    monkeypatch.setattr(health, "connection", Silent())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "down"


@pytest.mark.parametrize("query", ["", "?frame=desk", "?wrong=1"])
def test_the_gallery_shows_every_component(client, query):
    page = client.get(f"/demo/components/{query}").content.decode()
    for css in ("is-running", "is-target", "is-breach", "is-paused", "is-met", "is-provisional", "is-none"):
        assert css in page
    assert "style=" not in page
    assert "{{" not in page
    assert "{%" not in page


@pytest.mark.parametrize("path", ["/demo/components/", "/demo/time/", "/demo/time/progress/"])
def test_outside_a_demonstration_its_pages_do_not_exist(client, settings, path):
    settings.DEMO = False
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert "demo-bar" not in client.get("/").content.decode()
