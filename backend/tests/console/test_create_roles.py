"""The database's roles, and a password changed by alternating users: `vantrexia_app` and its twin."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command

TWIN = "vantrexia_app_clone"
LOGIN = "SELECT rolcanlogin, rolpassword IS NOT NULL FROM pg_authid WHERE rolname = %s"


def address(user: str, password: str) -> str:
    """DATABASE_URL with another user."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}").geturl()


def create_roles(*words: str) -> str:
    out = StringIO()
    call_command("create_roles", *words, stdout=out)
    return out.getvalue()


def may_log_in(admin: psycopg.Connection, role: str) -> tuple[bool, bool]:
    """Whether it may log in, and whether it has a password."""
    row = admin.execute(LOGIN, [role]).fetchone()
    assert row is not None
    return bool(row[0]), bool(row[1])


@pytest.fixture
def twin(admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """DATABASE_URL names the twin, with a password nobody set yet; afterwards everything is as it was."""
    before = os.environ["DATABASE_URL"]
    changed = address(TWIN, "of-the-twin")
    monkeypatch.setenv("DATABASE_URL", changed)
    yield changed
    monkeypatch.setenv("DATABASE_URL", before)
    admin_connection.execute(f"ALTER ROLE {TWIN} NOLOGIN PASSWORD NULL")
    create_roles()
    psycopg.connect(before).close()


def test_the_twin_gets_the_password_of_the_address_that_names_it_and_the_other_goes_on(
    twin: str, admin_connection: psycopg.Connection
) -> None:
    before = address("vantrexia_app", "app-test")
    assert may_log_in(admin_connection, TWIN) == (False, False)
    create_roles()
    psycopg.connect(twin).close()
    psycopg.connect(before).close()
    create_roles()
    psycopg.connect(twin).close()
    psycopg.connect(before).close()


def test_the_twin_may_what_the_other_may_and_no_more(twin: str) -> None:
    """Behind the walls as well: no row without a practice, none of another one, nothing rewritten that stays."""
    create_roles()
    with psycopg.connect(twin, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM patients_patient").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM auth_find_reset('\\x00')").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM vitals_reading")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE audit_entry SET action = 'x'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE patients_patient ADD COLUMN x int")


def test_who_is_no_longer_used_is_locked_out_for_good(
    twin: str, admin_connection: psycopg.Connection
) -> None:
    create_roles()
    with psycopg.connect(address("vantrexia_app", "app-test"), autocommit=True) as forgotten:
        said = create_roles("--lock-twin")
        assert "vantrexia_app is locked" in said
        assert re.search(r"[1-9]\d* connections? of it (was|were) still open", said), said
        assert forgotten.execute("SELECT 1").fetchone() == (1,), "whoever still works is named, not cut off"
    assert may_log_in(admin_connection, "vantrexia_app") == (False, False)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address("vantrexia_app", "app-test"))
    psycopg.connect(twin).close()


def test_locking_before_the_new_password_works_is_refused(
    monkeypatch: pytest.MonkeyPatch, admin_connection: psycopg.Connection
) -> None:
    """Or nobody could log in any more."""
    assert may_log_in(admin_connection, TWIN) == (False, False)
    monkeypatch.setenv("DATABASE_URL", address(TWIN, ""))
    with pytest.raises(CommandError, match="has no password"):
        create_roles("--lock-twin")
    assert may_log_in(admin_connection, "vantrexia_app") == (True, True)


def test_an_address_with_a_user_that_is_neither_is_refused(
    monkeypatch: pytest.MonkeyPatch, admin_connection: psycopg.Connection
) -> None:
    monkeypatch.setenv("DATABASE_URL", address("postgres", "root-of-all"))
    with pytest.raises(CommandError, match="DATABASE_URL names the user 'postgres'") as refused:
        create_roles()
    assert "root-of-all" not in str(refused.value)
