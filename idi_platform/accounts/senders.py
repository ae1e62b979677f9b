"""How a log-in code leaves the platform. The notifications register theirs; until then codes go to files."""

import secrets
from typing import Final, Literal, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from idi_platform.kernel import clock

CodeChannel = Literal["sms", "voice"]


class CodeSender(Protocol):
    """Sends a code; must take the same time whoever the number belongs to, so it only queues."""

    def __call__(self, *, phone: str, text: str, channel: CodeChannel) -> None:
        """Send the text to a number in E.164."""


def write_to_outbox(*, phone: str, text: str, channel: CodeChannel) -> None:
    """Write the message as a file, readable by its owner only."""
    folder = settings.OUTBOX_DIR / channel
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = clock.machine_now().strftime("%Y%m%dT%H%M%S.%f")
    path = folder / f"{stamp}-{secrets.token_hex(4)}.txt"
    path.touch(mode=0o600)
    path.write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")


_senders: Final[list[CodeSender]] = [write_to_outbox]


def set_code_sender(sender: CodeSender) -> None:
    """Register how codes are sent; called once at start."""
    _senders[:] = [sender]


def send_code(*, phone: str, code: str, channel: CodeChannel) -> None:
    """Send a code in the reader's language; under 70 characters, so that it is one message."""
    text = _("【住宅质量保险】验证码 %(code)s，10 分钟内有效。工作人员不会向您要它。") % {"code": code}
    _senders[0](phone=phone, text=text, channel=channel)
