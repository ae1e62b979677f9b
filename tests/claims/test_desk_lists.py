"""The desk's queues and search: counts are the lists, the order is the remaining time, a page costs the same."""

import re

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import actions
from claims.desk import queues, searching
from claims.models import Claim, Intake
from idi_platform.accounts.models import Membership, Person
from idi_platform.accounts.roles import Role
from idi_platform.deadlines import calendars
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.projects.models import Project, Unit
from tests.asking import asked_by
from tests.cast import log_in, member
from tests.claims.test_budgets import many
from tests.copying import analyse

pytestmark = pytest.mark.django_db
QUEUE = "/console/"


@pytest.fixture(autouse=True)
def _fresh_calendar(monkeypatch, db):
    """A process asks once a second whether a new calendar was loaded; it is no page's query."""
    calendars.current()
    monkeypatch.setattr(calendars, "_FRESH_FOR", 3600.0)


def numbers(answer):
    return re.findall(r'name="claim" value="([^"]+)"', answer.content.decode())


def all_pages(client, address):
    found, seen = [], 0
    while address:
        answer = client.get(address)
        found += numbers(answer)
        link = answer.context["page"].next_href
        address = f"{QUEUE}{link}" if link else ""
        seen += 1
        assert seen < 50
    return found


def with_clocks(claim, count):
    """Give the first of the copies an end each, the later the sooner."""
    copies = list(Claim.objects.exclude(pk=claim.pk).order_by("pk")[:count])
    like = Clock.objects.filter(subject=claim.pk, kind="duty", due_at__isnull=False, owed_org__isnull=False).first()
    for number, copy in enumerate(copies):
        due = like.due_at - number * (like.due_at - like.started_at) / 1000
        Clock.objects.create(
            subject_id=copy.pk, name=like.name, kind="duty", force=like.force, started_at=like.started_at,
            due_at=due, owed_org_id=like.owed_org_id, state="open",
        )  # fmt: skip
    return copies


def test_every_count_is_its_list_and_nothing_stands_on_two_pages(client, handler, claim):
    many(claim, 120)
    with_clocks(claim, 70)
    log_in(client, handler)
    counts = queues.counts(
        queues.open_claims(handler.acting, clock.now()), queues.Filters(), handler.acting, clock.now()
    )
    assert counts["all"] == 121
    assert counts["new"] == 121
    for name in queues.BY_NAME:
        listed = all_pages(client, f"{QUEUE}?queue={name}")
        assert len(listed) == len(set(listed)) == counts[name], name
    for whose in ("mine", "team", "nobody"):
        listed = all_pages(client, f"{QUEUE}?whose={whose}")
        assert len(listed) == counts[f"whose_{whose}"], whose


def test_what_ends_first_stands_first_and_what_owes_nothing_last(client, handler, claim):
    many(claim, 60)
    with_clocks(claim, 20)
    log_in(client, handler)
    listed = all_pages(client, QUEUE)
    dues = {
        claim.number: Clock.objects.filter(subject=claim.pk, kind="duty", state="open", owed_org__isnull=False)
        .exclude(due_at=None)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
        for claim in Claim.objects.all()
    }
    ends = [dues[number] for number in listed]
    known = [end for end in ends if end is not None]
    assert known == sorted(known)
    assert ends[: len(known)] == known
    assert len(listed) == 61


def test_a_full_page_whose_duties_end_there_leads_on_to_the_rest(handler, claim):
    many(claim, 10)
    with_clocks(claim, 4)
    rows = queues.open_claims(handler.acting, clock.now())
    seen, query = [], QueryDict("")
    for _page in range(9):
        page = queues.page_of(rows, handler.acting, query, size=5)
        seen += [one.pk for one in page.items]
        if not page.next_href:
            break
        query = QueryDict(page.next_href.lstrip("?"))
    assert len(seen) == len(set(seen)) == 11


def test_mine_holds_what_i_stand_in_for(client, handler, claim, at):

    other = member(Role.handler, handler.organisation).person
    Claim.objects.filter(pk=claim.pk).update(handled_by=other.pk)
    log_in(client, handler)
    assert all_pages(client, f"{QUEUE}?whose=mine") == []
    Membership.objects.create(
        organisation=handler.organisation, role=Role.handler, person=handler.person, since="2026-09-01",
        stands_in_for=Membership.objects.get(person=other),
    )  # fmt: skip
    assert all_pages(client, f"{QUEUE}?whose=mine") == [claim.number]


def test_filters_of_the_address_narrow_the_list_and_its_counts(client, handler, claim):
    log_in(client, handler)
    project = claim.subject.project_id
    assert all_pages(client, f"{QUEUE}?project={project}&item=waterproofing") == [claim.number]
    answer = client.get(f"{QUEUE}?project={project}&item=structure")
    assert numbers(answer) == []
    assert answer.context["count"] == 0
    assert client.get(f"{QUEUE}?queue=no&whose=them&project=x&after=broken&part=rest").status_code == 200


def test_a_row_says_place_defect_cover_hint_handler(client, handler, report, claim):
    report(form_key="a-second-report")
    many(claim, 2)
    log_in(client, handler)
    page = client.get(QUEUE).content.decode()
    for words in ("1-0101", "防水", "确认", "疑似重复", "未分派"):
        assert words in page, words


def test_another_insurer_sees_nothing(client, other_insurer, claim):
    log_in(client, other_insurer)
    assert numbers(client.get(QUEUE)) == []
    assert numbers(client.get(f"{QUEUE}?q={claim.number}")) == []
    assert numbers(client.get(f"{QUEUE}?q=1-0101")) == []


