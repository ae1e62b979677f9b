"""A colleague may stand in for another who holds the same role, from the same day on which his own began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One membership per person, role, beginning, and colleague for whom it stands in."""

    dependencies = (("accounts", "0005_organisation_administration"),)

    operations = (
        migrations.RemoveConstraint(model_name="membership", name="membership_once"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("person", "organisation", "role", "division", "since", "stands_in_for"),
                name="membership_once",
                nulls_distinct=False,
            ),
        ),
    )
