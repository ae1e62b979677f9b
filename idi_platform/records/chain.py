"""Writing links: one statement inserts the Record and moves its subject's head."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from idi_platform.kernel.prepared import prepared_cursor

_APPEND = """
WITH link AS (
    INSERT INTO records_record (subject_id, seq, form, name, source, target, acting, occurred_at, recorded_at,
        facts, reasons, revision_id, clauses, cause_id, corrects_id, prev, hash)
    SELECT s.id, s.seq + 1, %(form)s, %(name)s, %(source)s, %(target)s, %(acting)s::jsonb, %(occurred_at)s,
        %(recorded_at)s, %(facts)s::jsonb, %(reasons)s::jsonb, %(revision_id)s, %(clauses)s::jsonb, %(cause_id)s,
        %(corrects_id)s, s.head, ''::bytea
    FROM records_subject s WHERE s.id = %(subject_id)s
    RETURNING id, subject_id, seq, hash
)
UPDATE records_subject s SET seq = link.seq, head = link.hash FROM link WHERE s.id = link.subject_id
RETURNING link.id, link.seq, link.hash
"""


@dataclass(frozen=True, slots=True)
class Link:
    """What one Record says; instants are UTC, kept to the second."""

    subject_id: int
    form: str
    name: str
    acting: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime
    source: str = ""
    target: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, Any] = field(default_factory=dict)
    revision_id: int | None = None
    clauses: Sequence[str] = ()
    cause_id: int | None = None
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where the link stands now."""

    record_id: int
    seq: int
    hash: bytes


def append(link: Link) -> Written:
    """Append a link to its subject's chain; the caller holds the Subject row FOR NO KEY UPDATE."""
    with prepared_cursor() as cursor:
        cursor.execute(
            _APPEND,
            {
                "subject_id": link.subject_id,
                "form": link.form,
                "name": link.name,
                "source": link.source,
                "target": link.target,
                "acting": json.dumps(dict(link.acting)),
                "occurred_at": link.occurred_at,
                "recorded_at": link.recorded_at,
                "facts": json.dumps(dict(link.facts)),
                "reasons": json.dumps(dict(link.reasons)),
                "revision_id": link.revision_id,
                "clauses": json.dumps(list(link.clauses)),
                "cause_id": link.cause_id,
                "corrects_id": link.corrects_id,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"Subject {link.subject_id} does not exist.")
    return Written(record_id=row[0], seq=row[1], hash=bytes(row[2]))
