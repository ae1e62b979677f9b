"""Reports that are being written, and reports that come in before the home is known."""

import django.db.models.deletion
from django.db import migrations, models

PLACES = [
    ("bathroom", "卫生间"),
    ("kitchen", "厨房"),
    ("living_room", "客厅"),
    ("bedroom", "卧室"),
    ("balcony", "阳台"),
    ("window", "窗边、外墙内侧"),
    ("roof", "屋面"),
    ("facade", "外墙面"),
    ("basement", "地下室"),
    ("stairwell", "楼梯间"),
    ("riser", "管道井"),
    ("other", "其他地方"),
]
SEVERITIES = [
    ("traces", "有痕迹，没有继续变坏"),
    ("growing", "一直在渗漏或变大"),
    ("unlivable", "没法正常住"),
    ("danger", "有东西要掉下来，有危险"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_affected_homes"),
        ("projects", "0007_announcements_that_arrived"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("owner", models.CharField(max_length=80)),
                ("at", models.PositiveSmallIntegerField(default=0)),
                ("answers", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(db_index=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "unit", "saved_at"], name="draft_by_owner")],
            },
        ),
        migrations.AddField("intake", "is_unplaced", models.BooleanField(default=False, verbose_name="房屋待对应")),
        migrations.AddField(
            "intake", "place", models.CharField(blank=True, choices=PLACES, max_length=20, verbose_name="部位")
        ),
        migrations.AddField("intake", "defect", models.CharField(blank=True, max_length=80, verbose_name="缺陷")),
        migrations.AddField("intake", "item_code", models.CharField(blank=True, max_length=80, verbose_name="项目")),
        migrations.AddField(
            "intake", "severity", models.CharField(blank=True, choices=SEVERITIES, max_length=20, verbose_name="严重程度")
        ),
        migrations.AddField("intake", "discovered_on", models.DateField(null=True, verbose_name="发现日期")),
        migrations.AddIndex(
            "intake",
            models.Index(condition=models.Q(("is_unplaced", True)), fields=["received_at"], name="intake_unplaced"),
        ),
    ]
