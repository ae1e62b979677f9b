"""Words of proposals, decisions and reviews get rows of their own that can be erased."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from idi_platform.kernel import clock


def _words_of(apps: Any, row: Any, body: str, by: int | None, at: Any) -> Any:
    words = apps.get_model("records", "Words")
    return words.objects.create(subject_id=row.subject_id, body=body, written_by_id=by, written_at=at or clock.now())


def move(apps: Any, schema_editor: Any) -> None:
    """Write each text down as words and point at them; open proposals then carry references like new ones."""
    from idi_platform.records.models import Words

    for row in apps.get_model("workflow", "LegalDecision").objects.all():
        row.ground_words = _words_of(apps, row, row.ground, row.decided_by_id, row.decided_at)
        row.save(update_fields=["ground_words"])
    for row in apps.get_model("workflow", "Review").objects.exclude(outcome=""):
        row.outcome_words = _words_of(apps, row, row.outcome, row.settled_by_id, row.settled_at)
        row.save(update_fields=["outcome_words"])
    for row in apps.get_model("workflow", "Proposal").objects.all():
        if row.decline_reason:
            row.decline_words = _words_of(apps, row, row.decline_reason, row.decided_by_id, row.decided_at)
        typed = {code: text for code, text in row.reasons.items() if isinstance(text, str) and text.strip()}
        for code, text in typed.items():
            kept = _words_of(apps, row, text, row.maker_id, row.made_at)
            row.reasons[code] = Words(pk=kept.pk, body=kept.body, salt=kept.salt).ref
        row.save(update_fields=["decline_words", "reasons"])


def _link() -> models.ForeignKey[Any]:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.words"
    )


class Migration(migrations.Migration):
    """The new columns, filled; the next migration takes the old ones away."""

    dependencies = [("records", "0005_words"), ("workflow", "0001_proposals_decisions_reviews")]
    operations = [
        migrations.AddField("legaldecision", "ground_words", _link()),
        migrations.AddField("proposal", "decline_words", _link()),
        migrations.AddField("review", "outcome_words", _link()),
        migrations.RunPython(move),
    ]
