"""Owing a message: rows written in the transaction of the step that causes it."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from idi_platform.kernel import clock
from idi_platform.kernel.rows import insert_once

from .models import Channel, Notice
from .wordings import Said, said_in_each, wording_of

_KEY_LENGTH = 200


class Draft(Protocol):
    """A message before it is owed: to a person, to those who hold a role in an organisation, or to one of them."""

    @property
    def template(self) -> str:
        """The wording's code."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The values for the wording: numbers, dates, duties; never prices or personal data."""

    @property
    def person_id(self) -> int | None:
        """The person addressed; with an organisation, as its member."""

    @property
    def organisation_id(self) -> int | None:
        """The organisation addressed."""

    @property
    def role(self) -> str:
        """Whom in the organisation; empty for all."""

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels, of in_app, sms and email."""


def owe_notice(draft: Draft, **about: Any) -> None:
    """Owe one message; `notices_of` says about what."""
    owe_notices([draft], **about)


def owe_notices(
    drafts: Iterable[Draft],
    **about: Any,
) -> None:
    """Owe the messages, each on each of its channels and once; `notices_of` says about what."""
    owe(notices_of(drafts, **about))


def owe(notices: Iterable[Notice]) -> None:
    """Write messages of one cause or of many: ON CONFLICT DO NOTHING on the dedupe key."""
    insert_once(notices)


def notices_of(
    drafts: Iterable[Draft],
    *,
    subject_id: int | None = None,
    record_id: int | None = None,
    clock_id: int | None = None,
    paper_id: int | None = None,
    cause: str = "",
) -> list[Notice]:
    """Return the messages, each on each of its channels, not yet written.

    The key that makes one message of many attempts is made from the cause, the template, the recipient and the
    channel. The cause is the record, or what the caller names (`clock:12:due_near`).

    A value that is a word of the platform is given lazily (`words_later`): it is kept in each language, so that the
    inbox says the message in the reader's own.

    Raises:
        ValueError: there is neither record nor cause, or nobody who receives one of them.
        WordingError: no wording is registered for the template.
    """
    cause = cause or (f"record:{record_id}" if record_id is not None else "")
    hangs_on = {"subject_id": subject_id, "record_id": record_id, "clock_id": clock_id, "paper_id": paper_id}
    return [row for draft in drafts for row in _rows_of(draft, cause, hangs_on)]


def _rows_of(draft: Draft, cause: str, hangs_on: Mapping[str, int | None]) -> list[Notice]:
    if draft.person_id is None and draft.organisation_id is None:
        raise ValueError(f"{draft.template}: a message goes to a person or to an organisation.")
    if not cause:
        raise ValueError(f"{draft.template}: a message needs a record or a cause, so that it is sent once.")
    person = f"p{draft.person_id}" if draft.person_id is not None else ""
    recipient = person if draft.organisation_id is None else f"o{draft.organisation_id}:{draft.role}{person}"
    data = said_in_each(draft.data)
    said = wording_of(draft.template).says(data)
    moment = clock.now()
    return [
        Notice(
            template=draft.template,
            channel=channel,
            person_id=draft.person_id,
            organisation_id=draft.organisation_id,
            role=draft.role if draft.organisation_id is not None else "",
            title=said.title,
            body=_text(said, channel, draft.template),
            data=data,
            dedupe_key=_key(cause, draft.template, recipient, channel),
            owed_at=moment,
            **hangs_on,
        )
        for channel in (Channel(name) for name in dict.fromkeys(draft.channels))
    ]


def owe_to_address(template: str, data: Mapping[str, Any], *, channel: Channel, address: str, cause: str) -> None:
    """Owe one message to somebody who has no account yet, once for the cause; its values are not kept beside it.

    Raises:
        WordingError: no wording is registered for the template.
    """
    said = wording_of(template).says(data)
    row = Notice(
        template=template,
        channel=channel,
        address=address,
        title=said.title,
        body=_text(said, channel, template),
        dedupe_key=_key(cause, template, channel),
        owed_at=clock.now(),
    )
    owe([row])


def _text(said: Said, channel: Channel, template: str) -> str:
    if channel is not Channel.SMS:
        return said.body
    if not said.sms:
        raise ValueError(f"{template}: the wording has no text message; leave the channel sms out.")
    return said.sms


def _key(*parts: str) -> str:
    key = "|".join(parts)
    return key if len(key) <= _KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()
