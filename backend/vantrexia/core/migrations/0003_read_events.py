"""Reading the outbox across practices, for the stream that fans events out to each practice's own screens."""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

AFTER = crossing_function_sql(
    "core_events_after(seen bigint, most integer)",
    "TABLE(seq bigint, practice_id uuid, kind text, entity_id uuid, patient_id uuid, version bigint)",
    """
    BEGIN
        RETURN QUERY SELECT e.seq, e.practice_id, e.kind::text, e.entity_id, e.patient_id, e.version
        FROM core_streamevent e WHERE e.seq > seen ORDER BY e.seq LIMIT most;
    END
    """,
)
NEWEST = crossing_function_sql(
    "core_newest_event()",
    "bigint",
    "BEGIN RETURN (SELECT coalesce(max(e.seq), 0) FROM core_streamevent e); END",
)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_secure")]
    operations = [
        migrations.RunSQL("CREATE INDEX core_streamevent_order ON core_streamevent (seq) WHERE seq IS NOT NULL"),
        migrations.RunSQL(AFTER),
        migrations.RunSQL(NEWEST),
    ]
