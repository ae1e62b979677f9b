"""What rulebooks may say about filings, violations, credit and indicators: facts, paths and names."""

from typing import Any

from idi_platform.projects.models import Project
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of, linked, register_fields

from .indicators.definitions import definitions
from .models import CreditKind, CreditRecord, Filing, MatterKind, MonthlyReport, SupervisionMatter, ViolationCase


def register() -> None:
    """Register all names of this app; the kinds and steps come from the lifecycles."""
    for model in (Filing, ViolationCase, CreditRecord, SupervisionMatter):
        register_fields(model)
        vocabulary.path(model.kind, "project", "project", read=linked(Project))
    register_fields(MonthlyReport)
    kinds: tuple[tuple[str, str, str, Any], ...] = (
        ("credit_record.kind", "记录类型", "credit_kind", CreditKind),
        ("supervision_matter.kind", "监管措施", "matter_kind", MatterKind),
    )
    for code, definition in definitions().items():
        vocabulary.indicator(code.lower(), zh=definition.title.zh, en=definition.title.en)
    for name, zh, column, choices in kinds:
        column_fact(name, "choice", zh, "kind", attribute=column, choices=labels_of(choices))
