"""Row-level security of notifications; which practices have something to send."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables, crossing_function_sql, crossing_policy_sql

DUE = crossing_function_sql(
    "notifications_practices_due(moment timestamptz)",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT DISTINCT d.practice_id FROM notifications_dispatch d
        WHERE d.next_attempt_at <= moment AND (d.leased_until IS NULL OR d.leased_until < moment);
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("accounts", "0002_secure")]
    operations = [
        SecurePracticeTables("notifications"),
        migrations.RunSQL(crossing_policy_sql("notifications_dispatch")),
        migrations.RunSQL(DUE),
    ]
