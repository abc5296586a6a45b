"""Patient states and evaluations at the cost of one row: what a reading changes on a state row is in no index any more, so
PostgreSQL writes the new version beside the old one (HOT) and touches none of the indexes.

`due_at` is the earlier of the two times a sweep looks for. It moves with the day, not with every reading. The order by last
reading was never served by its index (nulls sort the other way), a level is a range of ranks, foreign keys have their
composite index already, nothing refers to a state or an evaluation, and an evaluation's practice is proved by its patient's.
"""

from django.db import migrations

import vantrexia.core.fields
from vantrexia.core.migration_ops import crossing_function_sql

DUE_SCORES = crossing_function_sql(
    "triage_practices_with_due_scores(moment timestamptz)",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT DISTINCT s.practice_id FROM triage_patientstate s WHERE s.is_monitored AND s.due_at <= moment;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("triage", "0002_secure")]
    is_expanding = True  # only indexes, room in pages and a column the database fills by itself
    operations = [
        migrations.RemoveIndex("patientstate", "triage_state_silent"),
        migrations.RemoveIndex("patientstate", "triage_state_due"),
        migrations.RemoveIndex("patientstate", "triage_state_level"),
        migrations.AlterField(
            "patientstate", "patient", vantrexia.core.fields.TenantForeignKey("patients.patient", db_index=False)
        ),
        migrations.AlterField(
            "evaluation", "patient", vantrexia.core.fields.TenantForeignKey("patients.patient", db_index=False)
        ),
        migrations.RunSQL(
            [
                "DROP INDEX triage_state_expected",
                "ALTER TABLE triage_patientstate ADD COLUMN due_at timestamptz "
                "GENERATED ALWAYS AS (least(next_score_at, expected_next_at)) STORED",
                "CREATE INDEX triage_state_due ON triage_patientstate (due_at) WHERE due_at IS NOT NULL",
                "ALTER TABLE triage_patientstate SET (fillfactor = 50)",
                "ALTER TABLE triage_patientstate DROP CONSTRAINT triage_patientstate_practice_key",
                "ALTER TABLE triage_evaluation DROP CONSTRAINT triage_evaluation_practice_exists",
                "ALTER TABLE triage_evaluation DROP CONSTRAINT triage_evaluation_practice_key",
            ]
        ),
        migrations.RunSQL(DUE_SCORES),
    ]
