"""What keeping time needs: signs of life, standing of corrections, holds; a start is one row however often it is sent."""

import django.contrib.postgres.fields
import vantrexia.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    is_expanding = True  # the release before it writes no time

    dependencies = [
        ('accounts', '0003_synthetic'),
        ('billing', '0011_secure_claims'),
        ('patients', '0004_rank'),
    ]

    operations = [
        migrations.AddField(
            model_name='timeentry',
            name='active_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='beat_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='client_token',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='decision_note',
            field=vantrexia.core.fields.SealedTextField(label='time.decision_note', null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='end_cause',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='held_for',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='hold_resolution',
            field=vantrexia.core.fields.SealedTextField(label='time.hold_resolution', null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='hold_resolved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='hold_resolved_by_id',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='is_automatic',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='is_withdrawal',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='rejected_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='rejected_by_id',
            field=models.IntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['practice_id', 'membership', 'started_at'], name='billing_time_person'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('approved_at__isnull', True), ('needs_approval', True), ('rejected_at__isnull', True)), fields=['practice_id', 'created_at'], name='billing_time_waiting'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.UniqueConstraint(condition=models.Q(('client_token__isnull', False)), fields=('practice_id', 'membership', 'client_token'), name='billing_time_one_per_token'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='billing_time_forward'),
        ),
    ]
