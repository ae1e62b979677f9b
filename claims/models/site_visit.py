"""SiteVisit: what a visitor's telephone handed in about one visit; it stands beside the log and can be erased."""

from django.db import models

from claims.codes import Signing, VisitOutcome, WhyUnsigned
from idi_platform.kernel import clock


class SiteVisit(models.Model):
    """One form from the site, under its key: it is taken once, however often the telephone sends it.

    `happened_at` is the legal instant that counts. `device_at` is what the telephone's clock said at the act, and
    `device_ahead` by how many seconds that clock was ahead of the platform's when the form arrived (`received_at`,
    machine time). `record` is the survey or the failed visit, once it is taken; a form that came too late to be one
    was kept as further evidence. `parts` says which part of the home each photo shows, by the attachment's number.
    """

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="site_visits")
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="+")
    statement = models.ForeignKey("claims.Statement", models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=VisitOutcome)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.machine_now)
    device_at = models.DateTimeField(null=True)
    device_ahead = models.IntegerField(null=True)
    signing = models.CharField(max_length=10, choices=Signing, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    why_unsigned = models.CharField(max_length=12, choices=WhyUnsigned, blank=True)
    signature = models.ForeignKey("documents.Attachment", models.PROTECT, null=True, related_name="+")
    parts = models.JSONField(default=dict)

    class Meta:
        """A form is taken once."""

        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="site_visit_once"),)

    def __str__(self) -> str:
        """What became of it, never who signed."""
        return f"{self.outcome} visit of claim {self.claim_id}"
