
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0006_whose_quote"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="instalments",
            field=models.JSONField(default=list),
        ),
    ]
