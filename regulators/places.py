"""What monthly reports are called, and where their pages are."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import Place, register_places
from idi_platform.portal.words import month_words
from regulators.models import MonthlyReport


def _reports(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = MonthlyReport.objects.filter(pk__in=pks, month__isnull=False)
    href = reverse("reports:reports") if acting.door == "regulator" else ""
    return {row.pk: Place(_title(row), f"{href}{row.pk}/" if href else "") for row in rows}


def _title(row: MonthlyReport) -> str:
    assert row.month is not None
    return _("%(month)s 监管月报") % {"month": month_words(row.month)}


def register() -> None:
    """Register how reports are named."""
    register_places("monthly_report", _reports)
