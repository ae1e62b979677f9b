"""Idempotency: the same request twice has one effect; another request under the same key is refused."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import KeyReused
from idi_platform.kernel.prepared import ask
from idi_platform.kernel.rows import Together
from idi_platform.records.models import IdempotencyKey, Record

from .models import Proposal

_CLAIM = """
INSERT INTO records_idempotencykey (owner, key, digest) VALUES (%s, %s, %s)
ON CONFLICT (owner, key) DO NOTHING RETURNING id
"""
_CLAIM_ALL = """
INSERT INTO records_idempotencykey (owner, key, digest)
SELECT %s, wanted.key, ''::bytea FROM unnest(%s::text[]) AS wanted(key) ORDER BY wanted.key
ON CONFLICT (owner, key) DO NOTHING RETURNING key, id
"""
_SETTLE = """
UPDATE records_idempotencykey k SET record_id = led.record, proposal_id = led.proposal, digest = led.digest
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[]) AS led(id, record, proposal, digest)
WHERE k.id = led.id
"""


class Claimed(NamedTuple):
    """A key that is held: its number, and the finished row if it was used before."""

    pk: int
    used: IdempotencyKey | None


class Answered(NamedTuple):
    """What a new key stands for and has led to."""

    digest: bytes
    done: Record | Proposal


def digest_of(step: str, scope: Mapping[str, Any], facts: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of what is asked for."""
    text = json.dumps([step, dict(scope), dict(facts)], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()


def claim(owner: str, key: str, digest: bytes) -> Claimed:
    """Take the key, waiting for whoever holds it.

    Raises KeyReused when it stood for something else.
    """
    found = ask(_CLAIM, [owner, key, digest])
    if found:
        return Claimed(int(found[0][0]), None)
    used = IdempotencyKey.objects.select_related("record").get(owner=owner, key=key)
    check_stands_for(used, digest)
    return Claimed(used.pk, used)


def claim_all(owner: str, wanted: frozenset[str]) -> dict[str, Claimed]:
    """Take several keys of one owner in one order, waiting for whoever holds one; what they stand for is said later.

    Nobody else sees a new key before the transaction ends, and then it stands for what has been settled.
    """
    if not wanted:
        return {}
    found = {key: Claimed(pk, None) for key, pk in ask(_CLAIM_ALL, [owner, sorted(wanted)])}
    if len(found) < len(wanted):
        used = IdempotencyKey.objects.select_related("record").filter(owner=owner, key__in=wanted - found.keys())
        found |= {row.key: Claimed(row.pk, row) for row in used}
    return found


def check_stands_for(used: IdempotencyKey, digest: bytes) -> None:
    """Raise KeyReused when a key stood for something else."""
    if bytes(used.digest) != digest:
        raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))


def settle(led_to: Mapping[int, Answered], owed: Together) -> None:
    """Let what keys stand for and have led to be kept, by their numbers: a Record, or a Proposal that waits."""
    found = [
        (key, *((None, done.pk) if isinstance(done, Proposal) else (done.pk, None)), digest)
        for key, (digest, done) in led_to.items()
    ]
    if found:
        owed.run(_SETTLE, [list(column) for column in zip(*found, strict=True)])
