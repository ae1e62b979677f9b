"""How often an act asks the database, to the statement, and what each of them is for."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Place
from tests.asking import asking
from tests.cast import log_in
from tests.claims.test_report_days import hidden

pytestmark = pytest.mark.django_db
WHERE = {"place": "bathroom", "what": "waterproofing:basement_roof_wetroom_leak"}
WHEN = {"found": "today", "severity": "growing"}
LAW = r"FROM rulebooks_binding"
FILING = {
    "who asks: session and person": (2, r'FROM "django_session"|"accounts_person"."password"'),
    "the homes that he sees": (1, r'SELECT "projects_unit".*LIMIT 50'),
    "the law: for the form, for who looks on, and anew under the locks": (3, LAW),
    "which defects the form offers": (1, r'SELECT "policies_coverrow"."item"'),
    "the contract that the case hangs on": (1, r"jsonb_build_array"),
    "the keys of all three steps": (1, r"INSERT INTO records_idempotencykey"),
    "what is locked, and who looks at it": (2, r'"records_subject"."id" IN|"kind" = .* IN \('),
    "all locks, in rank order": (1, r"FOR SHARE OF s|FOR NO KEY UPDATE OF s"),
    "the words": (2, r'INSERT INTO claims_statement|UPDATE "claims_statement"'),
    "both numbers": (1, r"INSERT INTO claims_numbersequence"),
    "whether he sees the home under the locks": (1, r'"records_subject" WHERE \(\("'),
    "two subjects": (2, r'INSERT INTO "records_subject"'),
    "their rows, and the report once more when it leads on": (3, r'(INTO|UPDATE) "claims_(intake|claim)"'),
    "three records, each with its link": (3, r"INSERT INTO records_record"),
    "photos that were uploaded": (1, r'FROM "documents_attachment"'),
    "for whom an agent stands": (1, r'FROM "projects_homebinding"'),
    "the same defect before": (2, r'SELECT "claims_(ticket|claim)"'),
    "contract, place and cover under the locks": (3, r'SELECT "policies_(policy|coverrow)"|SELECT "projects_unit"'),
    "who looks at the claim": (1, r'SELECT "claims_subrogation"'),
    "who owes: all parties at once": (1, r'SELECT "records_party"'),
    "all clocks": (1, r'INSERT INTO "deadlines_clock"'),
    "who took it in": (1, r'SELECT "accounts_person"."name"'),
    "the receipt": (1, r'INSERT INTO "documents_paper"'),
    "all messages": (1, r'INSERT INTO "notifications_notice"'),
    "what the keys have led to": (1, r"UPDATE records_idempotencykey"),
    "the draft goes": (1, r'DELETE FROM "claims_reportdraft"'),
}  # fmt: skip


def grouped(asked, groups):
    """Return how many statements each group holds; whatever belongs to none stands under its own text."""
    found = Counter()
    for sql in asked.sql:
        named = (name for name, (_count, pattern) in groups.items() if re.search(pattern, sql, re.DOTALL))
        found[next(named, sql[:300])] += 1
    return dict(found)


def wanted(groups):
    return {name: count for name, (count, _pattern) in groups.items()}


def filled_in(client, address):
    """Go through the screens; return what the last one would send."""
    second = client.post(address, {**hidden(client.get(address)), **WHERE})
    third = client.post(address, {**hidden(client.get(second.url)), **WHEN})
    return {**hidden(client.get(third.url)), "words": "楼上洗澡后开始滴水。"}


def test_filing_asks_what_it_needs_and_nothing_twice(client, owner, home, report):
    report(defect=actions.Defect(place=Place.OTHER))  # once in its life a process learns more
    log_in(client, owner)
    address = reverse("claims:owner_report")
    form = filled_in(client, address)
    with asking() as asked:
        answer = client.post(address, form)
    assert answer.url.endswith("/receipt/")
    assert grouped(asked, FILING) == wanted(FILING), asked
