"""Revisions in the database: published once, never changed, read back as they were; and the law they make."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from idi_platform.kernel.clock import now
from idi_platform.rulebooks import bindings
from idi_platform.rulebooks.law import national_law, rulebook_for
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.models import Binding, Edition, EditionExtension, Revision
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import newest, publish, read

pytestmark = pytest.mark.django_db
BEIJING = {"divisions": ["110000", "110105"], "project_kind": "commodity_housing", "on": date(2026, 11, 21)}
SIGNED = "policy.sign_contract"


@pytest.fixture(autouse=True)
def shipped_are_published():
    for code in ("china-national", "beijing-2019", "hangzhou-2024"):
        publish(load_shipped(code), reason="test", approver="test")


def changed(code="beijing-2019"):
    return load_body(load_shipped(code).body.replace("days: 2,", "days: 1,"))


def test_publishing_the_same_body_again_changes_nothing():
    first = newest("beijing-2019")
    again = publish(load_shipped("beijing-2019"), reason="again", approver="test")

    assert not again.is_new
    assert newest("beijing-2019").pk == first.pk


def test_another_body_is_the_next_revision_and_both_are_read_as_they_were():
    first = newest("beijing-2019")
    second = publish(changed(), reason="a tighter survey", approver="test").revision

    assert second.number == first.number + 1
    assert read(first.pk).clocks["claim.survey"].within.days == 2
    assert read(second.pk).clocks["claim.survey"].within.days == 1
    assert second.parsed["clocks"]["claim.survey"]["within"]["days"] == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_revision(act):
    rows = Revision.objects.filter(edition__code="beijing-2019")
    with pytest.raises(DatabaseError, match=r"immutable|permission denied"), transaction.atomic():
        rows.update(reason="other") if act == "update" else rows._raw_delete("default")


def test_a_national_object_runs_under_the_base_alone():
    law = rulebook_for(None)

    assert law.is_national_only
    assert "claim.determination_national" in law.clocks
    assert "claim.determination" not in law.clocks
    assert law.papers_of("claim.send_refusal")["refusal_notice"].clause == "INS-24"


def test_a_bound_object_has_city_and_national_rules_beside_each_other():
    bindings.settle(7001, days={SIGNED: date(2022, 5, 1)}, **BEIJING)
    law = rulebook_for(7001)

    assert (law.id, law.outcome, law.revision_id) == ("beijing-2019", "bound", newest("beijing-2019").pk)
    assert {"claim.determination_national", "claim.determination"} <= set(law.clocks)
    assert law.papers_of("claim.send_refusal")["refusal_notice"].clause == "BJ-20-3b"
    assert [g.clauses for g in law.gates_of("claim.refuse")][:2] == [("INS-24",), ("INS-17-2", "INT2-13")]
    assert ("BJ-20-3c", "INS-24") in [g.clauses for g in law.gates_of("claim.refuse")]
    assert law.clause_title("BJ-20-2b").startswith("第二十条第二款")
    assert law.lapsed_on == date(2024, 4, 30)


def test_a_candidate_applies_until_the_contract_binds_and_a_binding_is_for_life():
    here = {**BEIJING, "on": date(2023, 1, 1)}
    assert bindings.settle(7002, days={}, **here).outcome == "candidate"
    assert rulebook_for(7002).id == "beijing-2019"
    assert bindings.settle(7002, days={SIGNED: date(2023, 2, 1)}, **here).outcome == "bound"
    again = bindings.settle(7002, days={SIGNED: date(2025, 2, 1)}, **here)
    assert (again.outcome, again.edition.code) == ("bound", "beijing-2019")


def test_a_contract_after_expiry_has_no_text_and_says_why():
    row = bindings.settle(7003, days={SIGNED: date(2024, 5, 1)}, **BEIJING)

    assert (row.outcome, row.revision) == ("none_in_force", None)
    assert row.why[0]["sentence"] == "办法已于2024年4月30日期满，2024年5月1日的新合同不再适用。"
    assert rulebook_for(7003).is_national_only


def test_an_extension_recorded_with_its_document_carries_the_window_on():
    edition = Edition.objects.get(code="beijing-2019")
    EditionExtension.objects.create(
        edition=edition,
        to=date(2025, 4, 30),
        document_number="示例〔2024〕1号",
        reason="延期",
        acting={},
        recorded_at=now(),
    )

    assert bindings.settle(7004, days={SIGNED: date(2024, 5, 1)}, **BEIJING).outcome == "bound"
    assert rulebook_for(7004).lapsed_on == date(2025, 4, 30)


def test_a_new_revision_reaches_a_bound_object_only_by_adoption():
    bindings.settle(7005, days={SIGNED: date(2022, 5, 1)}, **BEIJING)
    second = publish(changed(), reason="a tighter survey", approver="test").revision

    assert rulebook_for(7005).clocks["claim.survey"].within.days == 2
    bindings.adopt(7005, [(second.pk, now())])
    assert rulebook_for(7005).clocks["claim.survey"].within.days == 1


def test_a_binding_of_another_edition_cannot_be_adopted():
    bindings.settle(7006, days={SIGNED: date(2022, 5, 1)}, **BEIJING)
    with pytest.raises(bindings.BindingRefusedError):
        bindings.adopt(7006, [(newest("hangzhou-2024").pk, now())])
    assert Binding.objects.get(insured_object_id=7006).edition.code == "beijing-2019"


def test_reading_the_law_costs_one_query_and_none_for_bodies_known_to_the_process(django_assert_num_queries):
    bindings.settle(7007, days={SIGNED: date(2022, 5, 1)}, **BEIJING)
    rulebook_for(7007)
    with django_assert_num_queries(1):  # the binding with its revision, its last day and the newest national revision
        rulebook_for(7007)
    with django_assert_num_queries(1):
        national_law()


def test_the_command_publishes_once_and_names_what_is_missing():
    out = StringIO()
    call_command("rulebook", "publish", "--all", stdout=out)
    assert "beijing-2019 #1 unchanged" in out.getvalue()
    with pytest.raises(CommandError, match="beijing-2019"):
        call_command("rulebook", "publish", "beijing-2018")
