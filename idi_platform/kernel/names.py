"""Names and free text as people type them: nothing invisible, nothing that turns the line, and masks for lists."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from .errors import BadInput

NAME_LENGTH: Final = 100
TEXT_LENGTH: Final = 4000
_MOST_MARKS: Final = 4
_UNDRAWABLE: Final = frozenset({"Co", "Cs", "Cn"})
_SPACES = re.compile(r"\s+")


def clean_name(text: str, *, max_length: int = NAME_LENGTH) -> str:
    """Return a person's, firm's or building's name on one line.

    Zero-width and direction-turning characters are dropped, blanks of any kind become one space; rare characters of
    Unicode stay. Characters without a code point of their own (private use) can't be printed and are refused.

    Raises:
        BadInput: nothing left, too long, characters that can't be printed, or marks piled on each other.
    """
    name = _SPACES.sub(" ", _visible(text)).strip()
    if not name:
        raise BadInput("name.empty", _("请填写名称。"))
    if len(name) > max_length:
        raise BadInput("name.too_long", _("名称太长，最多 %(most)s 个字。") % {"most": max_length})
    return name


def clean_text(text: str, *, max_length: int = TEXT_LENGTH) -> str:
    """Return free text of several lines, may be empty; as `clean_name`, with line ends kept as newlines.

    Raises:
        BadInput: as for `clean_name`.
    """
    lines = (_SPACES.sub(" ", _visible(line)).strip() for line in text.splitlines())
    body = "\n".join(lines).strip()
    if len(body) > max_length:
        raise BadInput("text.too_long", _("文字太长，最多 %(most)s 个字。") % {"most": max_length})
    return body


def mask_name(name: str) -> str:
    """Show the first character only: 张**."""
    return f"{name[:1]}**" if name else ""


def mask_phone(number: str) -> str:
    """Show the first three and last four digits of a national number: 138****1234."""
    national = number.removeprefix("+86")
    head, tail = 3, 4
    if len(national) <= head + tail:
        return "****"
    return f"{national[:head]}****{national[-tail:]}"


def mask_identity(number: str) -> str:
    """Show the first and last four characters of an identity number; the count of stars says nothing of its length."""
    shown = 4
    if len(number) <= 3 * shown:
        return "********"
    return f"{number[:shown]}********{number[-shown:]}"


def mask_account(number: str) -> str:
    """Show the last four digits of a bank account: ****1234."""
    shown = 4
    return f"****{number[-shown:]}" if len(number) > 2 * shown else "****"


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    kept = []
    marks = 0
    for char in composed:
        category = unicodedata.category(char)
        if category in _UNDRAWABLE:
            raise BadInput("name.undrawable", _("有一个字无法显示，请换一种输入法重新输入，或用标准写法代替。"))
        if category == "Cf" or (category == "Cc" and not char.isspace()):
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MOST_MARKS:
            raise BadInput("name.piled_marks", _("有一个字上叠了太多符号，请重新输入。"))
        kept.append(char)
    return "".join(kept)
