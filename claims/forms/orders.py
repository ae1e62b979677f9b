"""A form per step of a work order: its facts, pictures where it rests on some, words where it is worded."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.portal.cases.facts_fields import Known, facts_in, fields_of
from idi_platform.portal.forms import FilesField, StepForm
from idi_platform.workflow.lifecycles import StepDefinition

_EVIDENCE = "evidence_ids"
_WORDED = "statement_id"
_PROOF: Final = (_noop("照片或记录"), _noop("修好以后的样子、闭水试验的记录。修好就是履行，要有证据。"))
_ASKED: Final = {"begin": (_noop("动工前的照片"), _noop("拆开以前、拆开以后的样子。修好再拍一次，前后好对比。"))}
_INSURERS: Final = ("cost",)
"""What the insurer spent is said by the insurer."""


class OrderStepForm(StepForm):
    """One step of a work order."""

    def __init__(self, *args: Any, definition: StepDefinition, **kwargs: Any) -> None:
        """Draw a field for each fact that a repairer says."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        drawn = fields_of(definition.kind, definition.facts, {}, Known())
        for name in (_EVIDENCE, *_INSURERS):
            drawn.pop(name, None)
        self.fields.update(drawn)
        if _EVIDENCE in definition.facts.model_fields:
            label, hint = _ASKED.get(definition.name, _PROOF)
            self.fields["photos"] = FilesField(label=_(label), help_text=_(hint), required=False)
        if _WORDED in definition.facts.model_fields:
            area = forms.Textarea(attrs={"rows": 4})
            self.fields["words"] = forms.CharField(label=_("怎么修"), max_length=2000, widget=area)
        self.ask_by_name()

    def words(self) -> str:
        """Return the words; empty for a step without."""
        return str(self.cleaned_data.get("words") or "")

    def given(self) -> dict[str, Any]:
        """Return the facts that were filled in."""
        return facts_in(self.cleaned_data, self.definition.facts)
