"""A whole book by one command, each act through perform(), in the order of its days."""

from datetime import date
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.projects.models import CommonPart, Project, Unit
from idi_platform.records.models import Record
from idi_platform.rulebooks.models import Binding
from policies.book import read_book
from policies.models import CoverRow, Policy
from policies.opening import Stopped, open_book
from tests.policies.books import bj_2

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def test_a_book_stands_with_its_rows(opened):
    assert opened.policy.state == "waiting"
    assert {(row.item, str(row.starts_on), str(row.ends_on)) for row in CoverRow.objects.all()} == {
        ("structure", "2022-11-20", "2032-11-20"),
        ("insulation", "2022-11-20", "2027-11-20"),
        ("waterproofing", "2022-11-20", "2027-11-20"),
    }
    assert (Unit.objects.count(), CommonPart.objects.count()) == (4, 1)


def test_the_contract_binds_the_edition_of_its_day_for_life(opened):
    bound = Binding.objects.get(insured_object_id=opened.insured_object.pk)
    assert (bound.outcome, bound.edition.code) == ("bound", "beijing-2019")


def test_every_act_is_a_record_with_its_own_day(opened):
    days = {record.name: record.occurred_at.date() for record in Record.objects.filter(form="step")}
    assert days["policy.sign_contract"] == D("2019-06-03")
    assert days["building.accept"] == D("2020-11-20")
    assert days["policy.settle_premium"] == D("2019-06-05")
    assert days["policy.await_cover"] == D("2020-11-20")


def test_the_panel_is_the_contract_s(opened):
    shares = [(share.role, str(share.rate.normalize())) for share in opened.policy.shares.order_by("-rate")]
    assert shares == [("lead", "0.46"), ("follower", "0.32"), ("follower", "0.22")]


def test_entering_the_book_again_changes_nothing(opened, book, underwriter):
    before = Record.objects.count()
    again = open_book(read_book(book), acting=underwriter.acting, key="book:bj-2")
    assert again.policy == opened.policy
    assert Record.objects.count() == before


def test_a_contract_after_the_text_has_lapsed_is_refused_with_the_reason(book, underwriter):
    book["project"]["registered_on"] = book["policy"]["drafted_on"] = "2026-09-01"
    for name in ("annexes_confirmed_on", "terms_filed_on", "coinsurance_signed_on", "signed_on"):
        book["policy"][name] = "2026-09-15"
    book["policy"]["receipts"], book["policy"]["issued_on"] = [], None
    book["insured_object"]["permit"] = None
    book["buildings"][0].update(accepted_on=None, units=[])
    with pytest.raises(Stopped) as stopped:
        open_book(read_book(book), acting=underwriter.acting, key="late")
    cause = stopped.value.cause
    assert stopped.value.label == "policy:contract"
    assert isinstance(cause, Refused)
    assert "edition.none_in_force" in [refusal.code for refusal in cause.refusals]
    assert "2024年4月30日" in cause.message


def test_a_day_in_the_future_is_named(book, underwriter):
    book["buildings"][0]["accepted_on"] = "2099-01-01"
    with pytest.raises(BadInput) as wrong:
        open_book(read_book(book), acting=underwriter.acting, key="future")
    assert "building:1:accept" in wrong.value.fields
    assert not Project.objects.exists()


def test_every_fault_of_a_book_is_named_by_its_place(book):
    book["policy"]["premium"] = "12.345"
    book["buildings"][0]["unknown"] = 1
    del book["project"]["name"]
    with pytest.raises(BadInput) as wrong:
        read_book(book)
    assert set(wrong.value.fields) == {"policy.premium", "buildings.0.unknown", "project.name"}


def test_a_pattern_knows_three_fields_only(book):
    book["buildings"][0]["ranges"][0]["pattern"] = "{building.__class__}"
    with pytest.raises(BadInput) as wrong:
        read_book(book)
    assert "buildings.0.ranges.0.pattern" in wrong.value.fields


# The command


@pytest.fixture
def file(book, tmp_path):
    path = tmp_path / "bj-2.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    return path


def test_the_command_enters_the_file(file, underwriter):
    out = StringIO()
    call_command("load_project", str(file), "--as", underwriter.person.username, stdout=out)
    assert "1 buildings, 4 units" in out.getvalue()
    assert Policy.objects.get().number == "DEMO-BJ-2"


def test_the_command_names_every_refusal(file, book, underwriter):
    book["policy"]["shares"][0]["rate"] = "0.45"
    file.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CommandError, match=r"policy\.shares_not_whole"):
        call_command("load_project", str(file), "--as", underwriter.person.username, stdout=StringIO())


def test_the_command_wants_an_underwriter(file, handler):
    with pytest.raises(CommandError, match="underwriter"):
        call_command("load_project", str(file), "--as", handler.person.username)
    with pytest.raises(CommandError, match="nobody"):
        call_command("load_project", str(file), "--as", "nobody")


def test_a_book_of_another_lead_is_refused(underwriter, other_insurer):
    book = bj_2(other_insurer.organisation)
    with pytest.raises(Stopped) as stopped:
        open_book(read_book(book), acting=underwriter.acting, key="other")
    assert [refusal.code for refusal in stopped.value.cause.refusals] == ["policy.lead_drafts"]
