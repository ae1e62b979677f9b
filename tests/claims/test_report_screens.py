"""The screens of filing: light, few queries, first aid at once, who repairs before cover, common parts, the receipt."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import reverse

from claims import actions
from claims.forms.report import FormDay, PhotosForm, WhenForm
from claims.forms.tiles import Drawing
from claims.models import Claim, Ticket
from claims.pages.report import with_day_named
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import Party
from idi_platform.rulebooks import shipped
from tests.asking import asked_by
from tests.cast import log_in
from tests.claims.conftest import LEAK, key
from tests.claims.test_report_days import hidden
from tests.weighing import MOST_BYTES, weight

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20
WHERE = {"place": "bathroom", "what": "waterproofing:basement_roof_wetroom_leak"}
WHEN = {"found": "today", "severity": "danger"}


@pytest.fixture
def address():
    return reverse("claims:owner_report")


@pytest.fixture
def screens(client, owner, home, address):
    """The addresses of all screens of filing, of the receipt and of first aid."""
    log_in(client, owner)
    first = client.get(address)
    second = client.post(address, {**hidden(first), **WHERE})
    third = client.post(address, {**hidden(client.get(second.url)), **WHEN})
    number = actions.report_defect(acting=owner.acting, key=key(), at=home, defect=LEAK).claim.number
    begun = f"{address}?home={home.pk}&key={hidden(client.get(third.url))['key']}&step=0"
    return [
        begun,
        second.url,
        third.url,
        reverse("claims:owner_receipt", args=[number]),
        reverse("claims:owner_unplaced"),
        reverse("claims:first_aid"),
        f"{address}?choose=1",
    ]


def test_each_screen_is_light_and_asks_little(client, screens):
    assert (
        "CompressedManifestStaticFilesStorage"
        in (Path(settings.BASE_DIR) / "idi_platform/settings/base.py").read_text()
    )
    for path in screens:
        asked = asked_by(client, path)
        assert len(asked) <= MOST_QUERIES, f"{path}: {asked}"
        answer = client.get(path)
        assert weight(answer) <= MOST_BYTES, (path, weight(answer))


def test_every_defect_of_every_text_has_its_drawing():
    drawn = set(re.findall(r'id="d-(\w+)"', Path(finders.find("idi/defects.svg")).read_text()))
    named = {Drawing("").drawing, "unsure"}
    for book in Path(shipped.__file__).parent.glob("cities/*/book.yaml"):
        cover = book.read_text().partition("\ncover:")[2].partition("\nterms:")[0]
        named |= set(re.findall(r"icon: (\w+)", cover))
    assert named <= drawn, named - drawn


def test_no_two_defects_of_a_text_look_alike():
    for book in Path(shipped.__file__).parent.glob("cities/*/book.yaml"):
        cover = book.read_text().partition("\ncover:")[2].partition("\nterms:")[0]
        drawings = re.findall(r"^ {10}icon: (\w+)", cover, re.MULTILINE)
        assert len(set(drawings)) == len(drawings), (book.parent.name, Counter(drawings).most_common(1))


def test_danger_is_answered_at_once(client, screens):
    asking, photos = client.get(screens[1]).content.decode(), client.get(screens[2]).content.decode()
    for code in ("danger", "unlivable", "growing"):
        assert f"aid-{code}" in asking
    assert 'role="alert"' in photos
    assert "请离开可能坠落的地方" in photos


def test_first_aid_needs_no_login_and_says_kindly_what_is_not_covered(client, db):
    page = client.get(reverse("claims:first_aid"))
    assert page.status_code == 200
    said = page.content.decode()
    for words in ("总阀", "空气开关", "录一段", "家具、家电、衣物", "家庭财产保险"):
        assert words in said


def test_mistakes_stand_in_words_beside_their_fields(client, owner, home, address):
    log_in(client, owner)
    answer = client.post(address, {**hidden(client.get(address)), "place": "bathroom"})
    assert answer.status_code == 422
    assert "请选择：什么问题" in answer.context["form"].errors["what"]
    second = client.post(address, {**hidden(answer), **WHERE})
    answer = client.post(address, {**hidden(client.get(second.url)), "found": "earlier", "severity": "traces"})
    assert answer.status_code == 422
    assert "实在想不起来" in str(answer.context["form"].errors["discovered_on"])


def test_before_cover_the_screen_says_who_repairs_until_when_and_files_a_ticket(client, owner, home, address, at):
    at("2021-06-02 09:00")
    log_in(client, owner)
    second = client.post(address, {**hidden(client.get(address)), **WHERE}, follow=True)
    note = second.context["before_cover"]
    assert "2022年11月20日前由建设单位" in note.strong
    assert note.article is not None
    third = client.post(address, {**hidden(second), "found": "today", "severity": "growing"}, follow=True)
    receipt = client.post(address, hidden(third), follow=True)
    ticket = Ticket.objects.get(origin=Claim.objects.get())
    assert ticket.number in receipt.content.decode()
    assert reverse("claims:owner_ticket", args=[ticket.number]) in receipt.content.decode()


def test_in_cover_nothing_is_said_of_others(client, screens):
    assert client.get(screens[1]).context["before_cover"] is None


def test_a_common_part_is_reported_as_one(client, owner, home, address):
    roof = CommonPart.objects.get(building=home.building, part="roof")
    log_in(client, owner)
    second = client.post(address, {**hidden(client.get(address)), **WHERE, "place": "roof"}, follow=True)
    third = client.post(address, {**hidden(second), "found": "unknown", "severity": "traces"}, follow=True)
    assert client.post(address, hidden(third)).status_code == 302
    claim = Claim.objects.get()
    assert (claim.subject.common_part_id, claim.subject.unit_id, claim.discovered_on) == (roof.pk, None, None)


def test_with_several_homes_one_is_chosen_first(client, owner, home, address):
    other = Unit.objects.exclude(pk=home.pk).filter(building=home.building).first()
    Party.objects.create(subject=other.subject, role="owner", person=owner.person, since="2022-01-01")
    log_in(client, owner)
    page = client.get(address)
    assert [row.href for row in page.context["homes"]] == [f"{address}?home={pk}" for pk in sorted((home.pk, other.pk))]
    assert hidden(client.get(f"{address}?home={other.pk}"))["home"] == str(other.pk)


def test_the_receipt_names_both_dates_whose_turn_and_the_paper(client, screens):
    page = client.get(screens[3])
    said = page.content.decode()
    dues = page.context["dues"]
    assert dues, "the clocks of the claim run"
    assert any(due.should != due.must for due in dues), "the holiday moves the legal end only"
    assert all(due.article is not None for due in dues)
    assert Claim.objects.get().number in said
    assert "法定最晚" in said
    assert "现在轮到" in said
    assert [row.title for row in page.context["papers"]] == ["报案受理回执"]
    assert "tel:" in said


def test_the_receipt_is_nobody_elses(client, screens, neighbour):
    client.logout()
    log_in(client, neighbour)
    assert client.get(screens[3]).status_code == 404


def test_a_kept_day_that_is_none_is_asked_for_again():
    assert with_day_named({"found": "today", "drawn": "?", "place": "x"}) == {"drawn": "?", "place": "x"}
    assert with_day_named({"found": "unknown", "drawn": "2026-09-01"})["found"] == "unknown"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def test_the_day_that_earlier_asks_for_is_not_said_to_be_left_out():
    """Only what nobody needs says so; the day is asked for as soon as the answer above it is "earlier"."""
    day = FormDay(date(2026, 9, 29))
    drawn = str(WhenForm(day=day))
    assert "更早的话，大概是哪天" in drawn
    assert "（可不填）" not in drawn
    assert "（可不填）" in str(PhotosForm())
    asked = WhenForm({"found": "earlier", "severity": "traces"}, day=day)
    assert not asked.is_valid()
    assert "discovered_on" in asked.errors
