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
    dependencies = [("billing", "0010_time_keeping"), ("accounts", "0003_synthetic"), ("devices", "0002_secure")]
    is_expanding = True  # the release before it writes no time
    operations = [
        migrations.RunSQL(NO_OVERLAP),
        migrations.RunSQL(crossing_policy_sql("billing_timeentry")),
        migrations.RunSQL(RUNNING),
        migrations.RunSQL(ELSEWHERE),
    ]
