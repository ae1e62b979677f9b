"""The form with which an authority begins its monthly reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.models import Division
from idi_platform.portal.forms import ChoiceRows, StepForm


class BeginForm(StepForm):
    """For which of one's own divisions; the series begins with the running month."""

    place = forms.ChoiceField(label=_("辖区"), widget=ChoiceRows)

    def __init__(self, data: Any = None, *, places: Sequence[Division]) -> None:
        """Offer the divisions in which no series has begun; the only one is chosen."""
        super().__init__(data)
        self.fields["place"].choices = [(place.code, place.name) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            self.initial["place"] = places[0].code
