"""What policies are called on pages of all kinds, and where their own page is."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import Place, register_places

from .models import Policy

_PAGES = {"console": "policies:policy", "developer": "policies:developer_policy"}
"""The page of a policy behind each door that has one."""


def page_of(policy_id: int, acting: Acting) -> str:
    """Return the address of a policy's page behind the reader's door; empty where his door has none."""
    return reverse(_PAGES[acting.door], args=[policy_id]) if acting.door in _PAGES else ""


def _policies(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Policy.objects.filter(pk__in=pks).select_related("insured_object__project")
    return {
        row.pk: Place(
            f"{row.insured_object.project.name}　{row.number or _('保单未签发')}",
            page_of(row.pk, acting),
        )
        for row in rows
    }


def register() -> None:
    """Register the kind."""
    register_places("policy", _policies)
