"""Questions whose SQL is worked out once: each asker gets his own answer, and nothing of the first is kept."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_init

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Membership, Organisation, Person
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.prepared import ask
from idi_platform.kernel.questions import Fixed, question
from idi_platform.records import scopes
from idi_platform.records.models import Party, Record
from tests.cast import member

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def people():
    names = ("甲（演示）", "乙（演示）", "丙（演示）")
    return [Person.objects.create(phone=f"+86139000000{n:02}", name=name) for n, name in enumerate(names)]


def counted(build):
    """Return the question, and how often it was built."""
    built = []

    def building(*values, **named):
        built.append(1)
        return build(*values, **named)

    return question(building), built


def test_each_value_gets_its_own_answer_and_the_question_is_built_once(people, django_assert_num_queries):
    name_of, built = counted(lambda pk: Person.objects.filter(pk=pk).values_list("name", flat=True))
    with django_assert_num_queries(3):
        assert [name_of(person.pk) for person in people] == [[person.name] for person in people]
    assert len(built) == 1


def test_rows_that_are_written_meanwhile_are_seen(people):
    found, _built = counted(lambda pk: Person.objects.filter(pk=pk))
    assert found(people[0].pk)[0].name == people[0].name
    Person.objects.filter(pk=people[0].pk).update(name="丁（演示）")
    assert found(people[0].pk)[0].name == "丁（演示）"


def test_a_list_is_a_shape_by_its_length_and_an_empty_one_asks_nothing(people, django_assert_num_queries):
    found, built = counted(lambda pks: Person.objects.filter(pk__in=pks).order_by("pk"))
    first, second, third = (person.pk for person in people)
    assert [row.pk for row in found((first, second))] == [first, second]
    assert [row.pk for row in found((second, third))] == [second, third]
    assert [row.pk for row in found((third,))] == [third]
    with django_assert_num_queries(0):
        assert found(()) == []
    assert len(built) == 3


def test_what_is_missing_is_another_shape():
    found, built = counted(lambda cause: Record.objects.filter(cause=cause))
    assert found(None) == found(7) == []
    assert len(built) == 2


def test_what_is_fixed_stands_in_the_question(people):
    asked = []

    def build(name, pk):
        asked.append(name)
        return Person.objects.filter(pk=pk).values_list(name, flat=True)

    found = question(build)
    assert found(Fixed("name"), people[0].pk) == [people[0].name]
    assert found(Fixed("phone"), people[1].pk) == [people[1].phone]
    assert asked == ["name", "phone"]


def test_a_value_of_a_kind_that_no_statement_takes_is_refused():
    with pytest.raises(TypeError, match="takes no dict"):
        counted(lambda said: Person.objects.filter(name=said))[0]({"a": 1})


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: Person.objects.filter(name=f"{pk}"),
        lambda pk: Person.objects.filter(pk=int(pk)),
        lambda pk: Party.objects.filter(person__in=[pk]),
        lambda pk: Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)), name=pk),
        lambda pk: Party.objects.on(clock.local_date(clock.now())).filter(person=pk),
    ],
)
def test_a_question_that_would_keep_a_value_a_row_or_a_day_is_not_built(build):
    with pytest.raises((TypeError, RuntimeError)):
        question(build)(7)
    assert clock.now() is not None


def test_two_capacities_of_one_kind_share_the_question_and_see_their_own():
    def build(acting, on):
        return scopes.parties_of(acting, {PartyRole.developer}, on).values_list("organisation_id", flat=True)

    found, built = counted(build)
    one, other = (Organisation(pk=pk) for pk in (101, 102))
    sql = []
    with connection.execute_wrapper(lambda run, *asked: (sql.append(asked[1]), run(*asked))[1]):
        for organisation in (one, other):
            found(Acting("person", 5, organisation.pk, frozenset({Role.developer})), DAY)
    assert len(built) == 1
    assert [one.pk in sql[0], other.pk in sql[0], one.pk in sql[1], other.pk in sql[1]] == [True, False, False, True]
    found(Acting("person", 5, None, frozenset({Role.developer})), DAY)
    assert len(built) == 2


def test_what_is_the_same_for_everybody_stands_in_the_statement(people):
    odd = "50%s \\'o%%'"
    Person.objects.filter(pk=people[0].pk).update(name=odd)
    found, _built = counted(lambda pk: Person.objects.filter(pk=pk, name=odd, is_superuser=False).values_list("name"))
    assert found(people[0].pk) == [(odd,)]
    assert found(people[1].pk) == []
    for _time in range(5):
        found(people[0].pk)
    kept = "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE statement LIKE %s"
    assert {len(types) for (types,) in ask(kept, ["%50\\%s%"])} == {1}


def test_a_statement_is_prepared_from_the_third_time_on_and_outlives_a_refusal(people):
    found, _built = counted(lambda pk: Person.objects.filter(pk=pk).values_list("name", "phone"))
    for _time in range(5):
        found(people[0].pk)
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    assert ask(kept, ['%"name"%"phone"%'])[0][0] >= 1
    with transaction.atomic():
        found(people[1].pk)
        transaction.set_rollback(True)
    assert found(people[1].pk) == [(people[1].name, people[1].phone)]


def held(row):
    """Return what a row holds, its related rows as well."""
    said = {name: value for name, value in vars(row).items() if name != "_state"}
    cached = {name: held(one) for name, one in row._state.fields_cache.items() if one is not None}
    return type(row), said, row._state.adding, row._state.db, cached


def test_a_row_is_what_django_makes_of_it_with_the_rows_it_belongs_to():
    member(Role.handler)
    rows = Membership.objects.select_related("person", "organisation", "stands_in_for").order_by("-pk")[:1]
    asked, _built = counted(rows.all)
    (ours,) = asked()
    assert held(ours) == held(rows.get())
    assert ours.person_id == ours.person.pk
    ours.save()
    ours.refresh_from_db()


def test_who_listens_when_a_row_is_made_is_heard(people):
    heard = []

    def hear(instance, **_how):
        heard.append(instance.pk)

    post_init.connect(hear, sender=Person)
    try:
        asked, _built = counted(lambda pk: Person.objects.filter(pk=pk))
        asked(people[0].pk)
    finally:
        post_init.disconnect(hear, sender=Person)
    assert heard == [people[0].pk]
