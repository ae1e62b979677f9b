"""How many queries a page takes: the same with 10 rows and with 1,000, and never more than 20.

Each number is a sum, so that whoever raises it says for what.
"""

import pytest
from django.db import connection
from django.urls import reverse

from claims.models import Claim, Repair
from idi_platform.accounts.models import Person
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment
from idi_platform.embedded import databases
from idi_platform.kernel import clock
from idi_platform.projects.models import Project
from idi_platform.records import chain
from idi_platform.records.models import Form, Record, Subject
from idi_platform.workflow.models import Proposal, RefusedAttempt, Review, Violation
from regulators.indicators.months import Month
from regulators.models import MonthlyReport
from tests.asking import asked_by, asking
from tests.copying import copied
from tests.doors.cases import REPORT
from tests.portal.stuck import stuck

SESSION, PERSON, MEMBERSHIP = 1, 1, 1
OWNER = SESSION + PERSON
STAFF = SESSION + PERSON + MEMBERSHIP
LIMIT = 20
COUNTED = "records_subject, claims_claim, deadlines_clock"

pytestmark = pytest.mark.django_db


def rows_like(like, subjects):
    """Store a copy of a row for each subject."""
    type(like).objects.bulk_create(type(like)(subject_id=subject, **_columns(like)) for subject in subjects)


def _columns(row):
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in {"id", "subject_id"}]
    return {name: getattr(row, name) for name in names}


@pytest.fixture(scope="module", autouse=True)
def _may_count_rows(world, database_host):
    """Let the tests count rows for the planner, as the database does of itself soon after many came."""
    with databases.admin_connection(database_host, connection.settings_dict["NAME"]) as superuser:
        superuser.execute(f"GRANT MAINTAIN ON {COUNTED} TO {databases.APP_ROLE}")


def the_same_for_10_and_1000(browser, path, more):
    """Assert that a list of 1,000 rows asks no more than one of 10 on the page, and stays within the limit."""
    more(60)  # more than one page, so that both times a full one is drawn
    few = asked_by(browser, path)
    more(940)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {COUNTED}")
    many = asked_by(browser, path)
    assert len(few) == len(many) <= LIMIT, many


def claims_like(world, many):
    return copied(Claim, world.claim, many, prefix="X")


def visits_like(world, many):
    copied(Claim, world.neighbours, many, prefix="X")


def approvals(world, many):
    rows_like(Proposal.objects.get(pk=world.proposal), claims_like(world, many))


def corrections(world, many):
    rows_like(Proposal.objects.get(pk=world.correction), claims_like(world, many))


def violations(world, many):
    record = Record.objects.get(pk=world.filed)
    like = Violation(record=record, gate="claim.file.x", clause="BJ-5-3", message="现象（演示）", opened_at=clock.now())
    rows_like(like, claims_like(world, many))


def attempts(world, many):
    said = [{"code": "claim.accept.x", "message": "现象（演示）", "clause": "BJ-5-3", "effect": "block"}]
    RefusedAttempt.objects.bulk_create(
        RefusedAttempt(
            subject_id=claim,
            step="claim.accept",
            acting={"kind": "person", "roles": ["handler"]},
            refusals=said,
            at=clock.now(),
            digest=claim.to_bytes(32, "big"),
        )
        for claim in claims_like(world, many)
    )


def reviews(world, many):
    like = Review(correction_id=world.filed, about="claim.accept", opened_at=clock.now())
    rows_like(like, claims_like(world, many))


def projects(world, many):
    copied(Project, Project.objects.get(pk=world.project).number, many, prefix="X")


def orders(world, many):
    """Repairs of as many claims, each ordered from the contractor."""
    claims = list(Claim.objects.filter(pk__in=claims_like(world, many)).select_related("subject"))
    made = [
        Subject(
            kind="repair",
            division_id=claim.subject.division_id,
            **{f"{name}_id": pk for name, pk in claim.subject.link_ids().items()},
        )
        for claim in claims
    ]
    Subject.objects.bulk_create(made)
    firm = world.people["contractor"].organisation.pk
    Repair.objects.bulk_create(
        Repair(subject_id=subject.pk, claim=claim, state="ordered", repairer=firm, ordered_at=clock.now())
        for subject, claim in zip(made, claims, strict=True)
    )


