"""Claims take turns. Two at once could hurt each other: the second, begun before the first was committed, sees its rows as due,
locks them, finds them leased and leaves them, but keeps the locks until its own end. The first worker then skipped as held by
another what was its own, and those readings waited for the end of a lease, a minute, with nobody at work on them.

The lock is held from the claim's begin to its commit, and its statement sees what the claim before it committed.
"""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

CLAIM = crossing_function_sql(
    "devices_claim_deliveries(most integer, most_weight bigint, moment timestamptz, lease interval)",
    "TABLE(delivery_id uuid, received_at timestamptz, practice_id uuid)",
    """
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('devices_claim_deliveries', 0));
        RETURN QUERY
        WITH due AS (
            SELECT d.practice_id, d.id, d.received_at, d.next_attempt_at,
                -- What a compressed body expands to is bounded by what is accepted; its size alone says little.
                CASE WHEN d.content_encoding IN ('', 'identity') THEN d.body_bytes ELSE least(d.body_bytes * 50::bigint, 5242880) END AS weight
            FROM devices_delivery d
            WHERE d.status = 'received' AND d.next_attempt_at <= moment AND (d.leased_until IS NULL OR d.leased_until <= moment)
            ORDER BY d.next_attempt_at LIMIT most FOR UPDATE SKIP LOCKED
        ), bounded AS (
            SELECT due.*, sum(due.weight) OVER (ORDER BY due.next_attempt_at, due.id) - due.weight AS before FROM due
        )
        UPDATE devices_delivery d SET leased_until = moment + lease, attempts = d.attempts + 1 FROM bounded
        WHERE bounded.before < most_weight
            AND d.practice_id = bounded.practice_id AND d.id = bounded.id AND d.received_at = bounded.received_at
        RETURNING d.id, d.received_at, d.practice_id;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("devices", "0004_rows_in_place")]
    is_expanding = True  # the same function with the same answer
    operations = [migrations.RunSQL([CLAIM])]
