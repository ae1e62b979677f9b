"""What policies are called on pages of all kinds, and where their own page is."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import Place, register_places

from .models import Policy


def _policies(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Policy.objects.filter(pk__in=pks).select_related("insured_object__project")
    return {
        row.pk: Place(
            f"{row.insured_object.project.name}　{row.number or _('保单未签发')}",
            reverse("policies:policy", args=[row.pk]) if acting.door == "console" else "",
        )
        for row in rows
    }


def register() -> None:
    """Register the kind."""
    register_places("policy", _policies)
