"""What a visitor's telephone hands in about one visit."""

import django.db.models.deletion
from django.db import migrations, models

import idi_platform.kernel.clock

OUTCOMES = [("surveyed", "已登记查勘"), ("failed", "已登记上门未果"), ("kept", "作为补充放进案件")]
SIGNINGS = [("glass", "在手机上签"), ("paper", "在纸上签了，拍在照片里"), ("none", "没有人签")]
REASONS = [
    ("declined", "看了，不愿意签"),
    ("disagrees", "对记录有不同意见"),
    ("not_owner", "在场的人说做不了主"),
    ("nobody", "公共部位，没有人在场"),
    ("unable", "不方便签字"),
]


def _link(to, *, on_delete=django.db.models.deletion.PROTECT, name="+", null=True):
    return models.ForeignKey(null=null, on_delete=on_delete, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_who_repairs_and_his_qualification"),
        ("documents", "0003_uploads_in_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=80)),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=10)),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=idi_platform.kernel.clock.machine_now)),
                ("device_at", models.DateTimeField(null=True)),
                ("device_ahead", models.IntegerField(null=True)),
                ("signing", models.CharField(blank=True, choices=SIGNINGS, max_length=10)),
                ("signed_by", models.CharField(blank=True, max_length=60)),
                ("why_unsigned", models.CharField(blank=True, choices=REASONS, max_length=12)),
                ("parts", models.JSONField(default=dict)),
                ("claim", _link("claims.claim", name="site_visits", null=False)),
                ("record", _link("records.record")),
                ("signature", _link("documents.attachment")),
                ("statement", _link("claims.statement", on_delete=django.db.models.deletion.SET_NULL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="site_visit_once")],
            },
        ),
    ]
