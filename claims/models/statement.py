"""Statement: words of people, in rows that can be erased; Records keep only their number and a salted digest."""

import hashlib
import secrets

from django.db import models
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _


class StatementKind(models.TextChoices):
    """Whose words, about what."""

    REPORT = "report", _("报案人的话")
    FINDINGS = "findings", _("查勘所见")
    REASONS = "reasons", _("核定说明")
    WHY_HERE = "why_here", _("为何适用于本案")
    OFFER = "offer", _("维修或赔付方案")
    SUPPLEMENT = "supplement", _("材料说明")
    NOTE = "note", _("备注")
    CALL = "call", _("通话记录")


def new_salt() -> str:
    """Draw 128 random bits, so that a digest tells nothing of short words."""
    return secrets.token_hex(16)


class Statement(models.Model):
    """One text, written under the key of the form that carried it: the same form twice is one row."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=StatementKind)
    subject = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="+")
    body = models.TextField(blank=True)
    reporter_name = models.CharField(max_length=80, blank=True)
    reporter_phone = models.CharField(max_length=40, blank=True)
    salt = models.CharField(max_length=32, default=new_salt)
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """One row per form and kind; a case's texts are found by subject."""

        constraints = (models.UniqueConstraint(fields=("owner", "key", "kind"), name="statement_written_once"),)
        indexes = (
            models.Index(fields=("subject", "kind"), name="statement_by_subject"),
            models.Index(Right("reporter_phone", 4), name="statement_by_phone_tail"),
        )

    def __str__(self) -> str:
        """Kind and number, never the words."""
        return f"{self.kind} {self.pk}"

    @property
    def digest(self) -> str:
        """Return the salted SHA-256 of everything a person wrote here, as hexadecimal digits."""
        words = f"{self.salt}\n{self.body}\n{self.reporter_name}\n{self.reporter_phone}"
        return hashlib.sha256(words.encode()).hexdigest()


def says_who_called(statement_id: int | None) -> bool:
    """Say whether a statement holds the name or the telephone of whoever made it."""
    found = Statement.objects.filter(pk=statement_id or 0).exclude(reporter_name="", reporter_phone="")
    return found.exists()
