"""Which migrations only add, so that the release before keeps working beside them."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from vantrexia.core.migration_safety import find_taking, judge_migration


def migration(*operations: Operation, **attributes: object) -> migrations.Migration:
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})
    made: migrations.Migration = kind("0009_made", "patients")
    return made


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("patient", "note", models.TextField(null=True)),
        migrations.AddField("patient", "count", models.IntegerField(db_default=0)),
        migrations.AddIndex("patient", models.Index(fields=["id"], name="x")),
        migrations.RemoveIndex("patient", "x"),
        migrations.RemoveConstraint("patient", "x"),
        migrations.RunSQL("CREATE INDEX x ON patients_patient (id)"),
        migrations.RunSQL("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$"),
        migrations.RunSQL(["CREATE TABLE t (id int)", "GRANT SELECT ON t TO vantrexia_app"]),
    ],
    ids=lambda operation: operation.describe()[:40],
)
def test_what_older_code_cannot_notice_is_expanding(operation: Operation) -> None:
    assert find_taking(operation) is None


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (migrations.RemoveField("patient", "mrn"), "drops a column (patient.mrn)"),
        (migrations.DeleteModel("Patient"), "deletes a table (Patient)"),
        (migrations.RenameField("patient", "mrn", "number"), "renames a column (patient.mrn)"),
        (
            migrations.AddField("patient", "n", models.IntegerField(default=1)),
            "adds a column older code does not fill (patient.n)",
        ),
        (migrations.AlterField("patient", "mrn", models.IntegerField()), "changes a column (patient.mrn)"),
        (migrations.RunSQL("DROP TABLE patients_patient"), "runs SQL nobody has vouched for"),
        (migrations.RunSQL("CREATE TABLE t (id int); DROP TABLE u"), "runs SQL nobody has vouched for"),
        (migrations.RunPython(lambda apps, editor: None), "does RunPython, which nobody has vouched for"),
        (
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.RemoveField("patient", "mrn")]
            ),
            "drops a column (patient.mrn)",
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_older_code_needs_is_named(operation: Operation, reason: str) -> None:
    assert find_taking(operation) == reason


def test_a_migration_only_adds_when_every_operation_does() -> None:
    verdict = judge_migration(
        migration(migrations.RemoveIndex("patient", "x"), migrations.RemoveField("patient", "mrn"))
    )
    assert not verdict.is_expanding
    assert verdict.reason == "drops a column (patient.mrn)"


def test_an_author_who_has_looked_has_the_last_word() -> None:
    backfill = migrations.RunPython(lambda apps, editor: None)
    assert judge_migration(migration(backfill, is_expanding=True)).is_expanding
    assert not judge_migration(migration(is_expanding=False)).is_expanding
