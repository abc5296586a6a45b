"""Append-only by the database: no update, delete or truncate of an entry, leaf or root, by anybody's rights."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables, crossing_function_sql, crossing_policy_sql

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are append-only (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""
STAMP = """
CREATE FUNCTION audit_stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$
"""
TABLES = ("audit_entry", "audit_platformentry", "audit_leaf", "audit_root", "audit_platformleaf", "audit_platformroot")


def append_only(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM vantrexia_app",
    ]


UNSEALED = crossing_function_sql(
    "audit_practices_to_seal()",
    "SETOF uuid",
    """
    BEGIN
        RETURN QUERY SELECT p.id FROM accounts_practice p WHERE EXISTS (
            SELECT 1 FROM audit_entry e WHERE e.practice_id = p.id
            AND e.txid >= coalesce((SELECT r.min_txid FROM audit_sealed r WHERE r.practice_id = p.id), 0)
            AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.practice_id = e.practice_id AND l.entry_id = e.id)
            AND e.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
    END
    """,
)
# Where sealing stands: every entry of a transaction below min_txid has its leaf, so the sealer never scans history.
SEALED = """
CREATE TABLE audit_sealed (practice_id uuid PRIMARY KEY, min_txid bigint NOT NULL);
CREATE INDEX audit_entry_txid ON audit_entry (practice_id, txid);
CREATE INDEX audit_platformentry_txid ON audit_platformentry (txid);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("accounts", "0001_initial")]
    operations = [
        SecurePracticeTables("audit"),
        migrations.RunSQL(REFUSE),
        migrations.RunSQL(STAMP),
        *[migrations.RunSQL(statement) for table in TABLES for statement in append_only(table)],
        migrations.RunSQL(
            [
                "CREATE TRIGGER audit_entry_stamp BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_stamp_transaction()",
                "CREATE TRIGGER audit_platformentry_stamp BEFORE INSERT ON audit_platformentry FOR EACH ROW EXECUTE FUNCTION audit_stamp_transaction()",
            ]
        ),
        migrations.RunSQL(SEALED),
        migrations.RunSQL(
            [
                "ALTER TABLE audit_sealed ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE audit_sealed FORCE ROW LEVEL SECURITY",
                "CREATE POLICY practice_rows ON audit_sealed USING (practice_id = nullif(current_setting('app.practice', true), '')::uuid) "
                "WITH CHECK (practice_id = nullif(current_setting('app.practice', true), '')::uuid)",
                "CREATE POLICY backup_reads ON audit_sealed FOR SELECT TO vantrexia_backup USING (true)",
                *[crossing_policy_sql(table) for table in ("audit_entry", "audit_leaf", "audit_sealed")],
            ]
        ),
        migrations.RunSQL(UNSEALED),
    ]
