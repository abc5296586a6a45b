"""Hold the migrations against three rules: `python scripts/testing/migrations.py`.

1. The models have no change without a migration (`makemigrations --check`).
2. What has been added since the last release, taken together as SQL, stands squawk's safety rules (locks,
   rewrites, unsafe types): new tables may be made in any way, tables with data change in safe steps only.
3. Nothing here touches a database that matters: a fresh embedded server is started for it and thrown away.
"""

from __future__ import annotations

import json
import os
import re
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
RELEASED = BACKEND / "released-migrations.txt"
# Rules of squawk that speak of taste, or of what Django decides; those of locks and rewrites all stay.
IGNORED_RULES = (
    "prefer-robust-stmts",
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-timestamp-tz",
    "require-lock-timeout",
    "require-statement-timeout",
)


def manage(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` and keep what it prints."""
    argv = (sys.executable, "manage.py", *arguments)
    return subprocess.run(argv, cwd=BACKEND, env=dict(env), capture_output=True, text=True, check=False)


CREATED = re.compile(r'\s*CREATE (?:OR REPLACE )?(?:TABLE|FUNCTION|(?:UNIQUE )?INDEX) "?(?P<name>\w+)')
CHANGED = re.compile(r'(?:ALTER TABLE(?: ONLY)?|DROP FUNCTION|DROP INDEX(?: IF EXISTS)?) "?(?P<name>\w+)')
PRINT_SQL = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pathlib import Path
import os, sys
executor = MigrationExecutor(connection)
exempt = set(os.environ["EXEMPT_MIGRATIONS"].split())
for migration, backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
    name = f"{migration.app_label}/{migration.name}"
    if type(migration).__module__.startswith("vantrexia.") and name not in exempt:
        print("-- " + name, *executor.loader.collect_sql([(migration, False)]), sep="\\n")
"""


def read_released() -> frozenset[str]:
    """`app/name` of the migrations that earlier releases have applied to real data."""
    if not RELEASED.exists():
        return frozenset()
    lines = RELEASED.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def check_all(env: Mapping[str, str], directory: Path) -> list[str]:
    """What is wrong, one text per finding."""
    wrong = []
    pending = manage(env, "makemigrations", "--check", "--dry-run", "--verbosity", "1")
    if pending.returncode != 0:
        wrong.append(f"Models and migrations differ:\n{pending.stdout}{pending.stderr}")
    exempt = {**env, "EXEMPT_MIGRATIONS": " ".join(read_released())}
    printed = manage(exempt, "shell", "--no-imports", "--command", PRINT_SQL)
    if printed.returncode != 0:
        return [*wrong, f"The migrations cannot be printed as SQL:\n{printed.stderr.strip()[-3000:]}"]
    file = directory / "since-the-last-release.sql"
    file.write_text(printed.stdout, encoding="utf-8")
    return [*wrong, *judge(file)]


def judge(file: Path) -> list[str]:
    """What squawk finds in `file`, except about tables, functions and indexes that the file itself creates."""
    argv = ("squawk", "--reporter", "json", "--assume-in-transaction", "--pg-version", "15.0")
    excluded = ("--exclude", ",".join(IGNORED_RULES))
    done = subprocess.run((*argv, *excluded, str(file)), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return [f"squawk: {done.stderr.strip()}"]
    lines = file.read_text(encoding="utf-8").splitlines()
    wrong = []
    for finding in json.loads(done.stdout or "[]"):
        statement = lines[finding["line"]]
        changed = CHANGED.search(statement)
        is_new = changed is not None and any(
            (made := CREATED.match(line)) and made["name"] == changed["name"]
            for line in lines[: finding["line"]]
        )
        if not is_new:
            wrong.append(f"{finding['rule_name']}: {finding['message']}\n    {statement.strip()[:300]}")
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
