"""Fixtures of the server's tests: real PostgreSQL under the application's own role, a real Valkey.

The servers are embedded ones, one pair per test run and worker, unless TEST_ADMIN_DATABASE_URL / TEST_REDIS_URL name
others. `db` (pytest-django) gives a transaction rolled back at the end; `committed_db` lets a test commit for real and
empties every table afterwards.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
PASSWORDS = {
    "vantrexia_app": "app-test",
    "vantrexia_migrator": "migrator-test",
    "vantrexia_backup": "backup-test",
}
NO_DATABASE = {"domain", "gateways"}

_stack: list[object] = []
_places: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django reads its settings; the domain's own run (-p no:django) needs none."""
    config.addinivalue_line("markers", "failure: kills real processes; slower than the rest")
    if _has_workers(config):
        return  # each worker has servers of its own, and must read its settings after they are up
    if config.pluginmanager.hasplugin("django") and not hasattr(config, "workerinput") and _only_pure(config):
        os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    elif config.pluginmanager.hasplugin("django"):
        _start_servers()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    if config.pluginmanager.hasplugin("django"):
        import django

        django.setup()


def _has_workers(config: pytest.Config) -> bool:
    return bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")


def _only_pure(config: pytest.Config) -> bool:
    parts = [set(Path(str(argument).split("::")[0]).parts) for argument in config.args]
    return bool(parts) and all(part & NO_DATABASE for part in parts)


def _start_servers() -> None:
    admin_url = os.environ.get("TEST_ADMIN_DATABASE_URL")
    if not admin_url:
        from vantrexia_ops.dev.postgres import EmbeddedPostgres

        server = EmbeddedPostgres(_place("pg"), durable=False)
        server.start()
        _stack.append(server)
        admin_url = server.superuser_url
    name = f"vantrexia_test_{WORKER}"
    os.environ["DATABASE_URL"] = _as_role(admin_url, "vantrexia_app", name)
    os.environ["MIGRATION_DATABASE_URL"] = _as_role(admin_url, "vantrexia_migrator", name)
    os.environ["BACKUP_DATABASE_URL"] = _as_role(admin_url, "vantrexia_backup", name)
    os.environ["ADMIN_DATABASE_URL"] = admin_url
    os.environ["DATABASE_POOL_SIZE"] = "20"
    redis_url = os.environ.get("TEST_REDIS_URL")
    if not redis_url:
        from vantrexia_ops.dev.valkey import EmbeddedValkey

        valkey = EmbeddedValkey(_place("valkey"))
        valkey.start()
        _stack.append(valkey)
        redis_url = valkey.url
    os.environ["REDIS_URL"] = redis_url


def _place(name: str) -> Path:
    """A directory the unprivileged account of the servers may enter."""
    top = Path(tempfile.mkdtemp(prefix=f"vx-{name}-{WORKER}-"))
    top.chmod(0o755)
    _places.append(top)
    return top / name


def _as_role(admin_url: str, role: str, database: str) -> str:
    parts = urlsplit(admin_url)
    host = f"{role}:{quote(PASSWORDS[role])}@{parts.hostname}:{parts.port}"
    return urlunsplit((parts.scheme, host, f"/{database}", parts.query, ""))


def pytest_unconfigure(config: pytest.Config) -> None:
    import shutil

    while _stack:
        server = _stack.pop()
        server.stop()  # type: ignore[attr-defined]
    while _places:
        shutil.rmtree(_places.pop(), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """A database migrated as in production: roles by the superuser, tables by the migrator, tests as the app role."""
    from django.core.management import call_command

    database = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("create_roles", verbosity=0, stdout=StringIO())
        call_command("migrate", interactive=False, verbosity=0)
        call_command("ensure_partitions", stdout=StringIO())
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()
            close_pool = getattr(connection, "close_pool", None)
            if close_pool:
                close_pool()


@pytest.fixture
def admin_connection(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the test database, for looking behind the walls."""
    database = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def committed_db(
    django_db_setup: None, django_db_blocker: object, admin_connection: psycopg.Connection
) -> Iterator[None]:
    """Real commits; every table is emptied afterwards by the superuser (the app role may not truncate)."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            yield
        finally:
            empty_all_tables(admin_connection)


def empty_all_tables(connection: psycopg.Connection) -> None:
    """TRUNCATE everything but the migration history, with the append-only triggers asleep."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND NOT c.relispartition AND c.relname <> 'django_migrations'"
    ).fetchall()
    connection.execute("SET session_replication_role = replica")
    connection.execute("TRUNCATE " + ", ".join(f'"{row[0]}"' for row in rows) + " RESTART IDENTITY CASCADE")
    connection.execute("SET session_replication_role = origin")


@pytest.fixture
def people(db: None) -> object:
    """Both practices with the whole cast (see tests/people.py); the running transaction shows Riverside."""
    from tests.people import make_people

    return make_people()


@pytest.fixture
def endless_rules() -> Iterator[None]:
    """Rules and amounts that do not end with their year (see tests/endless.py)."""
    from tests.endless import extend_rules

    with extend_rules():
        yield
