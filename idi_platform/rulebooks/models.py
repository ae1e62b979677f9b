"""Editions (the law), revisions (our encoding of it) and which of them an insured object runs under."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.kernel.languages import language

from .triggers import immutable


class Edition(models.Model):
    """A text of the law, or the national base. Its columns repeat the newest revision, for lists and filters.

    Both days of the window are included (Asia/Shanghai). `from_unknown`: never in force by itself;
    `to_unknown`: never expired by itself.
    """

    code = models.CharField(_("代号"), max_length=60, unique=True)
    title_zh = models.CharField(_("名称"), max_length=200)
    title_en = models.CharField(_("英文名称"), max_length=200)
    division_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    is_base = models.BooleanField(_("全国通用"), default=False)
    in_force_from = models.DateField(_("施行日期"), null=True, blank=True)
    from_unknown = models.BooleanField(_("施行日期不明"), default=False)
    in_force_to = models.DateField(_("有效期至"), null=True, blank=True)
    to_unknown = models.BooleanField(_("终止日期不明"), default=False)

    class Meta:
        """Few rows; read by code."""

        verbose_name = verbose_name_plural = _("办法")
        ordering = ("code",)

    def __str__(self) -> str:
        """The code."""
        return self.code

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" else self.title_zh


class Revision(models.Model):
    """An immutable encoding of an edition: the files as one text, and the same parsed, for search and diffs."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions", verbose_name=_("办法"))
    number = models.PositiveIntegerField(_("修订号"))
    sha256 = models.CharField(_("文本摘要"), max_length=64)
    schema_version = models.PositiveIntegerField(_("格式版本"))
    body = models.TextField()
    parsed = models.JSONField()
    reason = models.CharField(_("发布原因"), max_length=300)
    approver = models.CharField(_("批准人"), max_length=100)
    published_at = models.DateTimeField(_("发布时间"))

    class Meta:
        """Numbered within the edition; the database itself refuses changes."""

        verbose_name = verbose_name_plural = _("规则修订")
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="revision_number_per_edition"),
            models.UniqueConstraint(fields=("edition", "sha256"), name="revision_body_per_edition"),
        )
        triggers = immutable("revision")

    def __str__(self) -> str:
        """`beijing-2019 #3`."""
        return f"{self.edition_id} #{self.number}"


class EditionExtension(models.Model):
    """A regulator has recorded that an edition goes on to a later day, by a document with a number.

    `to` is included; `issued_on` is the day from which the document speaks. A correction is another row that supersedes
    the one before; without `to` it takes it back. `subject_id` is the file that two persons signed.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="extensions", verbose_name=_("办法"))
    to = models.DateField(_("延长至"), null=True)
    issued_on = models.DateField(_("文件生效日期"), null=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("更正的延期")
    )
    subject_id = models.BigIntegerField(null=True)
    document_number = models.CharField(_("文号"), max_length=100)
    reason = models.CharField(_("原因"), max_length=300)
    acting = models.JSONField()
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        """Written once."""

        verbose_name = verbose_name_plural = _("办法的延期")
        ordering = ("edition", "recorded_at")
        triggers = immutable("edition_extension")

    def __str__(self) -> str:
        """Edition and day."""
        return f"{self.edition_id} → {self.to}"


class Binding(models.Model):
    """Which edition and revision an insured object runs under; for life once `bound`.

    `insured_object_id` is the id of the insured object's Subject (a plain number: records stand above this app).
    `formers` says what it ran under before, the oldest first: `{"revision": id or null, "until": instant}`, where null
    is the national law alone.
    """

    class Outcome(models.TextChoices):
        """What the binding rules answered."""

        CANDIDATE = "candidate", "待定（候选）"
        BOUND = "bound", "已绑定"
        NONE_IN_FORCE = "none_in_force", "无有效办法"
        UNDETERMINED = "undetermined", "待认定"

    insured_object_id = models.BigIntegerField(unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="bindings")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="bindings")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    decided_on = models.DateField(null=True, blank=True)
    why = models.JSONField(default=list)
    formers = models.JSONField(default=list)

    class Meta:
        """Either a text or none, never a revision without its edition."""

        constraints = (
            models.CheckConstraint(
                name="binding_bound_has_revision",
                condition=~models.Q(outcome="bound") | models.Q(edition__isnull=False, revision__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Object and outcome."""
        return f"{self.insured_object_id}: {self.outcome}"
