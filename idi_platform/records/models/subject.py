"""Subject: one row per aggregate; lock, chain head and scope in one."""

from django.db import models

LINKS = ("project", "insured_object", "building", "policy", "engagement", "unit", "common_part")
"""The columns through which roles look and corrections travel; such a subject names itself in its own column."""


def _link(name: str) -> models.ForeignKey["Subject | None"]:
    return models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name=f"under_{name}")


class Subject(models.Model):
    """One aggregate's identity.

    `seq` and `head` are the number and the hash of its newest Record. The row is locked FOR NO KEY UPDATE by whoever
    writes the aggregate, so that rows which merely point at it (an uploaded photo) never wait.
    """

    kind = models.CharField(max_length=40)
    division = models.ForeignKey("accounts.Division", models.PROTECT, related_name="+")
    project = _link("project")
    insured_object = _link("insured_object")
    building = _link("building")
    policy = _link("policy")
    engagement = _link("engagement")
    unit = _link("unit")
    common_part = _link("common_part")
    seq = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes)

    reserved: int | None = None
    """The number that a new one will bear, where it was taken before: rows may name it already."""
    is_bare: bool = False
    """Whether nothing can hang on it: it was opened in this transaction, and nothing after it."""

    class Meta:
        """Lists are read by kind and scope."""

        indexes = (models.Index(fields=("kind", "division"), name="subject_kind_division"),)

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.kind} {self.pk}"

    def link_ids(self) -> dict[str, int]:
        """Return the linked subjects that are set, by column."""
        return {name: value for name in LINKS if (value := getattr(self, f"{name}_id")) is not None}
