"""`manage.py migrate`: Django's, but under the migrator role, with lock and statement timeouts.

The application role cannot change tables, so the guide's `python manage.py migrate --noinput` runs over
MIGRATION_DATABASE_URL. Two deploys never migrate together: an advisory lock is held for the whole run.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

MIGRATION_LOCK = 7_203_114_001  # any constant: the name of "somebody migrates this database"


class Command(DjangoMigrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout", type=int, default=5, metavar="SECONDS", help="Longest wait for a lock (5)."
        )
        parser.add_argument(
            "--statement-timeout", type=int, default=0, metavar="SECONDS",
            help="Longest a single statement may take; 0, the default, is for ever.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        if alias == "default" and connections.databases["migrations"].get("NAME"):
            alias = options["database"] = "migrations"
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{options['lock_timeout']}s"])
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false)", [f"{options['statement_timeout']}s"]
            )
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATION_LOCK])
            row = cursor.fetchone()
            if not row or not row[0]:
                raise CommandError(
                    "another migration is running on this database; try again when it has ended"
                )
        try:
            super().handle(*args, **options)
        finally:
            if connection.connection is not None and not connection.connection.closed:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
