"""`manage.py create_roles`: the database's roles and rights, by a superuser, once and again at will.

Reads ADMIN_DATABASE_URL; takes the passwords of the application, migrator and backup roles from DATABASE_URL,
MIGRATION_DATABASE_URL and BACKUP_DATABASE_URL, so that the three cannot disagree. Creates the database when absent.

The user of DATABASE_URL is `vantrexia_app` or its twin `vantrexia_app_clone`; passwords are rotated by using the other
one (docs/runbooks/secrets.md), and `--lock-twin` ends the one that is no longer used.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg import sql

from config import env
from vantrexia.core.database_roles import lock, password_of, statements, twin_of, user_of


class Command(BaseCommand):
    help = "Create the database's roles, their rights and the database itself (needs ADMIN_DATABASE_URL)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lock-twin",
            action="store_true",
            help="End the application role DATABASE_URL does not name: no login, no password.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        admin_url = env.read("ADMIN_DATABASE_URL")
        if not admin_url:
            raise CommandError(
                "ADMIN_DATABASE_URL is not set: the address of the database with a superuser's login."
            )
        app_url = env.require("DATABASE_URL")
        database = urlsplit(app_url).path.lstrip("/")
        try:
            user = user_of(app_url)
        except ValueError as error:
            raise CommandError(f"DATABASE_URL {error}.") from None
        if options["lock_twin"] and not password_of(app_url):
            raise CommandError("DATABASE_URL has no password: nobody could log in any more.")
        try:
            with psycopg.connect(admin_url, autocommit=True) as server:
                exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
                if not exists:
                    server.execute(
                        sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(
                            sql.Identifier(database)
                        )
                    )
                    self.stdout.write(f"created database {database}")
            with psycopg.connect(admin_url, dbname=database, autocommit=True) as connection:
                for statement in statements(
                    database=database,
                    app_user=user,
                    app_password=password_of(app_url),
                    migrator_password=password_of(env.read("MIGRATION_DATABASE_URL")),
                    backup_password=password_of(env.read("BACKUP_DATABASE_URL")),
                ):
                    connection.execute(statement)
                if options["lock_twin"]:
                    self._lock(connection, twin_of(user))
        except psycopg.OperationalError as error:
            raise CommandError(f"the database does not answer: {str(error).splitlines()[0]}") from None
        self.stdout.write("roles and rights are in place")

    def _lock(self, connection: psycopg.Connection, user: str) -> None:
        """Say who is still connected: a process that was not started anew, and that could not connect again."""
        connection.execute(lock(user))
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [user]
        ).fetchone()
        left = int(found[0]) if found else 0
        still = (
            f"; {left} connection{' of it was' if left == 1 else 's of it were'} still open" if left else ""
        )
        self.stdout.write(f"{user} is locked{still}")
