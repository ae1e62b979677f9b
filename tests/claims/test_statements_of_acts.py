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
    "who asks: the session and its person": (1, r'FROM "accounts_session".*JOIN "accounts_person"'),
    "the homes that he sees": (1, r'SELECT "projects_unit".*LIMIT 50'),
    "the law: for the form, and anew under the locks": (2, LAW),
    "which defects the form offers": (1, r'SELECT "policies_coverrow"."item"'),
    "the contract that the case hangs on": (1, r"jsonb_build_array"),
    "the keys of all three steps": (1, r"INSERT INTO records_idempotencykey"),
    "what is locked, and who looks at it": (1, r'"kind" = .* IN \(.*"records_subject"."id" IN'),
    "all locks, in rank order": (1, r"FOR SHARE OF s|FOR NO KEY UPDATE OF s"),
    "the words": (1, r"INSERT INTO claims_statement"),
    "both numbers, and those of both subjects": (1, r"INSERT INTO claims_numbersequence"),
    "whether he sees the home under the locks": (1, r'"records_subject" WHERE \(\("'),
    "two subjects, each with its row and its first record": (2, r'INSERT INTO records_record.*INTO "records_subject"'),
    "the report, which leads on, with its record": (1, r'UPDATE "claims_intake".*INSERT INTO records_record'),
    "photos that were uploaded": (1, r'FROM "documents_attachment"'),
    "for whom an agent stands": (1, r'FROM "projects_homebinding"'),
    "whether anything came before at the home, and the claim that did": (
        2,
        r'SELECT DISTINCT "records_subject"."kind"|SELECT "claims_claim"',
    ),
    "contract, place and cover under the locks": (3, r'SELECT "policies_(policy|coverrow)"|SELECT "projects_unit"'),
    "who owes: all parties at once": (1, r'SELECT "records_party"'),
    "the draft goes; all clocks, the receipt, all messages, what the keys have led to": (
        1,
        r'DELETE FROM claims_reportdraft.*"deadlines_clock".*"documents_paper".*"notifications_notice".*idempotencykey',
    ),
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


def test_a_new_claim_knows_what_hangs_on_it_once_its_act_is_over(report):
    claim = report().claim
    assert not claim.subject.is_bare
