"""The forms of an import: a workbook, the place of a template, reasons, and the word to go on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from idi_platform.documents.workbooks import MEDIA_TYPE
from idi_platform.portal.forms import PlatformForm, StepForm, TickField
from policies.models import BookFault


class WorkbookForm(StepForm):
    """A filled workbook."""

    workbook = forms.FileField(
        label=_("填好的工作簿"),
        help_text=_("只收 .xlsx，最多 5 MB；不收带宏、有密码的文件。"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{MEDIA_TYPE}", "class": "form-control"}),
    )


class ReasonsForm(PlatformForm):
    """One reason for each recommendation of the text that was not followed."""

    def __init__(self, *args: Any, asked: Sequence[BookFault], said: dict[str, str], **kwargs: Any) -> None:
        """Add a field for each; what was said before stands there."""
        super().__init__(*args, **kwargs)
        for number, fault in enumerate(asked):
            self.fields[f"reason_{number}"] = forms.CharField(
                label=fault.reason,
                max_length=500,
                initial=said.get(fault.code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.codes = [fault.code for fault in asked]
        self.ask_by_name()

    def said(self) -> dict[str, str]:
        """Return the reasons by the code of the gate."""
        return {code: self.cleaned_data[f"reason_{number}"] for number, code in enumerate(self.codes)}


class LoadForm(PlatformForm):
    """The word to begin; where something cannot be done yet, only with open eyes."""

    knows = TickField(label=_("我知道有几步现在办不成，先录入其余的，办不成的以后再补"))

    def __init__(self, *args: Any, is_part: bool, **kwargs: Any) -> None:
        """Ask only where there is something to know."""
        super().__init__(*args, **kwargs)
        if not is_part:
            del self.fields["knows"]
