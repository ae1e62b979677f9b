"""What failed for good is found without a walk over all that is done."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for each kind of work."""

    dependencies = [
        ("accounts", "0002_divisions"),
        ("documents", "0001_papers_and_evidence"),
        ("records", "0004_who_tried_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(condition=models.Q(("owed_state", "failed")), fields=["id"], name="attachment_failed"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(condition=models.Q(("owed_state", "failed")), fields=["id"], name="paper_failed"),
        ),
    ]
