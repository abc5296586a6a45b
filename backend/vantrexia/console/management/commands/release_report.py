"""`manage.py release_report`: one JSON line about this release and the services it would use; changes nothing.

    {"release": …, "database": {"ok", "detail", "is_read_only", "now"}, "valkey": {"ok", "detail"}, "cache": {"ok", "detail"},
     "migrations": [{"name", "is_applied", "is_expanding", "reason"}]}

A deploy asks the new image before it is trusted with anything. Names and types of errors only: addresses and passwords stay here.
"""

from __future__ import annotations

import json
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from vantrexia.core.migration_safety import judge_migration


class Command(BaseCommand):
    help = "Report this release, its migrations, and the services it would use, as one JSON line."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        database = self._ask_database()
        self.stdout.write(
            json.dumps(
                {
                    "release": settings.RELEASE_ID,
                    "database": database,
                    "valkey": self._ask_valkey(settings.REDIS_URL),
                    "cache": self._ask_valkey(settings.CACHE_URL),
                    "migrations": self._list_migrations(is_reachable=bool(database["ok"])),
                }
            )
        )

    def _ask_database(self) -> dict[str, Any]:
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT clock_timestamp(), current_setting('transaction_read_only')::boolean OR pg_is_in_recovery()"
                )
                now, is_read_only = cursor.fetchone()
        except DatabaseError as error:
            return {"ok": False, "detail": _reason(error)}
        return {"ok": True, "is_read_only": is_read_only, "now": now.isoformat()}

    def _ask_valkey(self, url: str) -> dict[str, Any]:
        try:
            redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3).ping()
        except (redis.RedisError, ValueError) as error:
            return {"ok": False, "detail": _reason(error)}
        return {"ok": True}

    def _list_migrations(self, *, is_reachable: bool) -> list[dict[str, Any]]:
        loader = MigrationLoader(connection if is_reachable else None)
        applied = set(loader.applied_migrations) if is_reachable else set()
        listed = []
        for key in sorted(loader.disk_migrations):
            verdict = judge_migration(loader.disk_migrations[key])
            listed.append(
                {
                    "name": ".".join(key),
                    "is_applied": key in applied,
                    "is_expanding": verdict.is_expanding,
                    "reason": verdict.reason,
                }
            )
        return listed


def _reason(error: Exception) -> str:
    """What the server said, on one line; connection texts of drivers name host and port, never a password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:200] if lines else 'no detail'}"
