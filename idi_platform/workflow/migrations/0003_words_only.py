"""No text stands beside its words any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """After everything was moved."""

    dependencies = [("workflow", "0002_words")]
    operations = [
        migrations.AlterField(
            "legaldecision",
            "ground_words",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.words"),
        ),
        migrations.RemoveField("legaldecision", "ground"),
        migrations.RemoveField("proposal", "decline_reason"),
        migrations.RemoveField("review", "outcome"),
    ]
