"""A form per step that a developer takes on its contract."""

from django import forms

from idi_platform.portal.cases.facts_fields import Known, fields_of
from idi_platform.portal.cases.forms import OfferedStepForm
from idi_platform.portal.forms import ChoiceRows
from policies.forms.new_policy import ANNEXES
from policies.models.termination import INSURERS_OWN

_INSURERS = ("known_since",)
"""What only the insurer can say."""


class ContractStepForm(OfferedStepForm):
    """The facts of the step, as far as they are a developer's to say."""

    def drawn(self) -> dict[str, forms.Field]:
        """Return a field for each fact; the few there are to choose from stand open."""
        known = Known(choices={"annexes": [(code, str(words)) for code, words in ANNEXES]})
        found = fields_of(self.definition.kind, self.definition.facts, {}, known)
        return {name: _open(field) for name, field in found.items() if name not in _INSURERS}


def _open(field: forms.Field) -> forms.Field:
    """Let the choices of a field stand one a row, without those that are the insurer's."""
    if type(field) is not forms.ChoiceField:
        return field
    choices = [(code, words) for code, words in field.widget.choices if code and code not in INSURERS_OWN]
    return forms.ChoiceField(label=field.label, choices=choices, required=field.required, widget=ChoiceRows)
