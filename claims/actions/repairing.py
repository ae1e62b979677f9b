"""What a repairer reports on a work order: the pictures first, each by itself, then the step that rests on them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from claims.models import Repair, StatementKind, Ticket
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.documents.receiving import adopt, receive
from idi_platform.kernel import clock
from idi_platform.records.governing import law_of
from idi_platform.workflow import locks, permissions
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.onlookers import onlookers_of
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed, Proposed


def report_on(
    *,
    acting: Acting,
    key: str,
    order: Repair | Ticket,
    step: str,
    files: "Sequence[UploadedFile[Any]]" = (),
    words: str = "",
    **facts: Any,
) -> Performed | Proposed:
    """Take a step of a work order, with pictures of the works and words beside the log.

    Args:
        acting: Who repairs.
        key: The form's key, a UUID as text; the same form twice keeps each file once and has one effect.
        order: The repair, or the report before cover.
        step: The step's name.
        files: The uploads of this form.
        words: How it is repaired, for a step that is worded.
        facts: The step's facts.

    Raises:
        BadInput, NotVisible, NotPermitted, Refused, KeyReused. Nothing is taken in where the capacity may not.
    """
    definition = lifecycle_of(order.kind).steps[step]
    permissions.check_visible(order, definition, acting)
    law = law_of(order.subject, clock.local_date(clock.now()))
    permissions.check_role(definition, acting, law, in_breach=False, approves=False, is_caused=False)
    draft = UUID(key)
    ids = {receive(file, acting=acting, draft=draft, goes_to=order.pk).pk for file in files}

    def work() -> Performed | Proposed:
        locks.take({order.pk, *onlookers_of(order.subject)})
        adopt(draft, order.pk, acting=acting, only=ids)
        said = dict(facts)
        if ids:
            said["evidence_ids"] = sorted(ids)
        if words.strip():
            kept = write_statement(acting=acting, key=key, kind=StatementKind.NOTE, body=words, subject_id=order.pk)
            said |= {"statement_id": kept.pk, "statement_digest": kept.digest}
        return perform(order, step, acting=acting, key=key, **said)

    return in_one_transaction(work)
