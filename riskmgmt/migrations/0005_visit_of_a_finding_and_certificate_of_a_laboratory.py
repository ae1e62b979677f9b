
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("riskmgmt", "0004_written_explanations"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="visit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="riskmgmt.inspection",
            ),
        ),
        migrations.AddField(
            model_name="test",
            name="certificate_covers",
            field=models.BooleanField(default=False, verbose_name="检测资质包含该类别"),
        ),
        migrations.AddField(
            model_name="test",
            name="certificate_until",
            field=models.DateField(null=True, verbose_name="检测资质有效期至"),
        ),
        migrations.AddField(
            model_name="test",
            name="laboratory",
            field=models.BigIntegerField(null=True),
        ),
    ]
