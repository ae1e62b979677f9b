"""The form by which participants, agency and developer ask for an appraisal: of a finding, or of a claim by number."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models.beside.appraisal import Matter
from idi_platform.portal.forms import Choice, ChoiceRows, StepForm

OF_CLAIMS = (Matter.LIABILITY, Matter.REPAIR_RESULT, Matter.AMOUNT)


class AskForm(StepForm):
    """One finding of those that are open, or, for who may name a claim, its number and what is disputed about it."""

    finding = forms.TypedChoiceField(
        label=gettext_lazy("对哪个问题有异议"), coerce=int, empty_value=None, required=False, widget=ChoiceRows
    )
    number = forms.CharField(
        label=gettext_lazy("案件编号"),
        help_text=gettext_lazy("业主或者保险公司告诉您的编号，必须是您项目里的案件。"),
        max_length=30,
        required=False,
    )
    matter = forms.ChoiceField(label=gettext_lazy("对案件的什么有异议"), required=False)
    words = forms.CharField(
        label=gettext_lazy("您为什么不同意"),
        help_text=gettext_lazy("这就是书面申请，会给对方看。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, findings: Iterable[tuple[int, Choice]], names_claims: bool, **kwargs: Any) -> None:
        """Offer the findings; the fields of a claim to those alone who may name one."""
        super().__init__(*args, **kwargs)
        found = list(findings)
        self.fields["finding"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        if not found:
            del self.fields["finding"]
        self.names_claims = names_claims
        self.asks_nothing = not found and not names_claims
        if names_claims:
            if found:
                self.fields["number"].label = _("或者：案件编号")
            matters = [("", "—"), *((one.value, str(one.label)) for one in OF_CLAIMS)]
            self.fields["matter"].choices = matters  # type: ignore[attr-defined]  # the same
        else:
            del self.fields["number"], self.fields["matter"]

    def clean(self) -> dict[str, Any]:
        """Ask for one of both, and for what is disputed about a claim."""
        given = super().clean()
        if bool(given.get("finding")) == bool(given.get("number")):
            said = _("请选一个问题，或者写一个案件编号，两样只填一样。") if self.names_claims else _("请选一个问题。")
            self.add_error("finding" if "finding" in self.fields else None, said)
        elif given.get("number") and not given.get("matter"):
            self.add_error("matter", _("请选对案件的什么有异议。"))
        return given
