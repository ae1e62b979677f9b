"""What the camera's clock said of a picture; pictures prepared before say nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column that may be empty."""

    dependencies = [
        ('documents', '0003_uploads_in_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='taken_at',
            field=models.DateTimeField(null=True),
        ),
    ]
