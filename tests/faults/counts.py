"""Counting what was lost, doubled or late, from the database and the folders of a stack."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_OWED = """
SELECT (SELECT count(*) FROM documents_paper WHERE owed_state = 'pending')
     + (SELECT count(*) FROM notifications_notice WHERE owed_state = 'pending')
     + (SELECT count(*) FROM deadlines_followup WHERE owed_state = 'pending')
     + (SELECT count(*) FROM documents_attachment WHERE owed_state = 'pending')
     + (SELECT count(*) FROM deadlines_clock WHERE next_at <= %(now)s)
"""
_EVENTS_TWICE = """
SELECT count(*) FROM (
    SELECT FROM records_record WHERE name LIKE 'clock.%%'
    GROUP BY facts ->> 'clock_id', name, occurred_at HAVING count(*) > 1) twice
"""
_FOLLOWED_TWICE = """
SELECT count(*) FROM (
    SELECT FROM deadlines_followup GROUP BY record_id, act, what HAVING count(*) > 1) twice
"""
_BREACHES_LOST = """
SELECT count(*) FROM deadlines_clock c
WHERE c.kind = 'duty' AND c.due_at <= %(now)s AND c.state IN ('open', 'overdue')
  AND (c.breached_at IS NULL OR NOT EXISTS (
      SELECT FROM records_record r WHERE r.subject_id = c.subject_id AND r.name = 'clock.due_passed'
        AND (r.facts ->> 'clock_id')::bigint = c.id))
"""
_BREACHES_LATE = """
SELECT (SELECT count(*) FROM deadlines_clock WHERE breached_at <> due_at)
     + (SELECT count(*) FROM records_record r JOIN deadlines_clock c ON c.id = (r.facts ->> 'clock_id')::bigint
         WHERE r.name = 'clock.due_passed' AND r.occurred_at <> c.due_at)
"""
_PAPERS_LOST = """
SELECT count(*) FROM documents_paper WHERE number IS NULL OR file = '' OR owed_state = 'failed' OR state = 'pending'
"""
_NUMBERS_MISSING = """
SELECT coalesce(sum(last - count), 0) FROM (
    SELECT max(substring(number FROM '〕(\\d+)号')::int) AS last, count(*) AS count
    FROM documents_paper WHERE number IS NOT NULL GROUP BY substring(number FROM '^(.*〕)')) series
"""
_PAPERS_TWICE = """
SELECT count(*) FROM (
    SELECT FROM documents_paper WHERE supersedes_id IS NULL
    GROUP BY record_id, code, recipient_person_id, recipient_organisation_id, recipient_role
    HAVING count(*) > 1) twice
"""
_DISPATCHES = """
SELECT count(*) FILTER (WHERE steps = 0), count(*) FILTER (WHERE steps > 1) FROM (
    SELECT p.id, count(r.id) AS steps FROM documents_paper p
    LEFT JOIN records_record r ON r.subject_id = p.subject_id AND r.name = s.kind || '.record_dispatch'
      AND (r.facts ->> 'paper_id')::bigint = p.id
    WHERE p.dispatched_at IS NOT NULL AND s.kind = 'claim' GROUP BY p.id) told
""".replace("LEFT JOIN", "JOIN records_subject s ON s.id = p.subject_id LEFT JOIN", 1)
_NOTICES_LOST = """
SELECT count(*) FROM notifications_notice n
WHERE (n.owed_state = 'failed' AND n.channel <> 'email')
   OR (n.owed_state = 'done' AND NOT EXISTS (SELECT FROM notifications_delivery d WHERE d.notice_id = n.id))
"""
_FAILED = "SELECT count(*) FROM deadlines_followup WHERE owed_state = 'failed'"
_FILED = """
SELECT count(*) FROM {table} c JOIN claims_statement s ON s.id = c.statement_id WHERE s.key = %(key)s
"""
_DECIDED = (
    "SELECT count(*) FROM records_record WHERE subject_id = %(claim)s AND name IN ('claim.accept', 'claim.refuse')"
)
_DETERMINED = "SELECT count(*) FROM claims_determination WHERE claim_id = %(claim)s"


@dataclass(frozen=True, slots=True)
class Count:
    """How many were lost, doubled, late."""

    lost: int = 0
    doubled: int = 0
    late: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Add up."""
        return Count(self.lost + other.lost, self.doubled + other.doubled, self.late + other.late)


class Counter:
    """Asks one stack."""

    def __init__(self, connection: psycopg.Connection[Any], now: object, media: Path, outbox: Path) -> None:
        """Take a connection, the legal instant, and where files stand."""
        self.connection, self.media, self.outbox = connection, media, outbox
        self.now = now

    def ask(self, query: str, **parameters: object) -> int:
        """Return the one number that a query answers."""
        return int(self.connection.execute(query, {"now": self.now, **parameters}).fetchone()[0])

    def owed(self) -> int:
        """Return how much is owed: papers, messages, follow-ups, views of evidence, clocks to look at."""
        return self.ask(_OWED)

    def filings(self, key: str) -> Count:
        """One report and one claim under a form's key."""
        counted = Count()
        for table in ("claims_intake", "claims_claim"):
            counted += _one(self.ask(_FILED.format(table=table), key=key))
        return counted

    def decisions(self, claim: int) -> Count:
        """One record of the decision and one determination."""
        return _one(self.ask(_DECIDED, claim=claim)) + _one(self.ask(_DETERMINED, claim=claim))

    def events(self) -> Count:
        """Each breach once, at its legal instant, and what follows from each event once."""
        lost = self.ask(_BREACHES_LOST) + self.ask(_FAILED)
        doubled = self.ask(_EVENTS_TWICE) + self.ask(_FOLLOWED_TWICE)
        late = self.ask(_BREACHES_LATE) + self.ask("SELECT count(*) FROM deadlines_clock WHERE next_at <= %(now)s")
        return Count(lost, doubled, late)

    def papers(self) -> Count:
        """One number, one file and one dispatch for each paper, and no number left out."""
        named = {row[0] for row in self.connection.execute("SELECT file FROM documents_paper WHERE file <> ''")}
        found = {str(path.relative_to(self.media)) for path in (self.media / "papers").rglob("*.pdf")}
        untold, told_twice = self.connection.execute(_DISPATCHES).fetchone()
        lost = self.ask(_PAPERS_LOST) + self.ask(_NUMBERS_MISSING) + len(named - found) + untold
        doubled = self.ask(_PAPERS_TWICE) + len(found - named) + told_twice
        return Count(lost, doubled, self.ask("SELECT count(*) FROM documents_paper WHERE owed_state = 'pending'"))

    def messages(self) -> Count:
        """One file and one proof for each message and address."""
        proofs = self.connection.execute("SELECT proof ->> 'file' FROM notifications_delivery WHERE proof ? 'file'")
        named = [row[0] for row in proofs]
        found = {str(path.relative_to(self.outbox)) for path in self.outbox.rglob("notice-*")}
        lost = self.ask(_NOTICES_LOST) + len(set(named) - found)
        doubled = len(named) - len(set(named)) + len(found - set(named))
        return Count(lost, doubled, self.ask("SELECT count(*) FROM notifications_notice WHERE owed_state = 'pending'"))


def _one(found: int) -> Count:
    return Count(lost=int(found == 0), doubled=max(0, found - 1))
