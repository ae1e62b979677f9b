"""A quote knows the insurer whose it is and who worked out its premium; older ones are told from their records."""

from typing import Any

from django.db import migrations, models


def told_by_records(apps: Any, _editor: Any) -> None:
    """Write down for every quote whose it is, from the record of its draft, and who priced it last."""
    records = apps.get_model("records", "Record").objects
    for quote in apps.get_model("policies", "Quote").objects.filter(organisation=None):
        steps = records.filter(subject_id=quote.pk, form="step").order_by("seq")
        drafted, priced = steps.filter(name="quote.draft").first(), steps.filter(name="quote.price").last()
        quote.organisation = drafted.acting.get("organisation") if drafted else None
        quote.priced_by = priced.acting.get("person") if priced else None
        quote.save(update_fields=["organisation", "priced_by"])


class Migration(migrations.Migration):
    """Two columns and their values."""

    dependencies = (("policies", "0005_conditions_of_the_lead"), ("records", "0005_words"))

    operations = (
        migrations.AddField("quote", "organisation", models.BigIntegerField(null=True)),
        migrations.AddField("quote", "priced_by", models.BigIntegerField(null=True)),
        migrations.RunPython(told_by_records, migrations.RunPython.noop, elidable=True),
    )
