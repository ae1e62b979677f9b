"""How the agency's work is named."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.kernel.languages import in_words
from idi_platform.rulebooks.law import Law, item_of

from .models.finding import Grade

PROOFS = {
    "has_before_photo": _noop("整改前照片"),
    "has_after_photo": _noop("整改后照片"),
    "has_video": _noop("整改视频"),
    "has_explanation": _noop("书面说明"),
}
"""What may be shown of a rectification, by the column of the finding that keeps it."""
_STATES = {
    "raised": _noop("已提出，没有整改"),
    "ordered": _noop("已要求整改，没有交结果"),
    "submitted": _noop("已整改，等待复核"),
    "supervisor_accepted": _noop("监理复核通过"),
    "developer_confirmed": _noop("建设单位已确认"),
    "closed": _noop("已整改并关闭"),
}


def section_words(law: Law, code: str) -> str:
    """Return the section of the works by the insured item whose code its own begins with; a bare code says nothing."""
    items = law.cover.items if law.cover is not None else {}
    item = item_of(law, code)
    return in_words(items[item].title) if item else ""


def finding_state_words(state: str, grade: str = "") -> str:
    """Return where a finding stands, in plain words; where its grade is that all is in order, nothing was mended."""
    if state == "closed" and grade == Grade.NORMAL:
        return _("已复核关闭，没有要整改的")
    return _(_STATES.get(state, state))
