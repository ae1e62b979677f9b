"""A message to an organisation may be for one of its members alone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The recipient of a message."""

    dependencies = (("notifications", "0003_read_messages"),)

    operations = (
        migrations.RemoveConstraint(model_name="notice", name="notice_has_one_recipient"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                name="notice_has_one_recipient",
                condition=Q(person__isnull=False, organisation__isnull=True, address="")
                | Q(organisation__isnull=False, address="")
                | (Q(person__isnull=True, organisation__isnull=True) & ~Q(address="")),
            ),
        ),
    )
