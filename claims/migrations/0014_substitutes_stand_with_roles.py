"""Who is away and who stands in stands with the people's roles; what the desk had noted goes there."""

from django.db import migrations
from django.db.models import Q


def move(apps, _editor):
    """Make of each absence the substitute's membership for its days; one of nobody who handles claims says nothing."""
    membership = apps.get_model("accounts", "Membership")
    for absence in apps.get_model("claims", "Absence").objects.order_by("pk"):
        roles = membership.objects.filter(
            organisation=absence.organisation_id, role="handler", person=absence.person_id, stands_in_for=None
        )
        during = Q(until__isnull=True) | Q(until__gt=absence.since)
        held = roles.filter(during).order_by("since", "pk").first()
        if held is not None:
            membership.objects.get_or_create(
                organisation_id=absence.organisation_id,
                role="handler",
                division_id=held.division_id,
                person_id=absence.substitute_id,
                since=absence.since,
                stands_in_for=held,
                defaults={"until": absence.until},
            )


class Migration(migrations.Migration):
    """Move, then drop."""

    dependencies = (
        ("accounts", "0006_substitutes_among_colleagues"),
        ("claims", "0013_what_a_determination_assesses"),
    )

    operations = (
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Absence"),
    )
