"""Lists that were answered before papers could come in parts: all of what was asked for had come."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef


def keep_what_came(apps, _editor):
    records = apps.get_model("records", "Record").objects.filter(form="step", name="claim.supply_documents")
    answers = records.filter(subject=OuterRef("pk"), occurred_at__gte=OuterRef("supplement_requested_at"))
    answered = Exists(answers.exclude(facts__complete=False))
    apps.get_model("claims", "Claim").objects.filter(answered, papers_came=[]).update(papers_came=F("wanted_papers"))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0023_papers_that_came_in_parts"),
        ("records", "0005_words"),
    ]

    operations = [migrations.RunPython(keep_what_came, migrations.RunPython.noop)]
