"""The State Council's calendar, to read: years and days come with a notice that is loaded (`load_calendar`)."""

from idi_platform.accounts.reference import EverybodysAdmin, site

from .models import CalendarDay, CalendarYear


class CalendarYearAdmin(EverybodysAdmin):
    """Which years are official, and by which notice."""

    fields = ("year", "is_official", "notice", "published_on", "loaded_at")
    list_display = ("year", "is_official", "notice", "published_on")
    list_filter = ("is_official",)
    ordering = ("-year",)

    def title_of(self, row: CalendarYear) -> str:
        """Return the year."""
        return str(row.year)


class CalendarDayAdmin(EverybodysAdmin):
    """The days that are not what their weekday suggests."""

    fields = ("day", "kind", "name", "year")
    list_display = ("day", "kind", "name")
    list_filter = ("kind", "year")
    date_hierarchy = "day"
    ordering = ("-day",)

    def title_of(self, row: CalendarDay) -> str:
        """Return the day and its name."""
        return f"{row.day} {row.name}"


site.register(CalendarYear, CalendarYearAdmin)
site.register(CalendarDay, CalendarDayAdmin)
