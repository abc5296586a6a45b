"""A STAT call has steps of its own: due, done, found by the sweep across practices."""

from django.db import migrations, models

from vantrexia.core.migration_ops import crossing_function_sql, crossing_policy_sql

DUE_STEPS = crossing_function_sql(
    "triage_practices_with_due_steps(moment timestamptz)",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT a.practice_id FROM triage_alert a WHERE a.next_step_at <= moment
            UNION SELECT e.practice_id FROM triage_escalation e WHERE e.next_step_at <= moment;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("triage", "0003_rows_in_place")]
    is_expanding = True  # columns with a default or null, an index, one more source of a function
    operations = [
        migrations.AddField("escalation", "steps_done", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("escalation", "next_step_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "escalation",
            models.Index(
                condition=models.Q(("next_step_at__isnull", False)),
                fields=["next_step_at"],
                name="triage_escalation_due",
            ),
        ),
        migrations.RunSQL([crossing_policy_sql("triage_escalation")]),
        migrations.RunSQL(DUE_STEPS),
    ]
