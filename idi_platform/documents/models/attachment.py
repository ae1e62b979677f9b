"""Attachment: a photo, a video or a paper that somebody hands in as evidence."""

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.acting import Acting
from idi_platform.documents.access import hanging_on_visible_subjects
from idi_platform.records.queue import Owed, OwedQuerySet, OwedState


class AttachmentKind(models.TextChoices):
    """What an attachment is."""

    PHOTO = "photo", _("照片")
    VIDEO = "video", _("视频")
    PAPER = "paper", _("材料")


class AttachmentState(models.TextChoices):
    """What has been made of the upload."""

    STORED = "stored", _("已收到")
    READY = "ready", _("可查看")
    UNREADABLE = "unreadable", _("打不开")


class AttachmentQuerySet(OwedQuerySet["Attachment"]):
    """Attachments by reader."""

    def visible_to(self, acting: Acting, kinds: Iterable[str] | None = None) -> Self:
        """Evidence of subjects that the capacity may see, of these kinds if given, and its own drafts."""
        if acting.kind == "system":
            return self.all()
        own = Q(subject__isnull=True, uploader_key=acting.owner_key)
        return self.filter(hanging_on_visible_subjects(acting, kinds) | own)

    def draft_of(self, acting: Acting, draft: uuid.UUID) -> Self:
        """What a capacity has uploaded for a form that is not filed yet."""
        return self.filter(subject__isnull=True, draft=draft, uploader_key=acting.owner_key)


class Attachment(Owed):
    """One file as it was handed in, kept byte for byte, and the views made from it.

    `sha256` is that of the original, computed while it was received; `received_at` is the server's legal time. Both
    are the proof, EXIF never is: `taken_at` is what the camera's clock said. `view` and `thumbnail` are re-encoded,
    upright and without any metadata. `number` counts per subject from 1 and is shown as E-01; a draft has none yet.
    `duplicate_of` is an earlier upload of the same bytes.
    """

    called = _("材料的预览")

    subject = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="attachments")
    number = models.PositiveIntegerField(null=True)
    draft = models.UUIDField(null=True)
    kind = models.CharField(max_length=8, choices=AttachmentKind)
    uploader_key = models.CharField(max_length=80)
    uploaded_by: "models.JSONField[Any, Any]" = models.JSONField()
    received_at = models.DateTimeField()
    original_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    original = models.FileField(max_length=200)
    view = models.FileField(max_length=200, blank=True)
    thumbnail = models.FileField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=AttachmentState, default=AttachmentState.STORED)
    note = models.CharField(max_length=200, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        """One number per subject; the same bytes of one uploader come once into one draft or subject."""

        constraints = (
            models.UniqueConstraint(fields=("subject", "number"), name="attachment_number_once"),
            models.UniqueConstraint(
                fields=("draft", "uploader_key", "sha256"),
                condition=Q(subject__isnull=True),
                name="attachment_once_per_draft",
            ),
            models.CheckConstraint(
                name="attachment_numbered_on_subject",
                condition=Q(subject__isnull=True, number__isnull=True, draft__isnull=False)
                | Q(subject__isnull=False, number__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(owed_state=OwedState.FAILED), name="attachment_failed"),
            models.Index(
                fields=("next_try_at", "id"), condition=Q(owed_state=OwedState.PENDING), name="attachment_pending"
            ),
            models.Index(fields=("draft",), condition=Q(subject__isnull=True), name="attachment_draft"),
        )

    def __str__(self) -> str:
        """The number on papers."""
        return self.label

    @property
    def waits_for_its_view(self) -> bool:
        """Whether no page shows it yet: a picture or a video in which nobody has looked for a place; never a paper."""
        return self.state == AttachmentState.STORED and self.media_type != "application/pdf"

    @property
    def label(self) -> str:
        """E-01, or empty for a draft."""
        return "" if self.number is None else f"E-{self.number:02d}"
