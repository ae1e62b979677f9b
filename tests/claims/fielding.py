"""What tests of the surveyor's door share: an arranged visit, a filled form, photos that came before it."""

import io
import uuid
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from claims import actions
from claims.models import Claim
from idi_platform.documents.receiving import receive
from idi_platform.records.models import Record
from tests.cast import log_in
from tests.claims.conftest import key

JSON = {"Accept": "application/json"}
TEN = datetime(2026, 9, 30, 2, tzinfo=UTC)  # 10:00 in Shanghai


def picture(shade="grey"):
    written = io.BytesIO()
    Image.new("RGB", (64, 48), shade).save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue(), "image/png")


def arrange(claim, who, surveyor, at=TEN):
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    given = {"from_at": at, "until_at": at + timedelta(hours=2), "surveyor": surveyor.person.pk}
    actions.take(fresh, "schedule_survey", acting=who.acting, key=key(), **given)


def at_the_door(claim, handler, surveyor, at, client):
    """The surveyor stands before the door: it is the day and the hour that were arranged."""
    arrange(claim, handler, surveyor)
    at("2026-09-30 10:20")
    log_in(client, surveyor)
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def href(claim, route="field_visit"):
    return reverse(f"claims:{route}", args=[claim.number])


def filled(form_key=None, **more):
    return {
        "key": form_key or str(uuid.uuid4()),
        "seen": "",
        "words": "管根处渗水，无附加层。",
        "place": "bathroom",
        "item": "waterproofing",
        "cause": "construction",
        "moisture": "46.5",
        "crack_width": "0.30",
        "revealed_in_use": "on",
        "signing": "none",
        "why_unsigned": "declined",
        **more,
    }


def arrived(player, form_key, *shades):
    """Photos that the telephone has sent before its form."""
    return [receive(picture(one), acting=player.acting, draft=uuid.UUID(form_key)).pk for one in shades]


def stored(claim):
    return Claim.objects.get(pk=claim.pk)


def surveys(claim):
    return Record.objects.filter(subject=claim.pk, name="claim.record_survey")
