"""Paper: one document owed by a step, drawn from frozen data, numbered, handed over."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.acting import Acting
from idi_platform.documents.access import hanging_on_visible_subjects
from idi_platform.records.queue import Owed, OwedQuerySet, OwedState


class PaperState(models.TextChoices):
    """Where a paper stands."""

    PENDING = "pending", "待生成"
    RENDERED = "rendered", "已生成"
    DISPATCHED = "dispatched", "已发出"
    FAILED = "failed", "生成失败"


class PaperQuerySet(OwedQuerySet["Paper"]):
    """Papers by reader and standing."""

    def visible_to(self, acting: Acting, kinds: Iterable[str] | None = None) -> Self:
        """Papers of subjects that the capacity may see, of these kinds if given, and those that are addressed to it."""
        if acting.kind == "system":
            return self.all()
        mine = Q()
        if acting.organisation_id is not None:
            mine |= Q(recipient_organisation_id=acting.organisation_id)
        elif acting.person_id is not None:
            mine |= Q(recipient_person_id=acting.person_id)
        reach = hanging_on_visible_subjects(acting, kinds)
        return self.filter(reach | mine if mine else reach)

    def readable(self) -> Self:
        """Papers whose file exists."""
        return self.exclude(file="")

    def standing(self) -> Self:
        """Papers neither voided nor superseded."""
        return self.filter(voided_at__isnull=True, superseded_by__isnull=True)


class Paper(Owed):
    """One paper.

    `data` is frozen when the paper is owed: what the page shows then is what stands there for ever. `number` and
    `issued_at` (legal time) are given together, once, when the worker takes the paper up. `sha256` is that of the file.
    `dispatched_at` is when it was handed to its channel, `arrived_at` when that reported its arrival (legal time).
    `edition` and `revision_id` name the rulebook it was made under.
    """

    called = _("文书")

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="papers")
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="papers")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    edition = models.CharField(max_length=60)
    revision_id = models.BigIntegerField(null=True)
    lang = models.CharField(max_length=10, default="zh-Hans")
    data: "models.JSONField[Any, Any]" = models.JSONField()
    recipient_person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="papers")
    recipient_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="papers"
    )
    recipient_role = models.CharField(max_length=20, blank=True)
    owed_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=PaperState, default=PaperState.PENDING)
    number = models.CharField(max_length=80, null=True, unique=True)
    verification_code = models.CharField(max_length=20, unique=True)
    issued_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    file = models.FileField(max_length=200, blank=True)
    dispatched_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    objects = PaperQuerySet.as_manager()

    class Meta:
        """Workers find what is owed; pages list a subject's papers."""

        constraints = (
            models.CheckConstraint(
                name="paper_at_most_one_recipient",
                condition=Q(recipient_person__isnull=True) | Q(recipient_organisation__isnull=True),
            ),
            models.CheckConstraint(
                name="paper_drawn_has_number_and_file",
                condition=Q(state__in=["pending", "failed"])
                | (Q(number__isnull=False, issued_at__isnull=False) & ~Q(sha256="") & ~Q(file="")),
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(owed_state=OwedState.FAILED), name="paper_failed"),
            models.Index(fields=("next_try_at", "id"), condition=Q(owed_state=OwedState.PENDING), name="paper_pending"),
            models.Index(fields=("subject", "code", "id"), name="paper_of_subject"),
        )

    def __str__(self) -> str:
        """Title and number."""
        return f"{self.title} {self.number or ''}".strip()

    def fail(self, error: str) -> None:
        """Leave the paper to a person; one that was not drawn yet says so, whatever this copy of the row remembers."""
        with transaction.atomic():
            super().fail(error)
            Paper.objects.filter(pk=self.pk, state=PaperState.PENDING).update(state=PaperState.FAILED)

    def revive(self) -> tuple[str, ...]:
        """Let it be drawn again; its number stays."""
        if self.state != PaperState.FAILED:
            return ()
        self.state = PaperState.PENDING
        return ("state",)

    @property
    def has_recipient(self) -> bool:
        """Whether the platform can hand the paper to somebody itself."""
        return self.recipient_person_id is not None or self.recipient_organisation_id is not None

    @property
    def standing(self) -> str:
        """valid, voided or superseded."""
        if self.voided_at is not None:
            return "voided"
        return "superseded" if hasattr(self, "superseded_by") else "valid"
