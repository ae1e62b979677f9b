"""The insurer's register of its risk staff and project managers, under /console/data/."""

from django.db.models import Model

from idi_platform.accounts.reference import Reach, ReferenceAdmin, Rows, site

from .models import InsurerStaff

QUALITIES = (
    "has_licence", "has_senior_title", "degree", "practising_since",
    "has_passed_assessment", "is_real_name", "is_active",
)  # fmt: skip


class InsurerStaffAdmin(ReferenceAdmin):
    """An insurer's administrators keep their own people; operators keep everybody's."""

    fields = ("organisation", "person", "function", *QUALITIES)
    changeable = QUALITIES
    list_display = ("person", "organisation", "function", "degree", "practising_since", "is_active")
    list_filter = ("function", "is_active", "organisation")
    list_select_related = ("person", "organisation")
    ordering = ("organisation_id", "function", "pk")
    autocomplete_fields = ("organisation", "person")

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all to operators, to administrators their own organisation's."""
        return rows if reach.is_operator else rows.filter(organisation=reach.organisation_id)

    def may_add(self, reach: Reach) -> bool:
        """Whoever has a reach lists people within it."""
        return True

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Whoever sees the row brings it up to date."""
        return True

    def title_of(self, row: InsurerStaff) -> str:
        """Return who is what where."""
        return f"{row.person} · {row.get_function_display()} · {row.organisation}"


site.register(InsurerStaff, InsurerStaffAdmin)
