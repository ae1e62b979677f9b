"""Where a home is that is not bound yet: its project by name, then the building, the room and the notice's code."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.forms.report import WhereForm
from claims.models import Claim
from idi_platform.kernel.errors import BadInput
from idi_platform.portal.forms import PlatformForm, StepForm
from idi_platform.projects.models import Building, Unit
from idi_platform.rulebooks.law import Law

DONT_KNOW = "?"


class SearchForm(PlatformForm):
    """Which project it is."""

    q = forms.CharField(
        label=gettext_lazy("小区或项目叫什么"),
        help_text=gettext_lazy("写两个字以上就行，比如“云杉”。"),
        min_length=2,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class UnplacedWhereForm(WhereForm):
    """Step 1 where the home is not bound: where it is first, then what is wrong."""

    building = forms.ChoiceField(label=gettext_lazy("哪一栋"))
    room = forms.CharField(
        label=gettext_lazy("单元和房号"),
        help_text=gettext_lazy("照门牌写，比如 2 单元 1102。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("告知书上的编号"),
        help_text=gettext_lazy("收房时给您的保险告知书，手边有就填。"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("building", "room", "code", "place", "what")

    def __init__(self, *args: Any, law: Law, buildings: Iterable[Building], **kwargs: Any) -> None:
        """Offer the buildings of the project; whoever does not know says so."""
        super().__init__(*args, law=law, **kwargs)
        rows = [(str(one.pk), one.name or one.number) for one in buildings]
        self.fields["building"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("请选择")),
            *rows,
            (DONT_KNOW, _("说不清")),
        ]


class PlaceForm(PlatformForm):
    """At the desk: which home a report means."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=gettext_lazy("对应到哪一户"), coerce=int)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        """Offer the homes that were found."""
        super().__init__(*args, **kwargs)
        rows = [(unit.pk, f"{unit.building.name or unit.building.number}　{unit.number}") for unit in units]
        self.fields["unit"].choices = rows  # type: ignore[attr-defined]  # a ChoiceField


class JoinReportForm(StepForm):
    """At the desk: which claim a report is of."""

    number = forms.CharField(
        label=gettext_lazy("案件编号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def chosen(self, claims: "QuerySet[Claim]") -> Claim:
        """Return the claim; raises BadInput beside the field where the desk sees none of this number."""
        found = claims.filter(number=self.cleaned_data["number"].strip()).select_related("subject").first()
        if found is None:
            sentence = _("没有找到这个编号的案件，请核对。")
            raise BadInput("intake.no_such_claim", sentence, {"number": sentence})
        return found


class AdviceForm(StepForm):
    """At the desk: what is answered where no claim opens."""

    words = forms.CharField(
        label=gettext_lazy("答复"),
        help_text=gettext_lazy("报案人会看到：为什么不立案、该找谁、不同意怎么办。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
