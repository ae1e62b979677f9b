"""An insurer's own phrases for determinations, under /console/data/."""

from django.db.models import Model

from claims.models import Phrase
from idi_platform.accounts.reference import Reach, ReferenceAdmin, Rows, site


class PhraseAdmin(ReferenceAdmin):
    """An insurer's administrators keep its phrases; operators see everybody's."""

    fields = ("organisation", "ground", "field", "title", "body", "is_active")
    changeable = ("ground", "field", "title", "body", "is_active")
    list_display = ("title", "ground", "field", "organisation", "is_active")
    list_filter = ("ground", "field", "is_active", "organisation")
    list_select_related = ("organisation",)
    ordering = ("organisation_id", "ground", "field", "title", "pk")
    autocomplete_fields = ("organisation",)

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all to operators, to administrators their own organisation's."""
        return rows if reach.is_operator else rows.filter(organisation=reach.organisation_id)

    def may_add(self, reach: Reach) -> bool:
        """Whoever has a reach keeps phrases within it."""
        return True

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Whoever sees the row brings it up to date."""
        return True

    def title_of(self, row: Phrase) -> str:
        """Return which phrase, whose."""
        return f"{row.title} · {row.organisation}"


site.register(Phrase, PhraseAdmin)
