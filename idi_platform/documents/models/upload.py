"""Upload: a file on its way, part by part; and the place that a picture named, in a row that can be erased."""

from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock

from .attachment import Attachment


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads by whose they are."""

    def of(self, acting: Acting) -> Self:
        """What the capacity itself is sending; nobody else sees a file before it has arrived."""
        return self.filter(uploader_key=acting.owner_key)


class Upload(models.Model):
    """A file that a capacity is sending for a form, in parts; all instants are machine time.

    `held` bytes of `size` have been written to `path`. `attachment` is what became of it: once it is set, the parts
    are gone. `mark` is how the browser knows the same file again after a reload. `kinds` is what the form takes.
    """

    uploader_key = models.CharField(max_length=80)
    draft = models.UUIDField()
    mark = models.CharField(max_length=64)
    kinds = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField()
    held = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.machine_now)
    touched_at = models.DateTimeField(default=clock.machine_now)
    attachment = models.ForeignKey(Attachment, models.CASCADE, null=True, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        """The same file of one capacity is on its way to one form once."""

        constraints = (
            models.UniqueConstraint(fields=("uploader_key", "draft", "mark"), name="upload_once"),
            models.CheckConstraint(name="upload_within_size", condition=models.Q(held__lte=models.F("size"))),
        )
        indexes = (models.Index(fields=("touched_at",), name="upload_touched"),)

    def __str__(self) -> str:
        """How far it is."""
        return f"upload {self.pk}: {self.held} of {self.size}"

    @property
    def path(self) -> Path:
        """Where the parts stand, in a folder that is never served."""
        return Path(settings.MEDIA_ROOT) / "uploads" / str(self.pk)


class Place(models.Model):
    """Where a picture or a video says it was taken, in degrees; noted beside the proof, never a proof itself.

    Erased by deleting the row: nothing refers to it, and no chain holds it.
    """

    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="place")
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    noted_at = models.DateTimeField(default=clock.machine_now)

    class Meta:
        """On Earth."""

        constraints = (
            models.CheckConstraint(
                name="place_on_earth",
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        )

    def __str__(self) -> str:
        """Whose, never where."""
        return f"place of attachment {self.attachment_id}"
