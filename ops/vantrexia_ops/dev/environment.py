"""The environment variables our own processes are started with; names as in the server's settings schema.

`build_environment(...)` adds the demo's addresses and keys to the caller's environment. What the caller set
in `DATABASE_URL`, `MIGRATION_DATABASE_URL`, `ADMIN_DATABASE_URL`, `REDIS_URL` or `CACHE_URL` wins: with
those, the same launcher drives the same processes against servers that run elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from vantrexia_ops.dev.layout import Layout
from vantrexia_ops.dev.ports import LOOPBACK
from vantrexia_ops.dev.postgres import SUPERUSER
from vantrexia_ops.dev.valkey import USER
from vantrexia_ops.errors import OpsError

DATABASE = "vantrexia"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ports of one run; a server that runs elsewhere has port None."""

    web: int
    stream: int
    postgres: int | None
    valkey: int | None

    @property
    def app_url(self) -> str:
        return f"http://{LOOPBACK}:{self.web}"

    @property
    def stream_url(self) -> str:
        return f"http://{LOOPBACK}:{self.stream}"


def uses_own_postgres() -> bool:
    """False when the caller names a database that runs elsewhere."""
    if not os.environ.get("DATABASE_URL"):
        return True
    if not os.environ.get("MIGRATION_DATABASE_URL"):
        raise OpsError(
            "DATABASE_URL is set but MIGRATION_DATABASE_URL is not.",
            hint="Set both to use a database of your own, or neither for the embedded one.",
        )
    return False


def uses_own_valkey() -> bool:
    """False when the caller names a Valkey or Redis that runs elsewhere."""
    return not os.environ.get("REDIS_URL")


def build_environment(
    *, layout: Layout, keys: Mapping[str, str], addresses: Addresses, checkout: Path
) -> dict[str, str]:
    """Environment of manage.py, web, stream, worker and beat."""
    demo = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PATH": f"{checkout / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "APP_URL": addresses.app_url,
        "INTERNAL_URL": addresses.app_url,
        "STREAM_URL": addresses.stream_url,
        "CORS_ALLOWED_ORIGINS": f"{addresses.app_url},http://localhost:{addresses.web}",
        "SPA_DIR": str(checkout / "frontend" / "dist"),
        "AUDIT_EXPORT_DIR": str(layout.audit),
        "LOG_FORMAT": "text",
        **{name: value for name, value in keys.items() if name.isupper()},
    }
    if addresses.postgres is not None:
        admin_password = (layout.postgres / "superuser.password").read_text(encoding="utf-8").strip()
        for name, user, password in (
            ("DATABASE_URL", "vantrexia_app", keys["app_password"]),
            ("MIGRATION_DATABASE_URL", "vantrexia_migrator", keys["migrator_password"]),
            ("BACKUP_DATABASE_URL", "vantrexia_backup", keys["backup_password"]),
            ("ADMIN_DATABASE_URL", SUPERUSER, admin_password),
        ):
            address = f"{LOOPBACK}:{addresses.postgres}/{DATABASE}"
            demo[name] = f"postgresql://{user}:{quote(password, safe='')}@{address}"
    if addresses.valkey is not None:
        password = (layout.valkey / "password").read_text(encoding="utf-8").strip()
        for name, number in (("REDIS_URL", 0), ("CACHE_URL", 1)):
            demo[name] = f"redis://{USER}:{quote(password, safe='')}@{LOOPBACK}:{addresses.valkey}/{number}"
    return {**os.environ, **demo}
