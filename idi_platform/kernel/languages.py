"""In which language something is said: to a reader in his own, on what is kept in the platform's.

Labels of rulebooks, steps, facts and roles have two languages in the data; a page says them by `in_words`. What is
frozen for everybody, papers and messages, is written `in_the_platforms_language`.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, override


class InTwo(Protocol):
    """Anything that is named in both languages."""

    @property
    def zh(self) -> str:
        """The Chinese name."""

    @property
    def en(self) -> str:
        """The English name."""


def language() -> str:
    """Return the reader's language as the data's: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def in_words(label: InTwo) -> str:
    """Return a name in the reader's language."""
    return label.en if language() == "en" else label.zh


words_later = lazy(in_words, str)
"""The same, in the language of whoever reads it later."""


def in_the_platforms_language() -> AbstractContextManager[None]:
    """Let everything within be said as it is kept, whoever acts and in whichever language he reads."""
    return override(settings.LANGUAGE_CODE)
