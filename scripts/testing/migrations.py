"""Hold the migrations against three rules: `python scripts/testing/migrations.py`.

1. The models have no change without a migration (`makemigrations --check`).
2. Every migration that Django can print as SQL parses and stands squawk's safety rules (locks, rewrites,
unsafe
   types), except those of the first release, which ran on empty databases.
3. Nothing here touches a database that matters: a fresh embedded server is started for it and thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vantrexia_ops.dev import places
from vantrexia_ops.dev.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend"
FIRST_RELEASE = ROOT / "backend" / "migrations-of-first-release.txt"
# Rules of squawk that speak of taste, or of what Django decides; those of locks and rewrites all stay.
IGNORED_RULES = (
    "prefer-robust-stmts",
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-timestamp-tz",
    "require-timeout-settings",
)


def manage(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` and keep what it prints."""
    argv = (sys.executable, "manage.py", *arguments)
    return subprocess.run(argv, cwd=BACKEND, env=dict(env), capture_output=True, text=True, check=False)


def list_migrations() -> list[tuple[str, str]]:
    """(app label, migration name) of every migration of ours, oldest first."""
    found = BACKEND.glob("vantrexia/*/migrations/[0-9]*.py")
    return sorted((path.parent.parent.name, path.stem) for path in found)


def read_exempt() -> frozenset[str]:
    """`app/name` of the migrations that squawk need not judge."""
    if not FIRST_RELEASE.exists():
        return frozenset()
    lines = FIRST_RELEASE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def check_all(env: Mapping[str, str], directory: Path) -> list[str]:
    """What is wrong, one text per finding."""
    wrong = []
    pending = manage(env, "makemigrations", "--check", "--dry-run", "--verbosity", "1")
    if pending.returncode != 0:
        wrong.append(f"Models and migrations differ:\n{pending.stdout}{pending.stderr}")
    exempt = read_exempt()
    files = []
    for label, name in list_migrations():
        if f"{label}/{name}" in exempt:
            continue
        printed = manage(env, "sqlmigrate", label, name)
        if printed.returncode != 0:
            wrong.append(f"{label}/{name} cannot be printed as SQL:\n{printed.stderr.strip()[-2000:]}")
            continue
        file = directory / f"{label}.{name}.sql"
        file.write_text(printed.stdout, encoding="utf-8")
        files.append(str(file))
    if files:
        argv = ("squawk", "--assume-in-transaction", "--exclude", ",".join(IGNORED_RULES), *files)
        judged = subprocess.run(argv, capture_output=True, text=True, check=False)
        if judged.returncode != 0:
            wrong.append(f"{judged.stdout}{judged.stderr}")
    return wrong


def main() -> int:
    directory = places.make_scratch_dir(prefix="vantrexia-migrations-")
    try:
        with (
            EmbeddedPostgres(directory / "postgres", durable=False) as server,
            tempfile.TemporaryDirectory() as sql,
        ):
            env = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": server.superuser_url,
                "MIGRATION_DATABASE_URL": server.superuser_url,
            }
            wrong = check_all(env, Path(sql))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    for text in wrong:
        print(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
