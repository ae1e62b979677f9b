"""Recomputing the chains in Python, independently of the database function that made them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F

from .anchors import anchor_file, kept_days, merkle_root
from .models import Anchor, Record, Subject, Words
from .words import refs_in

_OTHER_HEAD = "链头与最后一条记录不符"


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first thing that does not hold, in words."""

    subject_id: int | None
    seq: int | None
    why: str


def canonical(value: Any) -> str:
    """Return JSON as PostgreSQL's jsonb prints it: keys by length then bytes, one space after comma and colon."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(canonical(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def link_hash(record: Record) -> bytes:
    """Return the hash that the record's columns must have."""
    parts = [
        bytes(record.prev).hex(),
        record.subject_id,
        record.seq,
        record.form,
        record.name,
        record.source,
        record.target,
        record.acting,
        _instant(record.occurred_at),
        _instant(record.recorded_at),
        record.facts,
        record.reasons,
        record.revision_id,
        record.clauses,
        record.cause_id,
        record.corrects_id,
    ]
    return hashlib.sha256(canonical(parts).encode()).digest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def broken_links(limit: int = 1) -> list[BrokenLink]:
    """Walk every chain in order and every anchor; return at most `limit` faults, earliest subject first."""
    found: list[BrokenLink] = []
    for fault in _faults():
        found.append(fault)
        if len(found) >= limit:
            break
    return found


def first_fault_of(subject_id: int) -> BrokenLink | None:
    """Recompute one subject's chain; return its first fault, or None when every link holds."""
    return next(_chain_faults(subject_id), None)


def _faults() -> Iterator[BrokenLink]:
    days = kept_days()  # before the anchors: whatever is kept outside by now has its row
    anchors = list(Anchor.objects.order_by("day"))
    yield from _chain_faults()
    yield from _words_faults()
    for anchor in anchors:
        yield from _anchor_faults(anchor)
    for day in sorted(set(days) - {anchor.day for anchor in anchors}):
        yield BrokenLink(None, None, f"{day} 的锚在库外有留存，库里却没有")


def _chain_faults(subject_id: int | None = None) -> Iterator[BrokenLink]:
    """Walk the chains. One statement reads records and heads, as of one instant: what comes meanwhile is no fault."""
    of_one, one = ({}, {}) if subject_id is None else ({"subject": subject_id}, {"pk": subject_id})
    records = Record.objects.filter(**of_one).annotate(last=F("subject__seq"), head=F("subject__head"))
    in_order = records.order_by("subject_id", "seq").iterator(chunk_size=2000)
    for _, links in groupby(in_order, attrgetter("subject_id")):
        yield from _link_faults(links)
    without_records = Subject.objects.filter(**one, records=None).exclude(seq=0, head=b"").order_by("pk")
    for subject in without_records:
        yield BrokenLink(subject.pk, subject.seq, _OTHER_HEAD)


def _link_faults(links: Iterable[Any]) -> Iterator[BrokenLink]:
    """Check one chain from its beginning, and that it ends where its subject says: `last` and `head` of each record."""
    seq, head = 0, b""
    for record in links:
        if record.seq != seq + 1:
            yield BrokenLink(record.subject_id, record.seq, f"第 {seq + 1} 号记录缺失")
        if bytes(record.prev) != head:
            yield BrokenLink(record.subject_id, record.seq, "与上一条记录的校验值接不上")
        if bytes(record.hash) != link_hash(record):
            yield BrokenLink(record.subject_id, record.seq, "记录内容与校验值不符")
        seq, head = record.seq, bytes(record.hash)
    if (record.last, bytes(record.head)) != (seq, head):
        yield BrokenLink(record.subject_id, record.last, _OTHER_HEAD)


def _words_faults() -> Iterator[BrokenLink]:
    """Compare words that stand with the digests in the records that name them; erased ones have nothing to compare."""
    named = Record.objects.exclude(reasons={}).order_by("subject_id", "seq")
    for record in named.only("subject_id", "seq", "reasons").iterator(chunk_size=2000):
        for ref in refs_in(record.reasons).values():
            words = Words.objects.filter(pk=ref["words_id"]).first()
            if words is None:
                yield BrokenLink(record.subject_id, record.seq, "记录指向的文字不见了")
            elif words.erased_at is None and words.digest != ref["digest"]:
                yield BrokenLink(record.subject_id, record.seq, "文字与记录里的校验值不符")


def _anchor_faults(anchor: Anchor) -> Iterator[BrokenLink]:
    root, _ = merkle_root(anchor.last_record_id, anchor.horizon, anchor.ceiling)
    if root != bytes(anchor.root):
        yield BrokenLink(None, None, f"{anchor.day} 的锚与当日链头不符")
    kept = anchor_file(anchor.day)
    if kept.exists() and kept.read_text().split()[1] != bytes(anchor.root).hex():
        yield BrokenLink(None, None, f"{anchor.day} 的锚与库外留存不符")
    if not kept.exists():
        yield BrokenLink(None, None, f"{anchor.day} 的库外留存不见了")
