"""Is this paper genuine: no personal data, no guessing, no tiring it out."""

import pytest
import time_machine
from django.core.cache import cache

from idi_platform.documents import codes, producing
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock

from . import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def paper(owe):
    return producing.produce(owe().pk)


def test_a_genuine_paper(client, paper, insurer_organisation):
    answer = client.get(f"/verify/{paper.verification_code}")
    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("现在有效", paper.title, paper.number, insurer_organisation.name, paper.sha256, "2026年3月4日"):
        assert shown in page
    for hidden in ("陈樾", "302", "青棠园", "地漏", "BJ-2026-002874", "BJ-2020-00131"):
        assert hidden not in page


def test_codes_as_people_type_them(client, paper):
    typed = paper.verification_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert "现在有效" in client.get("/verify/", {"code": typed}, follow=True).content.decode()


@pytest.mark.parametrize("typed", ["0000-0000-0000", "短", "<script>alert(1)</script>", "%00", "A" * 5000, "٣" * 12])
def test_unknown_codes(client, paper, typed):
    answer = client.get("/verify/", {"code": typed}, follow=True)
    assert answer.status_code == 404
    assert "没有查到" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_voided_and_superseded_papers_say_so(client, owe, paper, at):
    later = producing.produce(owe(supersedes=paper).pk)
    page = client.get(f"/verify/{paper.verification_code}").content.decode()
    assert f"已由 {later.number} 代替" in page
    Paper.objects.filter(pk=paper.pk).update(voided_at=paper.issued_at)
    page = client.get(f"/verify/{paper.verification_code}").content.decode()
    assert "2026年3月4日作废" in page
    assert later.number in page
    assert client.get(f"/verify/{later.verification_code}").context["found"].standing == "valid"


def test_a_paper_that_is_not_drawn_yet_is_not_known(client, owe):
    assert client.get(f"/verify/{owe().verification_code}").status_code == 404


def test_asking_too_often(client, paper, settings):
    settings.VERIFY_PER_MINUTE = 3
    address = f"/verify/{paper.verification_code}"
    with time_machine.travel(clock.machine_now(), tick=False) as machine:  # a minute is one of the clock's
        statuses = [client.get(address).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert client.get(address, REMOTE_ADDR="10.0.0.9").status_code == 200
        machine.shift(60)
        assert client.get(address).status_code == 200


def test_without_a_cache_papers_can_still_be_checked(client, paper, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", broken)
    assert client.get(f"/verify/{paper.verification_code}").status_code == 200


def test_codes_are_drawn_from_the_whole_alphabet():
    drawn = "".join(codes.new_code().replace("-", "") for _ in range(500))
    assert set(drawn) == set(codes.ALPHABET)
    assert codes.read_code(samples.refusal_data()["addressee"]) is None
