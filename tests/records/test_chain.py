"""The log: links, refusals of change, tampering found, anchors."""

import threading
import time
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from idi_platform.projects.models import Project
from idi_platform.records import chain
from idi_platform.records.anchors import anchor_file, make_anchor
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Form, Record, Subject
from idi_platform.records.verify import broken_links, canonical, first_fault_of

AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def subject(kind="claim"):
    return Subject.objects.create(kind=kind, division_id="110106")


def project():
    """Return one that is not written yet, in the state to which its first step leads."""
    row = Project(subject=Subject(kind="project", division_id="110106"), name="云杉家园（演示）")
    row.__dict__["state"] = "registered"
    return row


def link(to, name="claim.file", **given):
    return chain.append(
        chain.Link(
            subject_id=to.pk,
            form=given.pop("form", Form.STEP),
            name=name,
            acting={"kind": "system"},
            occurred_at=AT,
            recorded_at=AT,
            **given,
        )
    )


@pytest.mark.django_db
def test_links_continue_each_other_and_verify():
    one, other = subject(), subject()
    first = link(one, facts={"item": "waterproofing", "长": [1, None, True, 'a\n"引号"\\\x01'], "b": {"zz": 1, "a": 2}})
    link(other)
    second = link(one, "claim.accept", reasons={"x": "y"}, clauses=["BJ-20-2b"])
    assert (first.seq, second.seq) == (1, 2)
    stored = Record.objects.get(pk=second.record_id)
    assert bytes(stored.prev) == first.hash
    one.refresh_from_db()
    assert (one.seq, bytes(one.head)) == (2, second.hash)
    assert broken_links() == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_reserved", [False, True])
def test_a_subject_its_row_and_its_first_link_are_written_at_once(is_reserved, django_assert_num_queries):
    row = project()
    number = chain.reserve(row.subject) if is_reserved else None
    said = chain.Link(
        None, Form.STEP, "project.open", {"kind": "system"}, AT, AT, facts={"name": "x"}, clauses=["BJ-1"]
    )
    with django_assert_num_queries(1):
        written = chain.begin(said, row.subject, row)
    assert number in {None, written.subject_id}
    stored = Project.objects.select_related("subject").get(pk=written.subject_id)
    assert (row.pk, stored.name, stored.subject.project_id) == (stored.pk, row.name, stored.pk)
    assert (stored.subject.seq, bytes(stored.subject.head)) == (1, written.hash)
    record = Record.objects.get(pk=written.record_id)
    assert (record.seq, record.facts, record.clauses, bytes(record.prev)) == (1, {"name": "x"}, ["BJ-1"], b"")
    again = link(row.subject, "project.rename")
    assert again.seq == 2
    assert broken_links() == []


@pytest.mark.django_db
def test_a_row_is_saved_with_the_link_that_says_so(django_assert_num_queries):
    row = project()
    chain.begin(chain.Link(None, Form.STEP, "project.open", {"kind": "system"}, AT, AT), row.subject, row)
    row.name = "云杉里（演示）"
    with django_assert_num_queries(1):
        chain.append(chain.Link(row.pk, Form.STEP, "project.rename", {"kind": "system"}, AT, AT), row=row)
    assert Project.objects.get(pk=row.pk).name == "云杉里（演示）"
    assert Record.objects.filter(subject=row.pk).count() == 2


@pytest.mark.django_db
def test_a_link_of_a_subject_that_is_not_there_is_refused():
    with pytest.raises(LookupError):
        chain.append(chain.Link(987654321, Form.STEP, "claim.file", {"kind": "system"}, AT, AT))


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ({"bb": 1, "a": "é"}, '{"a": "é", "bb": 1}'),
        (["\x1f", "\x7f", "\t", "/"], '["\\u001f", "\x7f", "\\t", "/"]'),
        ({"龙": 1, "zzz": 2, "zz": 3}, '{"zz": 3, "zzz": 2, "龙": 1}'),
    ],
)
@pytest.mark.django_db
def test_canonical_json_is_what_the_database_prints(value, printed):
    from psycopg.types.json import Jsonb

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [Jsonb(value)])
        assert cursor.fetchone()[0] == canonical(value) == printed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_record SET name = 'claim.refuse'",
        "DELETE FROM records_record",
        "TRUNCATE records_record CASCADE",
        "DELETE FROM records_subject",
    ],
)
def test_the_app_role_can_only_append(statement):
    link(subject())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Record.objects.get().name == "claim.file"


