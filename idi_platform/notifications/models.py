"""What is owed to people as messages, and the proof that it went out and arrived."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.records.models import Party
from idi_platform.records.queue import Owed, OwedQuerySet, OwedState

from .wordings import TITLE_LENGTH


class Channel(models.TextChoices):
    """What carries a message."""

    IN_APP = "in_app", _("站内")
    SMS = "sms", _("短信")
    EMAIL = "email", _("邮件")


_UNREAD = Q(channel="in_app", owed_state="done", read_at__isnull=True)


class NoticeQuerySet(OwedQuerySet["Notice"]):
    """Notices by reader."""

    def inbox_of(self, acting: Acting) -> Self:
        """What a capacity reads in the platform: its own messages, or those to its organisation in one of its roles.

        Who has passed his home on keeps the messages about it up to the day of the transfer.
        """
        arrived = self.filter(channel=Channel.IN_APP, owed_state=OwedState.DONE)
        if acting.organisation_id is not None:
            return arrived.filter(
                Q(role="") | Q(role__in=[role.value for role in acting.roles]),
                Q(person__isnull=True) | Q(person=acting.person_id),
                organisation_id=acting.organisation_id,
            )
        if acting.person_id is not None:
            mine = arrived.filter(person_id=acting.person_id, organisation__isnull=True).alias(
                day=TruncDate("owed_at", tzinfo=SHANGHAI)
            )
            return mine.exclude(_after_his_time(acting.person_id))
        return arrived.none()

    def unread(self) -> Self:
        """Those that nobody has read."""
        return self.filter(read_at__isnull=True)


def _after_his_time(person_id: int) -> Q:
    """Return whether a message is about a home that the person had left on its day, and does not hold again."""
    day = OuterRef("day")
    held = Party.objects.filter(
        subject=OuterRef("subject__unit"), person=person_id, role__in=(PartyRole.owner, PartyRole.agent)
    )
    holds = held.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
    return Q(Exists(held.filter(until__lte=day)), ~Exists(holds), subject__unit__isnull=False)


class Notice(Owed):
    """One message on one channel, with its text as it was when it was owed.

    A person, an organisation or an address receives it; `role` narrows an organisation to those who hold it, a person
    beside it to that member: he reads it in this capacity and in no other.
    `dedupe_key` makes one message of however many attempts to owe it. `owed_at` is legal time. `paper_id` is the paper
    that the message hands over (documents lie above this app). `read_at` is legal time: when somebody whom it is for
    first opened the message; that a paper has arrived is said by its Delivery, when the paper itself is opened.
    """

    called = _("消息")

    template = models.CharField(max_length=80)
    channel = models.CharField(max_length=8, choices=Channel)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="notices")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="notices")
    role = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    body = models.TextField()
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    subject = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="notices")
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="notices")
    clock_id = models.BigIntegerField(null=True)
    paper_id = models.BigIntegerField(null=True, db_index=True)
    owed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        """Workers find what is due, readers their inbox."""

        constraints = (
            models.CheckConstraint(
                name="notice_has_one_recipient",
                condition=Q(person__isnull=False, organisation__isnull=True, address="")
                | Q(organisation__isnull=False, address="")
                | (Q(person__isnull=True, organisation__isnull=True) & ~Q(address="")),
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(owed_state=OwedState.FAILED), name="notice_failed"),
            models.Index(
                fields=("next_try_at", "id"), condition=Q(owed_state=OwedState.PENDING), name="notice_pending"
            ),
            models.Index(fields=("person", "-id"), condition=Q(channel="in_app"), name="notice_inbox_person"),
            models.Index(
                fields=("organisation", "role", "-id"), condition=Q(channel="in_app"), name="notice_inbox_organisation"
            ),
            models.Index(fields=("person",), condition=_UNREAD, name="notice_unread_person"),
            models.Index(fields=("organisation", "role"), condition=_UNREAD, name="notice_unread_organisation"),
        )

    def __str__(self) -> str:
        """Template and channel."""
        return f"{self.template} by {self.channel}"


class Delivery(models.Model):
    """One message handed to its channel for one address, and its arrival.

    Both instants are legal time. `proof` says by what: a file's name, a gateway's number, who opened it.
    `arrival_told` says that what hangs on the arrival has been carried out.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    address = models.CharField(max_length=254)
    dispatched_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    proof: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    arrival_told = models.BooleanField(default=False)

    class Meta:
        """One delivery per address; arrivals not yet carried out are few."""

        constraints = (models.UniqueConstraint(fields=("notice", "address"), name="delivery_once_per_address"),)
        indexes = (
            models.Index(
                fields=("id",),
                condition=Q(arrived_at__isnull=False, arrival_told=False),
                name="delivery_arrival_untold",
            ),
        )
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        """Notice and state."""
        return f"notice {self.notice_id} {'arrived' if self.arrived_at else 'dispatched'}"
