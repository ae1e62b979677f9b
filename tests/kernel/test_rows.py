"""Rows that are written by statements put together once: the same as Django writes them."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, transaction

from idi_platform.accounts.models import Person
from idi_platform.kernel.rows import Together, insert, insert_once
from idi_platform.notifications.models import Channel, Notice
from tests.cast import OrganisationFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def notice(key, **given):
    if not given:
        phone = "+8613900000008"
        given = {"person": Person.objects.get_or_create(phone=phone, defaults={"name": "收信人（演示）"})[0]}
    return Notice(
        template="claim.filed_desk",
        channel=Channel.IN_APP,
        title="新报案 100%（演示）",
        body="一 %s 二 $1 'x'",
        data={"case": "BJ-2026-000001", "长": [1, None, True]},
        dedupe_key=key,
        owed_at=AT,
        **given,
    )


def stored(row):
    return {field.attname: getattr(type(row).objects.get(pk=row.pk), field.attname) for field in row._meta.fields}


@pytest.mark.parametrize("given", [{}, {"organisation": True, "role": "handler"}])
def test_a_row_is_written_as_django_writes_it(given):
    if "organisation" in given:
        given = {**given, "organisation": OrganisationFactory.create(kind="insurer")}
    ours, theirs = notice("ours", **given), notice("theirs", **given)
    insert([ours])
    theirs.save()
    mine, others = stored(ours), stored(theirs)
    differing = {name for name in mine if mine[name] != others[name]}
    assert differing <= {"id", "dedupe_key", "next_try_at"}
    assert not ours._state.adding
    ours.title = "改过"
    ours.save()
    assert Notice.objects.get(pk=ours.pk).title == "改过"


def test_each_of_many_rows_bears_its_own_key(django_assert_num_queries):
    rows = [notice(f"key {number}") for number in range(7)]
    with django_assert_num_queries(1):
        insert(rows)
    assert {row.pk: row.dedupe_key for row in rows} == dict(
        Notice.objects.filter(dedupe_key__startswith="key").values_list("pk", "dedupe_key")
    )


def test_what_is_there_already_is_left_out():
    first = notice("once")
    insert([first])
    insert_once([notice("once"), notice("another"), notice("another")])
    found = Notice.objects.filter(dedupe_key__in=("once", "another")).order_by("pk")
    assert [row.dedupe_key for row in found] == ["once", "another"]
    assert found[0].pk == first.pk


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
        insert_once([])
        Together().send()


def test_writes_of_several_kinds_go_in_one_statement(django_assert_num_queries):
    person = Person.objects.create(phone="+8613900000009", name="甲（演示）")
    together = Together()
    people = [Person(phone=f"+861390000001{number}", name=f"第{number}（演示）") for number in range(2)]
    notices = [notice("a"), notice("b")]
    together.insert(people)
    together.run("UPDATE accounts_person SET name = %s WHERE id = %s", ["乙（演示）", person.pk])
    together.insert_once([notice("c")])
    together.insert(notices)
    with django_assert_num_queries(1):
        together.send()
    assert [Person.objects.get(pk=one.pk).phone for one in people] == [one.phone for one in people]
    assert [Notice.objects.get(pk=one.pk).dedupe_key for one in notices] == ["a", "b"]
    assert Person.objects.get(pk=person.pk).name == "乙（演示）"
    assert Notice.objects.filter(dedupe_key="c").exists()
    with django_assert_num_queries(0):
        together.send()


def test_a_text_that_is_too_long_is_refused_and_not_cut():
    with pytest.raises(DataError), transaction.atomic():
        insert([notice("x" * 300)])
    assert not Notice.objects.filter(dedupe_key__startswith="xxx").exists()


def test_more_rows_than_one_statement_takes_go_in_several_and_each_bears_its_own_key(django_assert_num_queries):
    """A big compound is told at once: the database takes no more than 65,535 values in one statement."""
    rows = [notice(f"many {number}") for number in range(4000)]
    together = Together()
    together.insert(rows)
    together.insert_once([notice("many 0"), notice("and one more")])
    with django_assert_num_queries(3):
        together.send()
    found = dict(Notice.objects.filter(dedupe_key__startswith="many").values_list("pk", "dedupe_key"))
    assert {row.pk: row.dedupe_key for row in rows} == found
    assert Notice.objects.filter(dedupe_key="and one more").exists()
