"""What an object ran under before; an extension's own day, its file, and its correction."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rulebooks", "0001_editions_revisions_bindings")]

    operations = [
        migrations.AddField("binding", "formers", models.JSONField(default=list)),
        migrations.AddField(
            "editionextension", "issued_on", models.DateField(null=True, verbose_name="文件生效日期")
        ),
        migrations.AddField("editionextension", "subject_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "editionextension",
            "supersedes",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="rulebooks.editionextension",
                verbose_name="更正的延期",
            ),
        ),
        migrations.AlterField("editionextension", "to", models.DateField(null=True, verbose_name="延长至")),
    ]
