"""The number that stands on a paper: 北京潜保不予〔2026〕214号.

Place, the kind of insurance, the first two characters of the title, year and a sequence without gaps. The sequence is
counted per printed prefix and year, so that no two papers show the same number, whatever cities are loaded. It is
taken when the worker takes the paper up, in one short transaction with the paper's row: a step never waits for
another's number, a rolled-back transaction gives the number back, and a paper whose drawing fails keeps its own.
"""

import re

from idi_platform.kernel import clock

from .models import Paper
from .models.sequence import next_number

_SUFFIX = re.compile(r"(?:壮族|回族|维吾尔)?(?:自治区|特别行政区|自治州|省|市|区|县|盟|地区)$")
_NATIONWIDE = "全国"


def number_paper(paper: Paper) -> None:
    """Give a locked paper its number and its date of issue (legal time), once."""
    if paper.number is not None:
        return
    issued_at = clock.now()
    year = clock.local_date(issued_at).year
    prefix = prefix_of(paper)
    paper.number = f"{prefix}〔{year}〕{next_number(prefix, year)}号"
    paper.issued_at = issued_at
    paper.save(update_fields=["number", "issued_at"])


def prefix_of(paper: Paper) -> str:
    """Return what stands before the year."""
    place = paper.data["frame"].get("division", "")
    return f"{short_place(place) or _NATIONWIDE}潜保{paper.title[:2]}"


def short_place(name: str) -> str:
    """Drop the word for the rank: 北京市 becomes 北京; a name of two characters stays whole."""
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name