@pytest.fixture
def telephoned(claim):
    """The claimant's telephone ends so."""
    person = Person.objects.get(pk=claim.claimant_person)
    return person.phone[-4:]


@pytest.mark.parametrize("typed", ["1-0101", "１－０１０１", "0101", "1号楼0101室"])
def test_a_home_is_found_however_it_is_typed(handler, claim, typed):
    assert list(searching.found(handler.acting, typed)) == [claim]


def test_the_tail_of_a_telephone_a_claim_a_receipt_and_a_policy_are_found(handler, claim, telephoned):
    receipt = Intake.objects.get(claim=claim).number
    for typed in (
        telephoned,
        claim.number,
        claim.number.lower(),
        claim.number[-6:],
        claim.number[-2:],
        receipt,
        claim.policy.number,
    ):
        assert claim in searching.found(handler.acting, typed), typed


def test_several_words_must_all_point_to_it(handler, claim):
    name = Unit.objects.get(pk=claim.subject.unit_id).building.insured_object.project.name
    assert list(searching.found(handler.acting, f"{name} 0101")) == [claim]
    assert list(searching.found(handler.acting, f"{name} 0999")) == []
    for home in ("1-0101", "1号楼0101室", "0101"):
        assert list(searching.found(handler.acting, f"{name}{home}")) == [claim], "a name and a home in one word"


def test_a_compound_whose_name_ends_in_digits_is_found(handler, claim):
    Project.objects.update(name="阳光100")
    for typed in ("阳光100", "阳光100 0101", "阳光100 1号楼0101室"):
        assert list(searching.found(handler.acting, typed)) == [claim], typed
    assert list(searching.found(handler.acting, "阳光200")) == []


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "1", "'; --", "x" * 500])
def test_nothing_is_found_by_nothing(client, handler, claim, typed):
    log_in(client, handler)
    assert list(searching.found(handler.acting, typed)) == []
    assert client.get(reverse("claims:console_queue"), {"q": typed or "零"}).status_code == 200


def test_a_search_page_tells_no_telephone_and_no_claimant(client, handler, claim, telephoned):
    person = Person.objects.get(pk=claim.claimant_person)
    log_in(client, handler)
    page = client.get(f"{QUEUE}?q={telephoned}").content.decode()
    assert claim.number in page
    assert person.name not in page
    assert person.phone not in page


@pytest.mark.parametrize(
    "address", [QUEUE, f"{QUEUE}?whose=mine", f"{QUEUE}?queue=overdue", f"{QUEUE}?queue=callback", f"{QUEUE}?q=0101"]
)
def test_a_page_costs_the_same_for_ten_and_a_thousand(client, handler, claim, address):
    log_in(client, handler)
    many(claim, 60)
    with_clocks(claim, 10)
    few = asked_by(client, address)
    many(claim, 1000)
    lots = asked_by(client, address)
    assert len(few) == len(lots) <= 20, lots


def test_an_ended_claim_stands_in_no_queue_and_is_found(client, handler, owner, claim):
    actions.withdraw(acting=owner.acting, key="taken-back", claim=claim)
    log_in(client, handler)
    assert all_pages(client, QUEUE) == []
    assert numbers(client.get(f"{QUEUE}?q={claim.number}")) == [claim.number]


def crowd(claim):
    """Fill the tables that are searched, so that the index is the way to take and not one of several short ones."""
    copies = (
        ("accounts_person", claim.claimant_person, {"phone": "'+8613' || (700000000 + n)"}),
        ("claims_statement", claim.statement_id, {"key": "'k' || n", "reporter_phone": "'+8613' || (700000000 + n)"}),
        (
            "projects_unit",
            claim.subject.unit_id,
            {"subject_id": "id", "state": "'unsold'", "number": "'9-' || (20000 + n)"},
        ),
    )
    with connection.cursor() as cursor:
        for table, like, changes in copies:
            primary = "subject_id" if table == "projects_unit" else "id"
            new = {"id": "-n"} if primary == "id" else {}
            fields = ", ".join(f"'{name}', {value}" for name, value in {**new, **changes}.items())
            rows = "SELECT -n AS id, n FROM generate_series(1, 3000) n"
            if table == "projects_unit":
                cursor.execute(
                    "INSERT INTO records_subject (id, kind, division_id, seq, head) OVERRIDING SYSTEM VALUE "
                    f"SELECT id, 'unit', %s, 0, ''::bytea FROM ({rows}) made",
                    [claim.subject.division_id],
                )
            cursor.execute(
                f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(t, "
                f"jsonb_build_object({fields}))).* FROM {table} t, ({rows}) made WHERE t.{primary} = %s",
                [like],
            )


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("3-1201", {"unit_by_last_digits"}),
        ("1201", {"unit_by_last_digits", "person_by_phone_tail", "statement_by_phone_tail", "claim_by_last_digits"}),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_every_way_of_searching_has_its_index(handler, report, typed, indexes):
    """What walks whole tables of people, homes or statements grows with the platform; an index does not.

    The database plans by what it knows of its tables: it is told of them first, or it would guess.
    """
    claim = report().claim
    with transaction.atomic():
        many(claim, 3000)
        crowd(claim)
    analyse()
    with CaptureQueriesContext(connection) as asked:
        list(searching.found(handler.acting, typed))
    union = next(one["sql"] for one in asked if "UNION" in one["sql"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {union}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert {index for index in indexes if index in plan} == indexes, plan
