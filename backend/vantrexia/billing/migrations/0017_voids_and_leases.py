"""Voids of whole claims say why; an appeal keeps the file that was sent and its packet; a packet in work has a lease."""

import django.db.models.deletion
import vantrexia.core.fields
from django.db import migrations, models

from vantrexia.core.migration_ops import composite_key_sql

class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0016_lean_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='appeal',
            name='file',
            field=vantrexia.core.fields.SealedTextField(label='appeal.file', null=True),
        ),
        migrations.AddField(
            model_name='appeal',
            name='file_digest',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='appeal',
            name='packet',
            field=vantrexia.core.fields.TenantForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='billing.evidencepacket'),
        ),
        migrations.RunSQL(
            [
                composite_key_sql("billing_appeal", "packet_id", "billing_evidencepacket") + " NOT VALID",
                'ALTER TABLE "billing_appeal" VALIDATE CONSTRAINT "billing_appeal_packet_id_same_practice"',
            ]
        ),
        migrations.AddField(
            model_name='claim',
            name='void_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AddField(
            model_name='evidencepacket',
            name='leased_until',
            field=models.DateTimeField(null=True),
        ),
    ]
