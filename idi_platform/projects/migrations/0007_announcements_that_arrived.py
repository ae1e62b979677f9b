from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_home_bindings")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="announcement_reached_on",
            field=models.DateField(null=True),
        ),
    ]