@pytest.mark.django_db(transaction=True)
def test_even_the_tables_owner_is_refused(as_owner):
    link(subject())
    with pytest.raises(DatabaseError, match="records.append_only"):
        as_owner("UPDATE records_record SET name = 'claim.refuse'")
    with pytest.raises(DatabaseError, match="records.append_only"):
        as_owner("TRUNCATE records_record CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_database_user_who_edits_a_record_is_found(as_superuser):
    one = subject()
    link(one, facts={"amount": "100.00"})
    link(one, "claim.accept")
    call_command("verify_records")
    as_superuser(
        "SET session_replication_role = replica",
        'UPDATE records_record SET facts = \'{"amount": "999.00"}\' WHERE seq = 1',
    )
    fault = broken_links()[0]
    assert (fault.subject_id, fault.seq, fault.why) == (one.pk, 1, "记录内容与校验值不符")
    with pytest.raises(CommandError, match=f"对象 {one.pk} 第 1 号"):
        call_command("verify_records")


@pytest.mark.django_db(transaction=True)
def test_a_database_user_who_takes_records_away_is_found(as_superuser):
    shortened, emptied = subject(), subject()
    for one in (shortened, emptied):
        link(one)
        link(one, "claim.accept")
    as_superuser(
        "SET session_replication_role = replica",
        f"DELETE FROM records_record WHERE subject_id = {emptied.pk} OR seq = 2",
    )
    ends_elsewhere = [(one.pk, 2, "链头与最后一条记录不符") for one in (shortened, emptied)]
    assert [(fault.subject_id, fault.seq, fault.why) for fault in broken_links(9)] == ends_elsewhere
    assert first_fault_of(emptied.pk).why == "链头与最后一条记录不符"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("around", [nullcontext, transaction.atomic], ids=["command", "in a transaction"])
def test_what_is_appended_while_the_chains_are_walked_is_no_fault(around):
    """After every statement of the walk somebody else takes a step, opens a case and anchors the day."""
    one, days = subject(), count()
    link(one)

    def append():
        link(one, "claim.note")
        link(subject())
        make_anchor(date(2026, 9, 28) + timedelta(days=next(days)))
        connection.close()

    def and_then(execute, *asked):
        done = execute(*asked)
        other = threading.Thread(target=append)
        other.start()
        other.join()
        return done

    with around(), connection.execute_wrapper(and_then):
        assert broken_links(9) == []
        assert first_fault_of(one.pk) is None
    assert Record.objects.filter(subject=one).count() == next(days) + 1 > 4
    assert broken_links(9) == []


def anchored_on():
    """Make anchors until one covers what is there; transactions of other tests on this server hold the horizon back."""
    for number in range(500):
        made = make_anchor(date(2026, 9, 28) + timedelta(days=number))
        if made.subjects:
            return made.day
        time.sleep(0.5)
    raise AssertionError("No anchor covers what was committed a minute ago.")


@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_a_database_user_who_rebuilds_the_whole_chain_is_found_by_the_anchor(as_superuser):
    one = subject()
    link(one, facts={"amount": "100.00"})
    day = anchored_on()
    as_superuser(
        "SET session_replication_role = replica",
        'UPDATE records_record SET facts = \'{"amount": "999.00"}\'',
        "UPDATE records_record r SET hash = record_hash(r.prev, r.subject_id, r.seq, r.form, r.name, r.source,"
        " r.target, r.acting, r.occurred_at, r.recorded_at, r.facts, r.reasons, r.revision_id, r.clauses, r.cause_id,"
        " r.corrects_id)",
        "UPDATE records_subject s SET head = r.hash FROM records_record r WHERE r.subject_id = s.id",
    )
    assert [fault.why for fault in broken_links()] == [f"{day} 的锚与当日链头不符"]


@pytest.mark.django_db(transaction=True)
def test_a_database_user_who_deletes_the_anchor_too_is_found_by_what_is_kept_outside(as_superuser):
    link(subject())
    make_anchor(date(2026, 9, 28))
    as_superuser("SET session_replication_role = replica", "DELETE FROM records_anchor")
    assert [fault.why for fault in broken_links()] == ["2026-09-28 的锚在库外有留存，库里却没有"]


@pytest.mark.django_db(transaction=True)
def test_an_anchor_covers_what_was_restored_from_another_cluster(as_superuser):
    """The transactions of that one had numbers that the counter of this one reaches in a long while."""
    days = [date(2026, 9, day) for day in (28, 29, 30)]
    one = subject()
    link(one)
    make_anchor(days[0])
    link(subject())
    as_superuser(
        "SET session_replication_role = replica",
        "UPDATE records_record SET written_in = written_in + 1000000000",
        "UPDATE records_anchor SET horizon = horizon + 1000000000",
    )
    assert make_anchor(days[1]).subjects == 2
    link(one, "claim.accept")
    assert make_anchor(days[2]).subjects == 2
    assert broken_links(9) == []
    as_superuser("SET session_replication_role = replica", "DELETE FROM records_record WHERE name = 'claim.file'")
    assert {f"{day} 的锚与当日链头不符" for day in days[1:]} <= {fault.why for fault in broken_links(9)}


@pytest.mark.django_db(transaction=True)
def test_an_anchor_is_made_once_and_covers_what_was_committed():
    one = subject()
    link(one)
    first = make_anchor(date(2026, 9, 28))
    link(one, "claim.accept")
    again = make_anchor(date(2026, 9, 28))
    assert (again.pk, bytes(again.root)) == (first.pk, bytes(first.root))
    assert anchor_file(date(2026, 9, 28)).read_text().split()[1] == bytes(first.root).hex()
    assert broken_links() == []
    anchor_file(date(2026, 9, 28)).unlink()
    assert "库外留存不见了" in broken_links()[0].why


@pytest.mark.django_db
def test_histories_apply_corrections_and_leave_annulled_steps_out():
    one = subject("building")
    accepted = link(one, "building.accept", facts={"accepted_on": "2023-03-17"})
    filed = link(one, "building.file_acceptance")
    link(
        one,
        "correct",
        form=Form.CORRECTION,
        corrects_id=accepted.record_id,
        facts={"facts": {"accepted_on": "2023-03-07"}},
    )
    link(one, "correct", form=Form.CORRECTION, corrects_id=filed.record_id, facts={"annul": True})
    (only,) = effective_steps(one.pk)
    assert (only.name, only.facts, only.is_corrected) == ("building.accept", {"accepted_on": "2023-03-07"}, True)
