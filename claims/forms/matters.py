"""A form per step of a complaint or an appraisal, drawn from the facts that the step takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from claims.codes import Payer
from idi_platform.accounts.models import Organisation, OrganisationKind
from idi_platform.portal.cases.facts_fields import Known, fields_of
from idi_platform.portal.cases.forms import OfferedStepForm
from idi_platform.workflow.lifecycles import StepDefinition

_SHOWN = 200
_WORDED = "statement_id"


class MatterStepForm(OfferedStepForm):
    """The facts of the step; where it is worded, its words instead of their number."""

    def drawn(self) -> dict[str, forms.Field]:
        """Return a field for each fact, or for the words."""
        if self.is_worded:
            area = forms.Textarea(attrs={"rows": 5})
            return {"words": forms.CharField(label=_("写给对方的话"), max_length=2000, widget=area)}
        known: dict[str, list[tuple[Any, str]]] = {"payer": [(one.value, str(one.label)) for one in Payer]}
        if _names_appraiser(self.definition):
            known["appraiser_id"] = _appraisers()
        return fields_of(self.definition.kind, self.definition.facts, {}, Known(choices=known))

    @property
    def is_worded(self) -> bool:
        """Say whether the step is one of words."""
        return _WORDED in self.definition.facts.model_fields

    def words(self) -> str:
        """Return the words; empty for a step without."""
        return str(self.cleaned_data.get("words", "")) if self.is_worded else ""

    def given(self) -> dict[str, Any]:
        """Return the facts; none where the words stand for them."""
        return {} if self.is_worded else super().given()


def _names_appraiser(definition: StepDefinition) -> bool:
    return "appraiser_id" in definition.facts.model_fields


def _appraisers() -> list[tuple[Any, str]]:
    """Return the appraisers that the platform knows."""
    known = Organisation.objects.filter(kind=OrganisationKind.appraiser).order_by("name")
    return list(known.values_list("pk", "name")[:_SHOWN])
