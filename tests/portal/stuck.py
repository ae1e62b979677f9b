"""Work that failed for good, of every kind, made directly."""

from datetime import UTC, datetime, timedelta
from typing import Any

from idi_platform.accounts.models import Division, Organisation
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.documents.models import Attachment, Paper
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import NO_ADDRESS
from idi_platform.records import chain
from idi_platform.records.models import Subject

AT = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)
SECRET = "张三 13800000000"
_FAILED = {"owed_state": "failed", "attempts": 20, "last_error": f"OSError: {SECRET}"}


def new_subject() -> Subject:
    return Subject.objects.create(kind="claim", division=Division.objects.order_by("pk").first())


def stuck(kind: str, many: int = 1, **given: Any) -> list[Any]:
    """Make so many rows of a kind, on one case."""
    subject = new_subject()
    made = {"steps": _steps, "papers": _papers, "evidence": _evidence, "notices": _notices, "unreached": _unreached}[
        kind
    ]
    return made(subject, many, {**_FAILED, **given})


def _steps(subject: Subject, many: int, how: dict[str, Any]) -> list[FollowUp]:
    link = chain.Link(subject.pk, "event", "clock.step_due", {"kind": "system"}, AT, AT)
    record = chain.append(link).record_id
    clock = Clock.objects.create(
        subject=subject, name="claim.test", kind="automatic", started_at=AT, due_at=AT, next_at=None
    )
    late = [AT + timedelta(days=1), datetime(2100, 1, 1, tzinfo=UTC)]
    Clock.objects.bulk_create(
        Clock(subject=subject, name=f"claim.later{number}", kind="duty", started_at=AT, due_at=at, next_at=at)
        for number, at in enumerate(late)
    )
    what = {"step": "claim.note"}
    how = {"act": "take", "what": what, **how}
    return FollowUp.objects.bulk_create(
        FollowUp(clock=clock, subject=subject, record_id=record, event="step_due", occurred_at=AT, **how)
        for _ in range(many)
    )


def _papers(subject: Subject, many: int, how: dict[str, Any]) -> list[Paper]:
    first = Paper.objects.count()
    return Paper.objects.bulk_create(
        Paper(
            subject=subject, code="receipt", title="报案受理回执", edition="x", data={"secret": SECRET}, owed_at=AT,
            verification_code=f"stuck-{first + number}", **{"state": "failed", **how},
        )
        for number in range(many)
    )  # fmt: skip


def _evidence(subject: Subject, many: int, how: dict[str, Any]) -> list[Attachment]:
    return Attachment.objects.bulk_create(
        Attachment(
            subject=subject, number=number + 1, kind="photo", uploader_key="x", uploaded_by={}, received_at=AT,
            original_name=SECRET, media_type="image/jpeg", size=1, sha256="0" * 64, original="x", **how,
        )
        for number in range(many)
    )  # fmt: skip


def _unreached(subject: Subject, many: int, how: dict[str, Any]) -> list[Notice]:
    return _notices(subject, many, {**how, "last_error": NO_ADDRESS})


def _notices(subject: Subject, many: int, how: dict[str, Any]) -> list[Notice]:
    first, whom = Notice.objects.count(), Organisation.objects.order_by("pk").first()
    return Notice.objects.bulk_create(
        Notice(
            template="paper.issued", channel="email", organisation=whom, title=SECRET, body=SECRET, subject=subject,
            dedupe_key=f"stuck:{first + number}", owed_at=AT, **how,
        )
        for number in range(many)
    )  # fmt: skip
