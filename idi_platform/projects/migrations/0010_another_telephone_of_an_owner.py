"""An owner whom the register knows by another telephone is bound in his own place."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0009_agents_are_invited'),
    ]

    operations = [
        migrations.AddField(
            model_name='homebinding',
            name='in_place_of',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='homebinding',
            name='method',
            field=models.CharField(choices=[('code', '告知书上的码'), ('developer_data', '建设单位的业主资料'), ('registry', '不动产登记证明'), ('invitation', '共有人邀请'), ('desk', '服务台核对')], max_length=16, verbose_name='核对方式'),
        ),
    ]
