"""Sending what is owed, and telling those who wait for an arrival."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Membership
from idi_platform.kernel import clock
from idi_platform.records.queue import said_of

from .channels import ChannelError, Message, carrier_of
from .models import Channel, Delivery, Notice, NoticeQuerySet

log = logging.getLogger(__name__)
BATCH = 20
ARRIVALS = 1_000
NO_ADDRESS = "NoAddress: The recipient has no address on this channel."
IN_PORTAL = "portal"

Arrived = Callable[[Delivery], None]
_on_arrived: list[Arrived] = []


def on_arrived(told: Arrived) -> Arrived:
    """Register what must follow when a message has arrived; called by a worker, again after a fault: be idempotent."""
    _on_arrived.append(told)
    return told


def send_owed(limit: int = BATCH) -> int:
    """Claim and send one batch; returns how many rows were claimed."""
    notices = Notice.objects.claim(limit)
    for notice in notices:
        try:
            send(notice)
        except ChannelError as error:
            notice.put_off(said_of(error))
        except Exception as error:
            log.exception("notice.failed", extra={"notice": notice.pk})
            notice.put_off(said_of(error))
    return len(notices)


def send(notice: Notice) -> None:
    """Send one message to each of its addresses that has none yet, and settle it.

    A mail server may be slow, and does not know what it has sent already: the lease begins anew before each address,
    and a row that another worker has by now is left to him. So the lease need only outlast one message.

    Raises:
        ChannelError: the channel failed; addresses already served stay served.
    """
    if notice.channel == Channel.IN_APP:
        with transaction.atomic():
            _delivered(notice, IN_PORTAL, {})
            notice.settle()
        return
    addresses = _addresses(notice)
    if not addresses:
        notice.fail(NO_ADDRESS)
        return
    carrier = carrier_of(notice.channel)
    served = set(notice.deliveries.values_list("address", flat=True))
    for address in addresses:
        if address not in served:
            if not notice.renew():
                return
            message = Message(_key(notice, address), address, notice.title, notice.body)
            _delivered(notice, address, carrier.send(message))
    notice.settle()


def mark_read(notice: Notice, acting: Acting) -> None:
    """Record that a capacity opened what a message of its inbox says or hands over: the proof of arrival.

    It is kept from the first time.
    """
    mark_seen(Notice.objects.filter(pk=notice.pk))
    Delivery.objects.filter(notice=notice, address=IN_PORTAL, arrived_at__isnull=True).update(
        arrived_at=clock.now(), proof={"how": "opened", "by": acting.as_record()}
    )


def mark_seen(notices: NoticeQuerySet) -> int:
    """Take messages out of the unread ones; nothing has arrived by it. Returns how many were unread."""
    return notices.unread().update(read_at=clock.now())


def record_arrival(delivery_id: int, at: datetime, proof: Mapping[str, Any]) -> bool:
    """Record a channel's receipt; a second answer for the same delivery changes nothing.

    Args:
        delivery_id: the delivery.
        at: when it arrived, legal time; never earlier than the dispatch, whatever the channel's clock says.
        proof: what the channel answered.

    Returns:
        Whether this was the first answer.
    """
    changed = Delivery.objects.filter(pk=delivery_id, arrived_at__isnull=True).update(
        arrived_at=Greatest(F("dispatched_at"), Value(at)), proof=dict(proof)
    )
    return bool(changed)


def tell_arrivals(page: int = ARRIVALS) -> int:
    """Carry out what hangs on arrivals; each is marked after its followers have run. Returns how many were.

    All that wait are walked once, the oldest first, so many at a time. One that fails is logged and taken up again in
    the next round; it holds up no other, however many they are.
    """
    told, behind = 0, 0
    waiting = Delivery.objects.filter(arrived_at__isnull=False, arrival_told=False).select_related("notice")
    while found := list(waiting.filter(pk__gt=behind).order_by("pk")[:page]):
        told += sum(_is_told(delivery) for delivery in found)
        behind = found[-1].pk
    return told


def _is_told(delivery: Delivery) -> bool:
    try:
        for follower in _on_arrived:
            follower(delivery)
    except Exception:
        log.exception("arrival.failed", extra={"delivery": delivery.pk})
        return False
    return bool(Delivery.objects.filter(pk=delivery.pk).update(arrival_told=True))


def _delivered(notice: Notice, address: str, proof: Mapping[str, Any]) -> None:
    Delivery.objects.bulk_create(
        [Delivery(notice=notice, address=address, dispatched_at=clock.now(), proof=dict(proof))], ignore_conflicts=True
    )


def _addresses(notice: Notice) -> list[str]:
    if notice.address:
        return [notice.address]
    column = "phone" if notice.channel == Channel.SMS else "email"
    if notice.person is not None and notice.organisation_id is None:
        found = getattr(notice.person, column)
        return [found] if found else []
    if notice.organisation_id is None:
        return []
    today = clock.local_date(clock.now())
    members = Membership.objects.on(today).filter(organisation_id=notice.organisation_id, person__is_active=True)
    if notice.role:
        members = members.filter(role=notice.role)
    if notice.person_id is not None:
        members = members.filter(person=notice.person_id)
    rows = members.exclude(**{f"person__{column}__isnull": True}).order_by("person_id")
    return list(dict.fromkeys(rows.values_list(F(f"person__{column}"), flat=True)))


def _key(notice: Notice, address: str) -> str:
    return f"notice-{notice.pk}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