def months(_world, many):
    """Months of the city's reports, one after the other."""
    first = MonthlyReport.objects.order_by("-month").values_list("month", flat=True)[0]
    after = [Month(first).plus(number) for number in range(1, many + 1)]
    made = Subject.objects.bulk_create(Subject(kind="monthly_report", division_id="110000") for _month in after)
    MonthlyReport.objects.bulk_create(
        MonthlyReport(subject_id=subject.pk, state="open", place="110000", month=month.first, ends_on=month.last)
        for subject, month in zip(made, after, strict=True)
    )


def work(kind):
    return lambda _world, many: stuck(kind, many)


LISTS = {
    "an owner's home": ("owner", "/owner/", claims_like),
    "a service desk's cases": ("hotline", "/service/", claims_like),
    "a service desk's month": ("hotline", "/service/month/?month=2026-09", claims_like),
    "a desk's queue": ("handler", "/console/", claims_like),
    "a queue by stage": ("handler", "/console/?queue=survey", claims_like),
    "a queue of what is late": ("handler", "/console/?queue=overdue", claims_like),
    "a queue by search": ("handler", "/console/?q=0101", claims_like),
    "a queue's second page": ("handler", "/console/?page=2", claims_like),
    "a queue by whose it is": ("handler", "/console/?whose=nobody", claims_like),
    "visits": ("handler", "/console/visits/", claims_like),
    "a surveyor's day": ("surveyor", "/field/", visits_like),
    "rules of assignment": ("approver", "/console/rules/", claims_like),
    "a duty roster": ("approver", "/console/duty/", claims_like),
    "approvals": ("approver", "/console/approvals/", approvals),
    "corrections": ("approver", "/console/corrections/", corrections),
    "reviews": ("handler", "/console/reviews/", reviews),
    "violations": ("handler", "/console/violations/", violations),
    "refused attempts": ("handler", "/console/attempts/", attempts),
    "projects": ("underwriter", "/console/projects/", projects),
    "notices of homes": ("underwriter", "/console/notices/?q=1-01", projects),
    "projects with findings": ("contractor", "/site/projects/findings/", projects),
    "monthly reports": ("report_clerk", "/regulator/reports/", months),
    "work orders": ("contractor", "/site/orders/", orders),
    "steps owed": ("operator", "/console/work/?kind=steps", work("steps")),
    "papers owed": ("operator", "/console/work/?kind=papers", work("papers")),
    "evidence owed": ("operator", "/console/work/?kind=evidence", work("evidence")),
    "messages owed": ("operator", "/console/work/?kind=notices", work("notices")),
    "messages without an address": ("operator", "/console/work/?kind=unreached", work("unreached")),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_the_same_for_10_and_1000(world, sessions, name):
    who, path, more = LISTS[name]
    the_same_for_10_and_1000(sessions(who), path, lambda many: more(world, many))


# The sums: the way in, then what the page asks for; the law is one query, whatever its layers.
LAW = 1
MENU = 1  # messages not yet read
# claim, ticket, parties, home, clocks, insurer, papers 2, records, names, evidence, reports that joined
OWNER_CLAIM = OWNER + LAW + MENU + 14
OWNER_OFFER = OWNER + LAW + MENU + 3  # claim; its steps and the contract's terms: until when it would be owed
OWNER_TICKET = OWNER + LAW + MENU + 10  # ticket, parties, evidence, home, clocks, liable, papers 2, records, names
# proposal, claim, home, words 2, evidence, clocks, records, names, what stands near, what waits before and after
APPROVAL = STAFF + LAW + 11
PAGES = {
    "an owner's claim": ("owner", "claims:owner_claim", "claim", OWNER_CLAIM),
    "an owner's offer": ("owner", "claims:owner_offer", "offered", OWNER_OFFER),
    "an owner's ticket": ("owner", "claims:owner_ticket", "ticket", OWNER_TICKET),
    "a desk's claim": ("handler", "claims:console_claim", "claim", LIMIT),
    "a desk's claim with an offer": ("handler", "claims:console_claim", "offered", LIMIT),
    "a desk's routed claim": ("approver", "claims:console_claim", "formers", LIMIT),
    "a desk's approval": ("approver", "claims:console_approval", "proposal", APPROVAL),
    "a surveyor's visit": ("surveyor", "claims:field_visit", "neighbours", LIMIT),
    "a visit that failed": ("surveyor", "claims:field_failed", "neighbours", LIMIT),
    "a case at the service desk": ("hotline", "claims:service_claim", "claim", LIMIT),
    "a policy": ("underwriter", "policies:policy", "policy", LIMIT),
    "a developer's policy": ("developer", "policies:developer_policy", "policy", LIMIT),
    "a project": ("underwriter", "projects_console:project", "project", LIMIT),
    "a case": ("handler", "cases_console:subject", "claim_id", LIMIT),
    "what was found at a project": ("contractor", "findings_site:project", "project", LIMIT),
    "a monthly report": ("report_clerk", "reports:report", "report", LIMIT),
    "a finding": ("regulator_of_city", "findings_regulator:one", "finding", LIMIT),
    "a policy's case": ("underwriter", "cases_console:subject", "policy", LIMIT),
    "a form of correction": ("handler", "cases_console:correct", "filed", LIMIT),
    "a question of law": ("approver", "cases_console:decide", "claim_id", LIMIT),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_one_thing_stays_within_its_budget(world, sessions, page):
    who, name, argument, most = PAGES[page]
    assert most <= LIMIT
    path = reverse(name, args=[getattr(world, argument)])
    found = asked_by(sessions(who), path)
    assert len(found) <= most, found


MANY = 100


def grown(subject_id):
    """Let a case have a long life: records of all kinds by several people, clocks, evidence."""
    people = Person.objects.values_list("pk", flat=True)[:20]
    for number in range(MANY):
        person = people[number % len(people)]
        acting = {"kind": "person", "person": person, "organisation": None, "roles": ["handler"], "door": "console"}
        form = Form.EVENT if number % 3 else Form.STEP
        name = "claim.determination:due_passed" if form == Form.EVENT else "claim.note"
        chain.append(
            chain.Link(subject_id=subject_id, form=form, name=name, acting=acting, occurred_at=clock.now(),
                       recorded_at=clock.now(), facts={"clock": "claim.determination"} if form == Form.EVENT else {})
        )  # fmt: skip
    clocks = [Clock(subject_id=subject_id, **_columns(row)) for row in Clock.objects.all()[:MANY]]
    for number, row in enumerate(clocks):
        row.name, row.state = f"claim.many_{number}", "met"
    Clock.objects.bulk_create(clocks)
    photo = Attachment.objects.first()
    for number in range(MANY):
        like = Attachment(**_columns(photo))
        like.subject_id, like.number, like.sha256 = subject_id, 1000 + number, f"{number:064x}"
        like.save(force_insert=True)


GROWN = {
    "an owner's claim": "claim_id",
    "a desk's claim": "claim_id",
    "a policy": "policy",
    "a project": "project",
    "a case": "claim_id",
}


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_the_same_for_few_and_many_records_clocks_and_evidence(world, sessions, page):
    who, name, argument, most = PAGES[page]
    path, browser = reverse(name, args=[getattr(world, argument)]), sessions(who)
    few = asked_by(browser, path)
    grown(getattr(world, GROWN[page]))
    many = asked_by(browser, path)
    assert len(few) == len(many) <= most, many


# A report over HTTP: three acts (taken in, filed, opened) of some 25 each, with key, locks, record and clocks; the look
# for an earlier record of the same defect; a receipt and two notices. Performance asks for 25 altogether: for that the
# three acts would have to become one.
FILING = 61


def test_filing_over_http_takes_the_same_among_10_claims_and_among_1000(world, sessions):
    browser = sessions("owner")

    def filed(number):
        with asking() as asked:
            key = f"6f6f6f6f-0000-4000-8000-{number:012}"
            answer = browser.post(reverse("claims:owner_report"), {**REPORT, "home": world.owners_home, "key": key})
        assert answer.status_code == 302
        return asked

    filed(1)
    few = filed(2)
    claims_like(world, 1000)
    many = filed(3)
    assert len(few) == len(many) <= FILING, many
