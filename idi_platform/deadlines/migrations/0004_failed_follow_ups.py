"""What failed for good is found without a walk over all that is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for each kind of work."""

    dependencies = [
        ("deadlines", "0003_story_may_begin_in_the_past"),
        ("records", "0004_who_tried_again"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(condition=models.Q(("owed_state", "failed")), fields=["id"], name="follow_up_failed"),
        ),
    ]
