"""The daily Merkle root over all chain heads, in the database and in a file outside it."""

import hashlib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from .models import Anchor

_HEADS = """
SELECT DISTINCT ON (subject_id) subject_id, seq, hash FROM records_record
WHERE id <= %s AND (written_in < %s OR written_in >= %s) ORDER BY subject_id, seq DESC
"""
_EDGE = """
WITH edge AS (SELECT pg_snapshot_xmin(s)::text::bigint AS horizon, pg_snapshot_xmax(s)::text::bigint AS ceiling
              FROM pg_current_snapshot() s)
SELECT coalesce(max(r.id), 0), e.horizon, CASE WHEN bool_or(r.written_in >= e.ceiling) THEN e.ceiling END
FROM edge e LEFT JOIN records_record r ON r.written_in < e.horizon OR r.written_in >= e.ceiling
GROUP BY e.horizon, e.ceiling
"""
"""Numbers below the horizon are of transactions that have ended. What is seen and bears a number that no transaction
here has had so far, the ceiling or above, came by a restore and was committed elsewhere."""


def merkle_root(last_record_id: int, horizon: int, ceiling: int | None) -> tuple[bytes, int]:
    """Return the root over the heads as they stood at an anchor's edge, in subject order, and their number."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [last_record_id, horizon, ceiling])
        level = [_leaf(subject_id, seq, bytes(head)) for subject_id, seq, head in cursor.fetchall()]
    count = len(level)
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() for pair in pairs]
    return (level[0] if level else hashlib.sha256(b"").digest()), count


def _leaf(subject_id: int, seq: int, head: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + f"{subject_id}:{seq}:".encode() + head).digest()


def anchor_file(day: date) -> Path:
    """Return where a day's root is kept outside the database."""
    return Path(settings.ANCHOR_DIR) / f"{day.isoformat()}.anchor"


def kept_days() -> list[date]:
    """Return the days of which a root is kept outside the database."""
    return sorted(date.fromisoformat(path.stem) for path in Path(settings.ANCHOR_DIR).glob("*.anchor"))


def make_anchor(day: date) -> Anchor:
    """Write the anchor of a day once; a second call returns the first."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records.anchor'))")
        made = Anchor.objects.filter(day=day).first()
        if made is None:
            with connection.cursor() as cursor:
                cursor.execute(_EDGE)
                last, horizon, ceiling = cursor.fetchone()
            root, count = merkle_root(last, horizon, ceiling)
            made = Anchor.objects.create(
                day=day, root=root, subjects=count, last_record_id=last, horizon=horizon, ceiling=ceiling
            )
    kept = anchor_file(day)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        kept.write_text(f"{day.isoformat()} {bytes(made.root).hex()} {made.subjects} {made.last_record_id}\n")
    return made
