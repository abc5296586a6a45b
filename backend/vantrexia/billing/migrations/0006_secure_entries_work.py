"""Row-level security and composite foreign keys of marks, states, entry events, work items and closed months."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables, composite_key_sql

TABLES = ["Mark", "BillingState", "EntryEvent", "WorkItem", "WorkEvent", "MonthClose"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_entries_work_months")]
    operations = [
        SecurePracticeTables("billing", TABLES),
        migrations.RunSQL([composite_key_sql("billing_billingentry", "payer_id", "billing_payer")]),
    ]
