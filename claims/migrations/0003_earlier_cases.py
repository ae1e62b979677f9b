"""A claim is linked to the earliest record of the same defect, a ticket or another claim, by a step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The link by Subject in place of the one to a ticket, which no step has ever set."""

    dependencies = [("claims", "0002_why_a_ground_applies"), ("records", "0002_subjects_parties_records")]

    operations = [
        migrations.RemoveField(model_name="claim", name="ticket_before"),
        migrations.AddField(
            model_name="claim",
            name="earlier",
            field=models.ForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="+", to="records.subject"
            ),
        ),
        migrations.AddField(model_name="claim", name="earlier_known_on", field=models.DateField(null=True)),
    ]
