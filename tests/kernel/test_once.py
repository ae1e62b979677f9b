"""What an operation reads once, and when it reads anew."""

import pytest
from django.db import connection, transaction

from idi_platform.accounts.models import Person
from idi_platform.kernel.once import looking_back, once, operation, tell
from idi_platform.records.models import Subject

pytestmark = pytest.mark.django_db


@once(of="accounts_person")
def names(_among="all"):
    return tuple(Person.objects.values_list("name", flat=True))


@once()
def subjects():
    return Subject.objects.count()


@pytest.fixture
def somebody():
    return Person.objects.create(phone="+8613900000001", name="甲（演示）")


def test_a_question_is_asked_once_an_operation_and_by_its_arguments(django_assert_num_queries):
    with operation(), django_assert_num_queries(2):
        assert names() == names()
        names("others")
        names("others")


def test_outside_an_operation_nothing_is_kept(django_assert_num_queries):
    with django_assert_num_queries(2):
        names()
        names()


def test_nothing_outlives_the_operation(somebody):
    with operation():
        before = names()
    Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
    with operation():
        assert names() != before


def test_what_is_written_is_read_anew_and_a_write_elsewhere_leaves_it(somebody, django_assert_num_queries):
    with operation():
        before, count = names(), subjects()
        Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
        assert names() == tuple(name.replace("甲", "乙") for name in before)
        with django_assert_num_queries(1):  # what does not say which tables it reads asks after every write
            assert subjects() == count
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_subject SET seq = seq WHERE false")
        with django_assert_num_queries(0):
            names()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM records_subject FOR NO KEY UPDATE",
        "SELECT id FROM records_subject FOR SHARE",
        "SELECT pg_advisory_xact_lock(1)",
    ],
)
def test_after_a_lock_everything_is_read_anew(statement, django_assert_num_queries):
    with operation():
        names()
        with connection.cursor() as cursor:
            cursor.execute(statement)
        with django_assert_num_queries(1):
            names()


def test_what_is_rolled_back_was_never_kept(somebody):
    with operation():
        before = names()
        with transaction.atomic():
            Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
            assert names() != before
            transaction.set_rollback(True)
        assert names() == before


def test_one_operation_inside_another_begins_with_nothing_and_both_forget_what_is_written(
    somebody, django_assert_num_queries
):
    with operation():
        names()
        with operation():
            with django_assert_num_queries(1):
                names()
            Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
        with django_assert_num_queries(1):
            names()
            names()


@pytest.mark.django_db(transaction=True)
def test_a_page_keeps_nothing_of_a_transaction(django_assert_num_queries):
    with operation():
        with django_assert_num_queries(4), transaction.atomic():  # BEGIN and COMMIT are counted
            names()
            names()
        with django_assert_num_queries(1):
            names()
            names()


def test_what_came_along_with_another_question_is_kept_like_an_answer(somebody, django_assert_num_queries):
    with operation():
        tell(names, ("乙（演示）",))
        with django_assert_num_queries(0):
            assert names() == ("乙（演示）",)
        Person.objects.filter(pk=somebody.pk).update(name="丙（演示）")
        assert "丙（演示）" in names()


def test_what_is_told_outside_an_operation_is_not_kept(somebody):
    tell(names, ())
    assert "甲（演示）" in names()


def test_what_the_operation_around_knows_answers_only_who_looks_back_and_is_not_kept(
    somebody, django_assert_num_queries
):
    with operation():
        before = names()
        with operation():
            with looking_back(), django_assert_num_queries(0):
                assert names() is before
            with django_assert_num_queries(1):
                names()
            Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
            with looking_back():
                assert names() != before


def test_whoever_looks_back_and_finds_nothing_asks():
    with operation(), operation(), looking_back():
        assert names() == names()


def test_what_no_lock_guards_is_answered_by_the_operation_around(somebody, django_assert_num_queries):
    @once(of="accounts_person", is_guarded=False)
    def name(pk):
        return Person.objects.get(pk=pk).name

    with operation():
        tell(name, somebody.name, somebody.pk)
        with operation(), django_assert_num_queries(1):
            list(Subject.objects.select_for_update())
            assert name(somebody.pk) == somebody.name
        Person.objects.filter(pk=somebody.pk).update(name="乙（演示）")
        with operation():
            assert name(somebody.pk) == "乙（演示）"
