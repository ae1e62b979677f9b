
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_a_chosen_slot_may_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="repair",
            name="qualification_until",
            field=models.DateField(null=True, verbose_name="维修机构资质有效期至"),
        ),
        migrations.AddField(
            model_name="repair",
            name="repairer_kind",
            field=models.CharField(
                blank=True,
                choices=[("own_team", "保险公司自己的维修队伍"), ("third_party", "委托第三方专业机构")],
                max_length=16,
                verbose_name="由谁维修",
            ),
        ),
    ]
