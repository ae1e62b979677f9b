"""Subjects, the parties that stand on them, and the append-only log."""

from .aggregate import Aggregate, AggregateQuerySet
from .anchor import Anchor
from .key import IdempotencyKey
from .party import Party, PartyQuerySet
from .record import Form, Record
from .retry import Retry
from .state import StateField
from .subject import LINKS, Subject
from .words import ERASED, Words

__all__ = [
    "ERASED",
    "LINKS",
    "Aggregate",
    "AggregateQuerySet",
    "Anchor",
    "Form",
    "IdempotencyKey",
    "Party",
    "PartyQuerySet",
    "Record",
    "Retry",
    "StateField",
    "Subject",
    "Words",
]
