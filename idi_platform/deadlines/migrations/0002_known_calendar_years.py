"""The years whose notice of holidays is known."""

from django.db import migrations

from idi_platform.deadlines.calendars import seed_known_years


def seed(apps, _schema_editor):
    seed_known_years(apps.get_model("deadlines", "CalendarYear"), apps.get_model("deadlines", "CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_clocks_and_calendar")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
