"""One person's timers never overlap; which practices have one running, and where else a person has one."""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql, crossing_policy_sql

# What a timer measured is never changed: corrections are rows of their own and may name the same stretch again.
NO_OVERLAP = """
ALTER TABLE billing_timeentry ADD CONSTRAINT billing_time_no_overlap EXCLUDE USING gist
    (practice_id WITH =, membership_id WITH =, tstzrange(started_at, ended_at) WITH &&)
    WHERE (source = 'timer' AND supersedes_id IS NULL)
"""
RUNNING = crossing_function_sql(
    "billing_practices_with_timers()",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT DISTINCT t.practice_id FROM billing_timeentry t
        WHERE t.ended_at IS NULL AND t.superseded_at IS NULL;
    END
    """,
)
# A beat is no fact: billing is computed again for what an entry says, not because somebody is still there.
_SAYS = (
    "patient_id", "membership_id", "activity", "profession", "interaction_id", "is_live_contact", "started_at", "ended_at",
    "superseded_at", "is_withdrawal", "approved_at", "rejected_at", "held_for", "hold_resolved_at",
)  # fmt: skip
MARK_TIME = f"""
CREATE FUNCTION billing_mark_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO billing_mark (practice_id, patient_id, at)
    SELECT DISTINCT c.practice_id, c.patient_id, now() FROM (
        SELECT n.practice_id, unnest(ARRAY[o.patient_id, n.patient_id]) AS patient_id
        FROM changed n JOIN before o ON o.practice_id = n.practice_id AND o.id = n.id
        WHERE ({", ".join(f"n.{name}" for name in _SAYS)}) IS DISTINCT FROM ({", ".join(f"o.{name}" for name in _SAYS)})
    ) c;
    RETURN NULL;
END $$
"""
MARKS = [
    MARK_TIME,
    "DROP TRIGGER billing_mark_update ON billing_timeentry",
    "CREATE TRIGGER billing_mark_update AFTER UPDATE ON billing_timeentry REFERENCING OLD TABLE AS before "
    "NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION billing_mark_time()",
    "REVOKE DELETE ON billing_timeentry FROM vantrexia_app",
]
ELSEWHERE = crossing_function_sql(
    "billing_timers_elsewhere(person bigint, here uuid)",
    "TABLE (practice uuid, entry uuid)",
    """
    BEGIN
        RETURN QUERY SELECT t.practice_id, t.id FROM billing_timeentry t
        JOIN accounts_membership m ON m.practice_id = t.practice_id AND m.id = t.membership_id
        WHERE m.user_id = person AND t.practice_id <> here AND t.ended_at IS NULL AND t.superseded_at IS NULL;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_time_keeping"), ("accounts", "0003_synthetic"), ("devices", "0002_secure")]
    is_expanding = True  # the release before it writes no time
    operations = [
        migrations.RunSQL(NO_OVERLAP),
        migrations.RunSQL(crossing_policy_sql("billing_timeentry")),
        migrations.RunSQL(RUNNING),
        migrations.RunSQL(ELSEWHERE),
        migrations.RunSQL(MARKS),
    ]
