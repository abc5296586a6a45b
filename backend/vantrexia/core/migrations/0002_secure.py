"""Rows of the event outbox under row-level security; the function that numbers them after commit."""

from django.db import migrations

from vantrexia.core.migration_ops import (
    PARTITION_FUNCTION_SQL,
    SecurePracticeTables,
    crossing_function_sql,
    crossing_policy_sql,
)

NUMBER = crossing_function_sql(
    "core_number_events(most integer)",
    "TABLE(seq bigint, practice_id uuid, kind text, entity_id uuid, patient_id uuid, version bigint, event_at timestamptz)",
    """
    BEGIN
        RETURN QUERY
        WITH due AS (
            SELECT e.id FROM core_streamevent e WHERE e.seq IS NULL ORDER BY e.id LIMIT most FOR UPDATE SKIP LOCKED
        ), numbered AS (
            UPDATE core_streamevent e SET seq = nextval('core_streamevent_number') FROM due WHERE e.id = due.id
            RETURNING e.seq, e.practice_id, e.kind, e.entity_id, e.patient_id, e.version, e.at
        )
        SELECT n.seq, n.practice_id, n.kind::text, n.entity_id, n.patient_id, n.version, n.at FROM numbered n ORDER BY n.seq;
    END
    """,
)
FORGET = crossing_function_sql(
    "core_forget_events(before timestamptz)",
    "bigint",
    """
    DECLARE gone bigint;
    BEGIN
        DELETE FROM core_streamevent e WHERE e.at < before AND e.seq IS NOT NULL;
        GET DIAGNOSTICS gone = ROW_COUNT;
        RETURN gone;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(PARTITION_FUNCTION_SQL),
        SecurePracticeTables("core"),
        migrations.RunSQL("CREATE SEQUENCE core_streamevent_number"),
        migrations.RunSQL(crossing_policy_sql("core_streamevent")),
        migrations.RunSQL(NUMBER),
        migrations.RunSQL(FORGET),
    ]
