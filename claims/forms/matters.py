"""A form per step of a complaint or an appraisal, drawn from the facts that the step takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from idi_platform.accounts.models import Organisation, OrganisationKind
from idi_platform.portal.cases.facts_fields import Known, facts_in, fields_of
from idi_platform.portal.forms import StepForm
from idi_platform.workflow.lifecycles import StepDefinition

_SHOWN = 200
_WORDED = "statement_id"


class MatterStepForm(StepForm):
    """The facts of the step; where it is worded, its words instead of their number."""

    def __init__(self, *args: Any, definition: StepDefinition, **kwargs: Any) -> None:
        """Draw a field for each fact, and the words."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.is_worded = _WORDED in definition.facts.model_fields
        if self.is_worded:
            area = forms.Textarea(attrs={"rows": 5})
            self.fields["words"] = forms.CharField(label=_("写给对方的话"), max_length=2000, widget=area)
        else:
            known = Known(choices={"appraiser_id": _appraisers()}) if _names_appraiser(definition) else Known()
            self.fields.update(fields_of(definition.kind, definition.facts, {}, known))
        self.ask_by_name()

    def words(self) -> str:
        """Return the words; empty for a step without."""
        return str(self.cleaned_data.get("words", "")) if self.is_worded else ""

    def given(self) -> dict[str, Any]:
        """Return the facts; none where the words stand for them."""
        return {} if self.is_worded else facts_in(self.cleaned_data, self.definition.facts)


def _names_appraiser(definition: StepDefinition) -> bool:
    return "appraiser_id" in definition.facts.model_fields


def _appraisers() -> list[tuple[Any, str]]:
    """Return the appraisers that the platform knows."""
    known = Organisation.objects.filter(kind=OrganisationKind.appraiser).order_by("name")
    return list(known.values_list("pk", "name")[:_SHOWN])
