"""When a claimant is to be called back; an insurer's own phrases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_found_by_last_digits"),
        ("claims", "0010_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ended", "保险期间已经届满"),
                            ("outside_scope", "不在保险范围内"),
                            ("no_defect", "符合标准，不是质量缺陷"),
                            ("misuse", "使用不当或擅自改动"),
                            ("third_party", "第三方造成"),
                            ("force_majeure", "合同列明的不可抗力"),
                            ("waiver", "放弃向责任方请求赔偿的权利"),
                            ("leftover", "保险责任开始前已经存在，未修好"),
                            ("known_at_acceptance", "竣工验收时已经记录的问题"),
                            ("limit_exhausted", "赔偿限额已经用完"),
                            ("false_part", "虚假或夸大的部分"),
                        ],
                        max_length=24,
                        verbose_name="不予赔偿的理由",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[("words", "查明的事实和理由"), ("why", "理由为什么适用于本案")],
                        default="words",
                        max_length=8,
                        verbose_name="用在哪一段",
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("body", models.TextField(max_length=2000, verbose_name="正文")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "核定用语",
                "verbose_name_plural": "核定用语",
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="call_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="phrase",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.UniqueConstraint(
                fields=("organisation", "ground", "field", "title"), name="phrase_named_once"
            ),
        ),
    ]
