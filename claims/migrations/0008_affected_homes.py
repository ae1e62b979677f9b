from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_what_a_repair_cost"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="affected_homes",
            field=models.JSONField(default=list),
        ),
    ]
