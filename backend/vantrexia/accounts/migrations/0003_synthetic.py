"""Which practice carries the proof of life; whether a session is alive, without using it."""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

SYNTHETIC = crossing_function_sql(
    "accounts_synthetic_practice()",
    "uuid",
    "BEGIN RETURN (SELECT p.id FROM accounts_practice p WHERE p.is_synthetic AND p.closed_at IS NULL ORDER BY p.created_at LIMIT 1); END",
)

ALIVE = crossing_function_sql(
    "auth_session_alive(wanted uuid, moment timestamptz)",
    "boolean",
    """
    BEGIN
        RETURN EXISTS (
            SELECT 1 FROM accounts_session se JOIN accounts_user u ON u.id = se.user_id AND u.is_active
            JOIN accounts_membership m ON m.id = se.membership_id AND m.practice_id = se.practice_id AND m.is_active
            WHERE se.id = wanted AND se.ended_at IS NULL AND se.expires_at > moment
              AND se.last_used_at > moment - make_interval(mins => se.idle_minutes));
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_secure")]
    operations = [migrations.RunSQL(SYNTHETIC), migrations.RunSQL(ALIVE)]
