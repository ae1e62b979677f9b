"""How a provision is cited: in Chinese as the text counts, in English as English writers cite it.

第二十条第二款 is art. 20 para. 2. What stands before the first number names the text: by the English title among the
rulebook's sources, else by what kind of text it is; a name that neither knows stays as it is.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from idi_platform.kernel.languages import language

_N: Final = "[零〇一二三四五六七八九十百千]+"
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_PARTS: Final = (
    (f"第({_N})条至第({_N})条", "arts. {}–{}"),
    (f"第({_N})条", "art. {}"),
    (f"第({_N})款", "para. {}"),
    (f"第（({_N})）项", "item ({})"),
    (f"（({_N})）", "({})"),
    (r"第(\d+(?:-\d+)?)项", "item {}"),
    (f"第({_N})项", "item {}"),
    (f"({_N})、", "sec. {}"),
    (f"附件({_N})", "annex {}"),
    (r"（首个[\d.]+）", "(the first of that number)"),
    (f"（第({_N})个[\\d.]+）", "(no. {} of that number)"),
    (r"(\d+(?:\.\d+)*)", "{}"),
    (f"({_N})$", "sec. {}"),
    ("序言", "preamble"),
)
_ANY: Final = re.compile("|".join(f"(?:{pattern})" for pattern, _english in _PARTS))
_KINDS: Final = {
    "办法": "Measures",
    "细则": "Rules",
    "规定": "Provisions",
    "意见": "Opinions",
    "方案": "Scheme",
    "规则": "Rules",
    "通知": "Notice",
    "指引": "Guideline",
}


def cited(article: str, sources: Iterable[tuple[str, str]] = ()) -> str:
    """Return a citation in the reader's language.

    Args:
        article: As the text counts: 第二十条第二款, 保险法第二十三条, 指引4.3（一）.
        sources: The instruments that may be named in it, by their Chinese and their English titles.
    """
    return _in_english(article, tuple(sources)) if language() == "en" else article


def number_of(numeral: str) -> int:
    """Return the number of a Chinese numeral below ten thousand: 二百七十一 is 271."""
    total, digit = 0, None
    for char in numeral:
        if char in _TENS:
            total += _TENS[char] * (1 if digit is None else digit)
            digit = None
        else:
            digit = _DIGITS[char] or None
    return total + (digit or 0)


@cache
def _in_english(article: str, sources: tuple[tuple[str, str], ...]) -> str:
    found = _ANY.search(article)
    if found is None:
        return article
    # 解释（二）第九条: a number in the name of a text is no part of the provision
    tails = ((zh[at:], en) for zh, en in sources for at in range(len(zh) - 1) if zh[at] != "（")
    names = {zh: en for zh, en in tails if article.startswith(zh)}
    name = max(names, key=len, default=article[: found.start()])
    said = [names.get(name) or _KINDS.get(name, name)] if name else []
    rest = article[len(name) :]
    while rest:
        part, rest = _next(rest)
        said.append(part)
    return " ".join(said)


def _next(rest: str) -> tuple[str, str]:
    """Return the first part in English, and what follows it; what is no part stays as it is, to the end."""
    for pattern, english in _PARTS:
        if found := re.match(pattern, rest):
            numbers = (one if one[0].isascii() else number_of(one) for one in found.groups())
            return english.format(*numbers), rest[found.end() :]
    return rest, ""
