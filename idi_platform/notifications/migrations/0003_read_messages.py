"""When a message was read, and what is unread found without a walk over all that was read."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Q, Subquery

UNREAD = Q(channel="in_app", owed_state="done", read_at__isnull=True)


def read_when_arrived(apps, _schema_editor):
    """A message that arrived in the platform was read then."""
    notices = apps.get_model("notifications", "Notice").objects
    arrived = apps.get_model("notifications", "Delivery").objects.filter(notice=OuterRef("pk"), address="portal")
    first = arrived.values("notice").annotate(first=Min("arrived_at")).values("first")
    notices.filter(channel="in_app").update(read_at=Subquery(first))


class Migration(migrations.Migration):
    """A column and two indexes."""

    dependencies = [("notifications", "0002_failed_notices")]

    operations = [
        migrations.AddField(model_name="notice", name="read_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(read_when_arrived, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person"], condition=UNREAD, name="notice_unread_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["organisation", "role"], condition=UNREAD, name="notice_unread_organisation"),
        ),
    ]
