"""Which texts of the law the platform knows, in which revision; they are published by a command, never typed here."""

from idi_platform.accounts.reference import EverybodysAdmin, site

from .models import Edition, EditionExtension, Revision


class EditionAdmin(EverybodysAdmin):
    """The texts and their windows."""

    fields = (
        "code", "title_zh", "title_en", "division_code", "is_base",
        "in_force_from", "from_unknown", "in_force_to", "to_unknown",
    )  # fmt: skip
    list_display = ("title_zh", "code", "division_code", "in_force_from", "in_force_to")
    list_filter = ("is_base",)
    search_fields = ("code", "title_zh")
    ordering = ("code",)

    def title_of(self, row: Edition) -> str:
        """Return the title."""
        return row.title_zh


class RevisionAdmin(EverybodysAdmin):
    """Our encodings of the texts; the rules themselves are read where they are published."""

    fields = ("edition", "number", "reason", "approver", "published_at", "schema_version", "sha256")
    list_display = ("edition", "number", "reason", "approver", "published_at")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    ordering = ("edition", "-number")

    def title_of(self, row: Revision) -> str:
        """Return text and number."""
        return f"{row.edition.title_zh} #{row.number}"


class EditionExtensionAdmin(EverybodysAdmin):
    """Later ends that an authority has recorded."""

    fields = ("edition", "to", "issued_on", "document_number", "reason", "supersedes", "recorded_at")
    list_display = ("edition", "to", "issued_on", "document_number", "recorded_at")
    list_select_related = ("edition",)
    ordering = ("edition", "-recorded_at")


site.register(Edition, EditionAdmin)
site.register(Revision, RevisionAdmin)
site.register(EditionExtension, EditionExtensionAdmin)
