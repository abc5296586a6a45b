"""`manage.py create_roles`: the database's roles and rights, by a superuser, once and again at will.

Reads ADMIN_DATABASE_URL; takes the passwords of the application, migrator and backup roles from DATABASE_URL,
MIGRATION_DATABASE_URL and BACKUP_DATABASE_URL, so that the three cannot disagree. Creates the database when absent.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from config import env
from vantrexia.core.database_roles import password_of, statements


class Command(BaseCommand):
    help = "Create the database's roles, their rights and the database itself (needs ADMIN_DATABASE_URL)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        admin_url = env.read("ADMIN_DATABASE_URL")
        if not admin_url:
            raise CommandError(
                "ADMIN_DATABASE_URL is not set: the address of the database with a superuser's login."
            )
        app_url = env.require("DATABASE_URL")
        database = urlsplit(app_url).path.lstrip("/")
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
                    app_password=password_of(app_url),
                    migrator_password=password_of(env.read("MIGRATION_DATABASE_URL")),
                    backup_password=password_of(env.read("BACKUP_DATABASE_URL")),
                ):
                    connection.execute(statement)
        except psycopg.OperationalError as error:
            raise CommandError(f"the database does not answer: {str(error).splitlines()[0]}") from None
        self.stdout.write("roles and rights are in place")
