"""The table of how many patients are on the triage list; what keeps it comes next (0006), when its key is there."""

from django.db import migrations, models

from vantrexia.core.migration_ops import SecurePracticeTables, crossing_policy_sql

LEVELS = ("critical", "warning", "normal", "no_data")
COLUMNS = [*LEVELS, *(f"{level}_waiting" for level in LEVELS)]


class Migration(migrations.Migration):
    dependencies = [("triage", "0004_calls_repeated")]
    is_expanding = True  # a new table
    operations = [
        migrations.CreateModel(
            name="Listed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("practice_id", models.UUIDField(editable=False)),
                *[(name, models.BigIntegerField(default=0, db_default=0)) for name in COLUMNS],
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["practice_id"], name="triage_listed_once")]
            },
        ),
        SecurePracticeTables("triage", ["Listed"]),
        migrations.RunSQL(crossing_policy_sql("triage_listed")),
    ]
