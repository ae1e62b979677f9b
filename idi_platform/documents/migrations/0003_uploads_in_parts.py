"""Files on their way, part by part; where a picture says it was taken, in a row that can be erased."""

import django.db.models.deletion
import idi_platform.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [
        ('documents', '0002_failed_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('noted_at', models.DateTimeField(default=idi_platform.kernel.clock.machine_now)),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='place', to='documents.attachment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='place_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploader_key', models.CharField(max_length=80)),
                ('draft', models.UUIDField()),
                ('mark', models.CharField(max_length=64)),
                ('kinds', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('held', models.PositiveBigIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=idi_platform.kernel.clock.machine_now)),
                ('touched_at', models.DateTimeField(default=idi_platform.kernel.clock.machine_now)),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.attachment')),
            ],
            options={
                'indexes': [models.Index(fields=['touched_at'], name='upload_touched')],
                'constraints': [models.UniqueConstraint(fields=('uploader_key', 'draft', 'mark'), name='upload_once'), models.CheckConstraint(condition=models.Q(('held__lte', models.F('size'))), name='upload_within_size')],
            },
        ),
    ]
