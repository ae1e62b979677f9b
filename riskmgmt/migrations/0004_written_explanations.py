from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskmgmt", "0003_checks_of_the_agency")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="has_explanation",
            field=models.BooleanField(default=False, verbose_name="有整改情况说明"),
        ),
    ]
