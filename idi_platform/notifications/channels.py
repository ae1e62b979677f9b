"""Channels: each takes one message under one key, and may be given it again without sending it twice."""

import json
import os
import tempfile
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage as Mail
from email.utils import formatdate
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from .models import Channel

TIMEOUT_SECONDS = 10
_ANSWER_BYTES = 4096


class ChannelError(RuntimeError):
    """The channel did not take the message; it is tried again later."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel gets; `key` is the same on every attempt."""

    key: str
    address: str
    title: str
    text: str


class Carrier(Protocol):
    """Sends one message; returns what proves it."""

    def send(self, message: Message) -> Mapping[str, Any]:
        """Hand the message over, or raise ChannelError."""


@dataclass(frozen=True, slots=True)
class FileCarrier:
    """Writes one file per message under the outbox folder, whole or not at all; the name comes from the key."""

    kind: str

    def send(self, message: Message) -> Mapping[str, Any]:
        """Write the file unless an earlier attempt has."""
        folder = Path(settings.OUTBOX_DIR) / self.kind
        name = f"{message.key}.{'eml' if self.kind == Channel.EMAIL else 'txt'}"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (folder / name).exists():
                _write_whole(folder, name, self._content(message))
        except OSError as error:
            raise ChannelError(f"The outbox cannot be written: {error.strerror or error}.") from error
        return {"file": f"{self.kind}/{name}"}

    def _content(self, message: Message) -> bytes:
        if self.kind == Channel.EMAIL:
            return bytes(_mail(message))
        return f"To: {message.address}\n\n{message.text}\n".encode()


@dataclass(frozen=True, slots=True)
class HttpCarrier:
    """Posts JSON to a gateway, with the key as Idempotency-Key; any answer outside 2xx is a failure."""

    address: str
    token: str

    def send(self, message: Message) -> Mapping[str, Any]:
        """Post the message; the gateway's number is the proof."""
        if not self.address.startswith(("http://", "https://")):
            raise ChannelError("Set IDI_SMS_GATEWAY_ADDRESS to the gateway's http address.")
        body = json.dumps({"key": message.key, "to": message.address, "text": message.text}, ensure_ascii=False)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": message.key,
        }
        request = urllib.request.Request(self.address, body.encode(), headers)  # noqa: S310  checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  checked above
                text = answer.read(_ANSWER_BYTES).decode("utf-8", "replace")
        except OSError as error:
            raise ChannelError(f"The gateway did not take the message: {error}.") from error
        return {"gateway": text[:200]}


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Sends a plain mail; the Message-ID comes from the key, so a doubled one shows as the same mail."""

    def send(self, message: Message) -> Mapping[str, Any]:
        """Send the mail."""
        number = _message_id(message)
        mail = EmailMessage(message.title, message.text, None, [message.address], headers={"Message-ID": number})
        try:
            mail.send()
        except OSError as error:
            raise ChannelError(f"The mail server did not take the message: {error}.") from error
        return {"message_id": number}


def carrier_of(channel: str) -> Carrier:
    """Return what carries a channel's messages, by the setting NOTICE_CHANNELS."""
    chosen = settings.NOTICE_CHANNELS[channel]
    if chosen == "http":
        return HttpCarrier(settings.SMS_GATEWAY_ADDRESS, settings.SMS_GATEWAY_TOKEN)
    if chosen == "smtp":
        return SmtpCarrier()
    return FileCarrier(channel)


def _write_whole(folder: Path, name: str, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(folder / name)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _mail(message: Message) -> Mail:
    mail = Mail()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = message.address
    mail["Subject"] = message.title
    mail["Date"] = formatdate()
    mail["Message-ID"] = _message_id(message)
    mail.set_content(message.text)
    return mail


def _message_id(message: Message) -> str:
    return f"<{message.key}@{settings.PUBLIC_ADDRESS.partition('://')[2].partition(':')[0]}>"
