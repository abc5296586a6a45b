"""What migrations need beyond Django: row-level security, composite foreign keys, partitions.

`SecurePracticeTables("app")` walks the app's models as they stand at that point of history and, for each
table with a `practice_id`: adds UNIQUE (practice_id, id), a composite foreign key for every TenantForeignKey,
ENABLE + FORCE ROW LEVEL SECURITY with the practice policy and the backup role's own SELECT policy.
`secure_table_sql(table)` gives the same statements for tables made by hand. `PARTITION_FUNCTION_SQL` creates the
function that makes monthly partitions, each secured like its parent and closed to the application role by name.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

PRACTICE_SETTING = "nullif(current_setting('app.practice', true), '')::uuid"


def secure_table_sql(table: str, *, column: str = "practice_id") -> list[str]:
    """Statements that put a table under forced row-level security by practice."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY practice_rows ON "{table}" USING ({column} = {PRACTICE_SETTING}) '
        f"WITH CHECK ({column} = {PRACTICE_SETTING})",
        f'CREATE POLICY backup_reads ON "{table}" FOR SELECT TO vantrexia_backup USING (true)',
    ]


def composite_key_sql(table: str, column: str, target: str) -> str:
    """One foreign key that carries the practice."""
    name = f"{table}_{column}_same_practice"[:63]
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (practice_id, "{column}") '
        f'REFERENCES "{target}" (practice_id, id) DEFERRABLE INITIALLY IMMEDIATE'
    )


class SecurePracticeTables(Operation):
    """Put every practice table of an app (or the named models) under row-level security and composite keys."""

    reversible = False
    atomic = True

    def __init__(self, app_label: str, models: list[str] | None = None) -> None:
        self.label = app_label
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.label], {"models": self.models} if self.models else {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return None

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        apps: Apps = to_state.apps
        models = [model for model in apps.get_app_config(self.label).get_models() if self._wanted(model)]
        for model in models:
            table = model._meta.db_table
            schema_editor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_practice_key" UNIQUE (practice_id, id)'
            )
            for statement in secure_table_sql(table):
                schema_editor.execute(statement)
        for model in models:
            for statement in practice_reference_sql(model):
                schema_editor.execute(statement)

    def _wanted(self, model: Any) -> bool:
        if not model._meta.managed or model._meta.proxy:
            return False
        if self.models is not None and model.__name__ not in self.models:
            return False
        return any(field.column == "practice_id" for field in model._meta.concrete_fields)

    def describe(self) -> str:
        return f"Put the practice tables of {self.label} under row-level security"


def practice_reference_sql(model: Any) -> list[str]:
    """The foreign keys of one historical model: to its practice, and composite ones to rows of the same practice."""
    table = model._meta.db_table
    statements = [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_practice_exists" FOREIGN KEY (practice_id) '
        f'REFERENCES "accounts_practice" (id) DEFERRABLE INITIALLY IMMEDIATE'
    ]
    references = [
        field for field in model._meta.concrete_fields if type(field).__name__ == "TenantForeignKey"
    ]
    return statements + [
        composite_key_sql(table, field.column, field.remote_field.model._meta.db_table)
        for field in references
    ]


_QUOTED = PRACTICE_SETTING.replace("'", "''")  # inside a quoted piece of the function below

# A month of a partitioned table. SECURITY DEFINER: the application role may ask for a partition, not create tables.
PARTITION_FUNCTION_SQL = f"""
CREATE OR REPLACE FUNCTION vantrexia_ensure_month(parent text, month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    child text := parent || '_y' || to_char(first, 'YYYY') || 'm' || to_char(first, 'MM');
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
                   WHERE c.relname = parent AND c.relnamespace = 'public'::regnamespace) THEN
        RAISE EXCEPTION 'not a partitioned table: %', parent;
    END IF;
    IF to_regclass('public.' || quote_ident(child)) IS NOT NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', child, parent,
        first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', child);
    EXECUTE format('CREATE POLICY practice_rows ON public.%I USING (practice_id = {_QUOTED}) '
        'WITH CHECK (practice_id = {_QUOTED})', child);
    EXECUTE format('CREATE POLICY backup_reads ON public.%I FOR SELECT TO vantrexia_backup USING (true)', child);
    EXECUTE format('REVOKE ALL ON public.%I FROM vantrexia_app', child);
    RETURN child;
END $$
"""  # noqa: S608 (constant text)


def crossing_policy_sql(table: str) -> str:
    """Let the SECURITY DEFINER functions below see every practice's rows of a table.

    The policy is for the owner role alone: the application role may set the variable, and gains nothing by it;
    a migration under the owner still sees no row unless it says so.
    """
    crossing = "current_setting('app.crossing', true) = 'on'"
    return (
        f'CREATE POLICY crossing ON "{table}" TO vantrexia_owner USING ({crossing}) WITH CHECK ({crossing})'
    )


def crossing_function_sql(signature: str, returns: str, body: str) -> str:
    """A SECURITY DEFINER plpgsql function that crosses practices; it should return ids only."""
    opened = body.replace("BEGIN", "BEGIN PERFORM set_config('app.crossing', 'on', true);", 1)
    return (
        f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, public AS $fn$ {opened} $fn$"
    )
