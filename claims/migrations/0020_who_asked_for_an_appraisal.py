"""Appraisals that were asked for before the side was kept: read it from the record of the request."""

from django.db import migrations

SIDES = (("owner", {"owner", "agent"}), ("insurer", {"handler"}), ("developer", {"developer"}))


def keep_who_asked(apps, _editor):
    records = apps.get_model("records", "Record").objects.filter(form="step", name="appraisal.request")
    rows = apps.get_model("claims", "Appraisal").objects.filter(asked_by="")
    for pk, acting in records.values_list("subject_id", "acting"):
        roles = set((acting or {}).get("roles", ()))
        side = next((side for side, its in SIDES if roles & its), "")
        if side:
            rows.filter(pk=pk).update(asked_by=side)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0019_sides_of_an_appraisal"),
        ("records", "0005_words"),
    ]

    operations = [migrations.RunPython(keep_who_asked, migrations.RunPython.noop)]
