"""An alert somebody answered has a time for resolving, and steps when it passes; found by the sweep across practices.

Acknowledged alerts a release before this one left without a plan have an index of their own: the sweep takes them up.
"""

from django.db import migrations, models

from vantrexia.core.migration_ops import crossing_function_sql

DUE_STEPS = crossing_function_sql(
    "triage_practices_with_due_steps(moment timestamptz)",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT a.practice_id FROM triage_alert a WHERE a.next_step_at <= moment
            UNION SELECT a.practice_id FROM triage_alert a WHERE a.state = 'acknowledged' AND a.answered_at IS NULL
            UNION SELECT e.practice_id FROM triage_escalation e WHERE e.next_step_at <= moment;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("triage", "0006_count_listed")]
    is_expanding = True  # columns with a default or null, an index, one more source of a function
    operations = [
        migrations.AddField("alert", "answered_at", models.DateTimeField(null=True)),
        migrations.AddField("alert", "resolve_by", models.DateTimeField(null=True)),
        migrations.AddField("alert", "holding_done", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddIndex(
            "alert",
            models.Index(
                condition=models.Q(("answered_at__isnull", True), ("state", "acknowledged")),
                fields=["practice_id"],
                name="triage_alert_unplanned",
            ),
        ),
        # The list of what is resolved grows for ever: a page of it must not sort it all.
        migrations.AddIndex(
            "alert",
            models.Index(
                condition=models.Q(("state", "resolved")),
                fields=["practice_id", "-resolved_at", "id"],
                name="triage_alert_resolved",
            ),
        ),
        migrations.RunSQL(DUE_STEPS),
    ]
