"""A refusal keeps in words why its ground applies to the case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more kind of words, and the determination's reference to them."""

    dependencies = [("claims", "0001_intake_claims_tickets")]

    operations = [
        migrations.AddField(
            model_name="determination",
            name="why",
            field=models.ForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="+", to="claims.statement"
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "报案人的话"),
                    ("findings", "查勘所见"),
                    ("reasons", "核定说明"),
                    ("why_here", "为何适用于本案"),
                    ("offer", "维修或赔付方案"),
                    ("supplement", "材料说明"),
                    ("note", "备注"),
                    ("call", "通话记录"),
                ],
                max_length=12,
            ),
        ),
    ]
