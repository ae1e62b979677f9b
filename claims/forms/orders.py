"""A form per step of a work order: its facts, pictures where it rests on some, words where it is worded."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.portal.cases.forms import OfferedStepForm
from idi_platform.portal.forms import FilesField

_EVIDENCE = "evidence_ids"
_WORDED, _TESTED = "statement_id", "water_test_passed"
_PROOF: Final = (_noop("照片或记录"), _noop("修好以后的样子、闭水试验的记录。修好就是履行，要有证据。"))
_ASKED: Final = {"begin": (_noop("动工前的照片"), _noop("拆开以前、拆开以后的样子。修好再拍一次，前后好对比。"))}
_INSURERS: Final = ("cost",)
"""What the insurer spent is said by the insurer."""


class OrderStepForm(OfferedStepForm):
    """One step of a work order."""

    def drawn(self) -> dict[str, forms.Field]:
        """Return a field for each fact that a repairer says."""
        known = super().drawn()
        found: dict[str, Any] = {name: field for name, field in known.items() if name not in (_EVIDENCE, *_INSURERS)}
        if _EVIDENCE in self.definition.facts.model_fields:
            label, hint = _ASKED.get(self.definition.name, _PROOF)
            found["photos"] = FilesField(label=_(label), help_text=_(hint), required=False)
            found["photos"].is_asked_then = label is _PROOF[0]
        if _TESTED in found:
            found[_TESTED].is_asked_then, found[_TESTED].help_text = True, _("防水的维修一定要做；别的维修不用选。")
        if _WORDED in self.definition.facts.model_fields:
            area = forms.Textarea(attrs={"rows": 4})
            found["words"] = forms.CharField(label=_("怎么修"), max_length=2000, widget=area)
        return found

    def words(self) -> str:
        """Return the words; empty for a step without."""
        return str(self.cleaned_data.get("words") or "")
