"""What the database itself keeps: tenancy on every table, partition and foreign key."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

TENANT_TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'practice_rows')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


def test_every_tenant_table_and_partition_has_a_forced_policy(admin_connection: psycopg.Connection) -> None:
    rows = admin_connection.execute(TENANT_TABLES).fetchall()
    assert len(rows) > 60
    assert [row[0] for row in rows if not (row[1] and row[2] and row[3])] == []


def test_every_foreign_key_between_tenant_tables_carries_the_practice(
    admin_connection: psycopg.Connection,
) -> None:
    rows = admin_connection.execute(
        """
        WITH tenant AS (SELECT attrelid FROM pg_attribute WHERE attname = 'practice_id' AND NOT attisdropped)
        SELECT k.conname, k.conrelid::regclass::text FROM pg_constraint k
        WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid IN (SELECT attrelid FROM tenant)
          AND k.confrelid IN (SELECT attrelid FROM tenant)
          AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'practice_id'
                          AND a.attnum = ANY (k.conkey))
        """
    ).fetchall()
    assert rows == []


def test_the_application_role_owns_nothing_and_bypasses_nothing(admin_connection: psycopg.Connection) -> None:
    owned = admin_connection.execute(
        "SELECT relname FROM pg_class WHERE relowner = 'vantrexia_app'::regrole AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    flags = admin_connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'vantrexia%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
    ).fetchall()
    assert owned == []
    assert flags == []


@pytest.mark.django_db
def test_without_a_practice_no_tenant_table_shows_a_row(admin_connection: psycopg.Connection) -> None:
    tables = [row[0] for row in admin_connection.execute(TENANT_TABLES).fetchall()]
    readable = admin_connection.execute(
        "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege('vantrexia_app', t, 'SELECT')", [tables]
    ).fetchall()
    with connection.cursor() as cursor:
        for (table,) in readable:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_a_partition_is_closed_to_the_application_by_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'vitals_reading'::regclass LIMIT 1"
        )
        (partition,) = cursor.fetchone()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {partition}")


@pytest.mark.django_db
def test_setting_the_crossing_variable_gains_the_application_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.crossing', 'on', true)")
        cursor.execute("SELECT count(*) FROM accounts_practice")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_session_that_does_not_exist_opens_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM auth_open_session(%s, now())", [uuid.uuid4()])
        assert cursor.fetchone() is None
