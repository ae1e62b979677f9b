"""Words: what a person typed beside an act, in a row that can be erased; a Record keeps its number and a digest."""

import hashlib
import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Person
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.names import clean_text
from idi_platform.records.triggers import erased_only

ERASED = _("已按规定删除")
"""What a page says where words stood."""
_GROUND_LENGTH = 200


def new_salt() -> str:
    """Draw 128 random bits, so that a digest tells nothing of short words."""
    return secrets.token_hex(16)


class WordsQuerySet(models.QuerySet["Words"]):
    """Words by what becomes of them."""

    def erase(self, *, by: Person, ground: str) -> int:
        """Erase the bodies with their salts and say who did it on what ground; return how many.

        What was erased before stays as it is. The Records keep their digests, from which nothing can be guessed any
        more, and their chains go on to verify.

        Raises:
            BadInput: without a ground.
        """
        why = clean_text(ground, max_length=_GROUND_LENGTH)
        if not why:
            raise BadInput("words.no_ground", str(_("请写明按什么规定、依据谁的要求删除。")))
        return self.filter(erased_at__isnull=True).update(
            body="", salt="", erased_at=clock.now(), erased_by=by, erased_on_ground=why
        )


class Words(models.Model):
    """One text on one subject: a reason, an account, the ground of a decision. Never changed, only erased."""

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    salt = models.CharField(max_length=32, default=new_salt, blank=True)
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    erased_on_ground = models.CharField(max_length=_GROUND_LENGTH, blank=True)

    objects = WordsQuerySet.as_manager()

    class Meta:
        """Erased by whom and on what ground, or not at all."""

        constraints = (
            models.CheckConstraint(
                name="words_erased_whole",
                condition=models.Q(erased_at__isnull=True, erased_by__isnull=True, erased_on_ground="")
                | models.Q(erased_at__isnull=False, erased_by__isnull=False, body="", salt="")
                & ~models.Q(erased_on_ground=""),
            ),
        )
        triggers = erased_only("words", kept=("subject_id", "written_by_id", "written_at"))

    def __str__(self) -> str:
        """The number, never the words."""
        return f"words {self.pk} on {self.subject_id}"

    @property
    def digest(self) -> str:
        """Return the salted SHA-256 of the words, as hexadecimal digits; of an erased row it means nothing."""
        return hashlib.sha256(f"{self.salt}\n{self.body}".encode()).hexdigest()

    @property
    def shown(self) -> str:
        """Return the words, or that they were erased."""
        return self.body if self.erased_at is None else str(ERASED)

    @property
    def ref(self) -> dict[str, Any]:
        """Return what a Record says instead of the words."""
        return {"words_id": self.pk, "digest": self.digest}
