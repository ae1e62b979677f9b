"""A determination that accepts says at what the damage is assessed, as far as it is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The sum, on the claim and on each version of the determination."""

    dependencies = (("claims", "0012_other_slots_are_asked_for"),)

    operations = (
        migrations.AddField(
            model_name="claim",
            name="assessed_amount",
            field=models.DecimalField(decimal_places=2, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name="determination",
            name="assessed_amount",
            field=models.DecimalField(decimal_places=2, max_digits=16, null=True),
        ),
    )
