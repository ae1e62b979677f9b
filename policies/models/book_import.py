"""BookImport: a book on its way from a workbook to the platform; nothing legal hangs on it, and it is deleted.

What was loaded stands in the records of its acts. The file, the lines and their faults hold personal data of owners;
they go with the import, thirty days after somebody last touched it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Organisation, Person
from idi_platform.records.queue import Owed, OwedQuerySet


class Stage(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("正在读取")
    FAULTY = "faulty", _("要改表格")
    READY = "ready", _("可以录入")
    LOADING = "loading", _("正在录入")
    STOPPED = "stopped", _("没有录完")
    LOADED = "loaded", _("已经录入")


class BookImport(Owed):
    """One book of one insurer; the worker reads or loads it while `owed_state` is pending.

    `capacity` is in which capacity `started_by` goes on with it; `said` are typed reasons by the code of the gate;
    `run` counts how often loading was begun; `gone` of `acts` have been gone through in this one. Instants are legal.
    """

    MAX_ATTEMPTS = 5
    called = _("资料录入")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    key = models.UUIDField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READING)
    changed_at = models.DateTimeField(db_index=True)
    file = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80, blank=True)
    said = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    run = models.PositiveIntegerField(default=0)
    acts = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    objects = OwedQuerySet["BookImport"].as_manager()

    class Meta:
        """A form sent twice begins one import; an insurer's are listed by when they were touched."""

        constraints = (models.UniqueConstraint(fields=("organisation", "key"), name="book_import_once"),)
        indexes = (
            models.Index(fields=("organisation", "-changed_at"), name="book_import_of_insurer"),
            models.Index(fields=("next_try_at",), condition=models.Q(owed_state="pending"), name="book_import_owed"),
        )

    def __str__(self) -> str:
        """The number of the row, never what is in it."""
        return f"book import {self.pk}"


class BookLine(models.Model):
    """One row of a sheet as it was read; `outcome` says what loading would make of it, or has made."""

    class Outcome(models.TextChoices):
        """What becomes of a row."""

        NEW = "new", _("新登记")
        MORE = "more", _("补办后面的步骤")
        SAME = "same", _("已有，不变")

    book = models.ForeignKey(BookImport, models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=20)
    row = models.PositiveIntegerField()
    values = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    class Meta:
        """Read in the order of the workbook."""

        indexes = (models.Index(fields=("book", "sheet", "row"), name="book_line_in_order"),)

    def __str__(self) -> str:
        """Where it stands."""
        return f"{self.sheet} {self.row}"


class BookFault(models.Model):
    """One thing to mend, or to look at, by sheet, row, column and reason; row 0 is the sheet as a whole."""

    class Effect(models.TextChoices):
        """What it stands against."""

        ERROR = "error", _("要改")
        REASON = "reason", _("要写理由")
        LAW = "law", _("现在不能办")
        WARNING = "warning", _("请核对")

    book = models.ForeignKey(BookImport, models.CASCADE, related_name="faults")
    place = models.PositiveSmallIntegerField(default=0)
    sheet = models.CharField(max_length=20)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=600)
    effect = models.CharField(max_length=8, choices=Effect)
    clause = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=120, blank=True)
    subject = models.BigIntegerField(null=True)

    class Meta:
        """Read in the order of the workbook, those first that stand against loading."""

        indexes = (models.Index(fields=("book", "place", "row", "id"), name="book_fault_in_order"),)

    def __str__(self) -> str:
        """Where it is."""
        return f"{self.sheet} {self.row} {self.column}"
