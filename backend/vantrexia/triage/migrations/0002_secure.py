"""Row-level security of triage; which practices have a score, a missing reading or an escalation step due."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables, crossing_function_sql, crossing_policy_sql

DUE_SCORES = crossing_function_sql(
    "triage_practices_with_due_scores(moment timestamptz)",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT DISTINCT s.practice_id FROM triage_patientstate s
        WHERE s.is_monitored AND (s.next_score_at <= moment OR s.expected_next_at <= moment);
    END
    """,
)
DUE_STEPS = crossing_function_sql(
    "triage_practices_with_due_steps(moment timestamptz)",
    "SETOF uuid",
    "BEGIN RETURN QUERY SELECT DISTINCT a.practice_id FROM triage_alert a WHERE a.next_step_at <= moment; END",
)


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("accounts", "0002_secure"), ("patients", "0002_secure")]
    operations = [
        SecurePracticeTables("triage"),
        migrations.RunSQL([crossing_policy_sql("triage_patientstate"), crossing_policy_sql("triage_alert")]),
        migrations.RunSQL(
            "CREATE INDEX triage_state_expected ON triage_patientstate (expected_next_at) WHERE expected_next_at IS NOT NULL"
        ),
        migrations.RunSQL(DUE_SCORES),
        migrations.RunSQL(DUE_STEPS),
    ]
