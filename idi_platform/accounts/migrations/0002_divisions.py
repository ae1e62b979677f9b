"""Fill the tree of divisions from the data file."""

from typing import Any

from django.db import migrations

from idi_platform.accounts.divisions import load_divisions


def fill(apps: Any, _schema_editor: Any) -> None:
    """Load with the models of this point in history."""
    load_divisions(apps.get_model("accounts", "Division"), apps.get_model("accounts", "DivisionClosure"))


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("accounts", "0001_people_organisations_divisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
