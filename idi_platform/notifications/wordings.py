"""Wordings: what a message says, by template code.

A wording takes only the parameters that it declares, each with its greatest length, so that the text message is
known to fit into 70 characters before it is ever sent. Prices and personal data have no parameter and no place.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

SMS_LENGTH: Final = 70
TITLE_LENGTH: Final = 200
_ROOM: Final = 4
"""How many times longer than in a text message a value may be where there is room: in a title and a mail."""
OTHER_LANGUAGES: Final = "_in"
"""Among a message's values: those that are words of the platform, by language."""
_FORBIDDEN = re.compile(r"[¥￥]|(?<!单)元|价|保费|金额|姓名|身份证|https?://|\bt\.cn\b|%\(name\)")


class WordingError(ValueError):
    """A wording that could break a rule of messages, or a message without its wording; stops the start or the test."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One message in its three lengths.

    Attributes:
        code: the template's name, dotted.
        title: the line in the inbox and the subject of a mail.
        body: the text in the inbox and the mail, plain.
        sms: the text message without the signature; empty when this message never goes by SMS.
        lengths: the greatest length of each parameter in the text message, in characters; longer values are cut with an
            ellipsis. Title and body have room for four times as much.
    """

    code: str
    title: str | Promise
    body: str | Promise
    sms: str | Promise = ""
    lengths: Mapping[str, int] = field(default_factory=dict)

    def says(self, data: Mapping[str, Any], *, lang: str = settings.LANGUAGE_CODE) -> "Said":
        """Fill in the values; a missing one becomes empty, one that is not declared is left out."""
        known = {**data, **data.get(OTHER_LANGUAGES, {}).get(lang, {})}
        short, roomy = (
            {name: _cut(str(known.get(name, "")), most * times) for name, most in self.lengths.items()}
            for times in (1, _ROOM)
        )
        with override(lang):
            sms = str(self.sms) % short if self.sms else ""
            return Said(
                title=_cut(str(self.title) % roomy, TITLE_LENGTH),
                body=str(self.body) % roomy,
                sms=f"{signature()}{sms}" if sms else "",
            )


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its values filled in."""

    title: str
    body: str
    sms: str


_wordings: dict[str, Wording] = {}


def said_in_each(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are kept: those given lazily in each language, the platform's in front."""
    lazily = {name: value for name, value in data.items() if isinstance(value, Promise)}
    others: dict[str, dict[str, str]] = {}
    for code, _called in settings.LANGUAGES if lazily else ():
        with override(code):
            others[code] = {name: str(value) for name, value in lazily.items()}
    own = others.pop(settings.LANGUAGE_CODE, {})
    return {**data, **own, **({OTHER_LANGUAGES: others} if others else {})}


def signature() -> str:
    """Return the sender's mark that opens every text message."""
    return f"【{settings.PLATFORM_NAME}】"


def word(
    code: str, *, title: str | Promise, body: str | Promise, sms: str | Promise = "", lengths: Mapping[str, int]
) -> Wording:
    """Register a wording.

    Raises:
        WordingError: registered twice, a parameter that is not declared, a price, a person's name or a foreign address
            in it, or a text message that could pass 70 characters.
    """
    wording = Wording(code, title, body, sms, dict(lengths))
    if code in _wordings:
        raise WordingError(f"The wording {code} is registered twice; keep one.")
    with override("zh-hans"):
        _check(wording)
    _wordings[code] = wording
    return wording


def wording_of(code: str) -> Wording:
    """Return a registered wording.

    Raises:
        WordingError: there is none.
    """
    if code not in _wordings:
        raise WordingError(f"No wording is registered for {code!r}; call notifications.wordings.word() at start.")
    return _wordings[code]


def registered() -> tuple[str, ...]:
    """Return the codes in order."""
    return tuple(sorted(_wordings))


def _check(wording: Wording) -> None:
    for text in (str(wording.title), str(wording.body), str(wording.sms)):
        if found := _FORBIDDEN.search(text):
            raise WordingError(f"{wording.code}: messages never carry {found[0]!r}; point to the case instead.")
        unknown = set(re.findall(r"%\((\w+)\)s", text)) - set(wording.lengths)
        if unknown:
            raise WordingError(f"{wording.code}: declare the lengths of {', '.join(sorted(unknown))}.")
    longest = wording.says(dict.fromkeys(wording.lengths, string.ascii_letters * 9)).sms
    if len(longest) > SMS_LENGTH:
        raise WordingError(
            f"{wording.code}: the text message can reach {len(longest)} characters, at most {SMS_LENGTH}."
        )


def _cut(value: str, most: int) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
