"""Idempotency: the same request twice has one effect; another request under the same key is refused."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import KeyReused
from idi_platform.records.models import IdempotencyKey, Record

from .models import Proposal

_CLAIM = """
INSERT INTO records_idempotencykey (owner, key, digest) VALUES (%s, %s, %s)
ON CONFLICT (owner, key) DO NOTHING RETURNING id
"""
_SETTLE = """
UPDATE records_idempotencykey k SET record_id = led.record, proposal_id = led.proposal
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS led(id, record, proposal) WHERE k.id = led.id
"""


def digest_of(step: str, scope: Mapping[str, Any], facts: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of what is asked for."""
    text = json.dumps([step, dict(scope), dict(facts)], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()


def claim(owner: str, key: str, digest: bytes) -> tuple[int, IdempotencyKey | None]:
    """Take the key, waiting for whoever holds it; return its number, and the finished row if it was used before.

    Raises KeyReused when it stood for something else.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [owner, key, digest])
        row = cursor.fetchone()
    if row is not None:
        return int(row[0]), None
    used = IdempotencyKey.objects.select_related("record").get(owner=owner, key=key)
    if bytes(used.digest) != digest:
        raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))
    return used.pk, used


def settle(led_to: Mapping[int, Record | Proposal]) -> None:
    """Keep what keys have led to, by their numbers: a Record, or a Proposal that waits."""
    found = [
        (key, *((None, done.pk) if isinstance(done, Proposal) else (done.pk, None))) for key, done in led_to.items()
    ]
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(column) for column in zip(*found, strict=True)])
