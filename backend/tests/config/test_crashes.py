"""A command that crashes says where and what kind, and nothing PostgreSQL quotes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from vantrexia.core.crashes import describe

BACKEND = Path(__file__).resolve().parents[2]
TABLE = "CREATE TEMPORARY TABLE nest (name text UNIQUE, age integer CHECK (age < 200)) ON COMMIT DROP"


def refused(statement: str) -> DatabaseError:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("INSERT INTO nest VALUES ('Kanarienvogel', 1)")
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            cursor.execute(statement)
    return refusal.value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO nest VALUES ('Kanarienvogel', 2)",
         'IntegrityError: duplicate key value violates unique constraint "nest_name_key" (SQLSTATE 23505, '),
        ("INSERT INTO nest VALUES ('Zwetlana', 1947)",
         'IntegrityError: new row for relation "nest" violates check constraint "nest_age_check" (SQLSTATE 23514, '),
        ("SELECT 'Kanarienvogel'::integer", "DataError: (SQLSTATE 22P02)"),
        ("SELECT nobody FROM nest", 'ProgrammingError: column "nobody" does not exist (SQLSTATE 42703)'),
    ],
)  # fmt: skip
def test_of_a_refusal_the_sentence_and_the_constraint_are_said_and_no_row(statement: str, said: str) -> None:
    error = refused(statement)
    if "42703" not in said:
        assert "Kanarienvogel" in str(error) or "1947" in str(error), "PostgreSQL does quote it"
    told = describe(error)
    assert told.startswith(said)
    assert "Kanarienvogel" not in told
    assert "1947" not in told


@pytest.mark.django_db
def test_what_waits_too_long_for_a_lock_still_says_so(admin_connection: psycopg.Connection) -> None:
    """`vantrexia deploy` tries again when it reads this."""
    with admin_connection.transaction(), connection.cursor() as cursor:
        admin_connection.execute("LOCK TABLE core_jobtick IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            cursor.execute("SELECT 1 FROM core_jobtick")
    assert describe(refusal.value) == (
        "OperationalError: canceling statement due to lock timeout (SQLSTATE 55P03)"
    )


def test_settings_are_named_and_other_texts_are_not() -> None:
    assert (
        describe(ImproperlyConfigured("SECRET_KEY is too short"))
        == "ImproperlyConfigured: SECRET_KEY is too short"
    )
    assert describe(ValueError("Kanarienvogel")) == "ValueError"
    assert describe(KeyError("Kanarienvogel")) == "KeyError"


CRASH = """
import sys, threading
sys.argv = ["manage.py", "migrate"]
import django.core.management as management
def crash(argv):
    thread = threading.Thread(target=lambda: int("Kanarienvogel"))
    thread.start(); thread.join()
    try:
        int("Kanarienvogel")
    except ValueError as error:
        raise RuntimeError("Kanarienvogel") from error
management.execute_from_command_line = crash
import manage
manage.main()
"""


@pytest.mark.parametrize(("settings", "is_quoted"), [("production", False), ("dev", True)])
def test_a_command_in_production_crashes_without_a_text(settings: str, is_quoted: bool) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}"}
    done = subprocess.run(
        [sys.executable, "-c", CRASH], cwd=BACKEND, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert ("Kanarienvogel" in done.stderr) is is_quoted
    if not is_quoted:
        assert done.stderr.splitlines()[-1] == "RuntimeError"
        assert " in crash" in done.stderr
        assert "ValueError" in done.stderr, "the thread's"
