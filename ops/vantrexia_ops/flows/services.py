"""What the new release says about the services it would use, before it is trusted with them.

`ask_services(run, ground, secrets=…)` runs `manage.py release_report` of the new image in a container of its own, with the secrets
it would get (written beside those in use, and taken away again): database (reachable, writable, its clock), both Valkeys,
and migrations with whether each only adds. Raises PreflightRefused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from vantrexia_ops.commands.application import report_release
from vantrexia_ops.commands.compose import list_data_services
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import PreflightRefused, collect, refuse_together
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.releases import Migration, Release, save_release
from vantrexia_ops.flows.run import Run
from vantrexia_ops.runner import CommandFailed
from vantrexia_ops.secrets import forget, install_values


class _Database(msgspec.Struct):
    ok: bool
    detail: str = ""
    is_read_only: bool = False
    now: datetime | None = None


class _Service(msgspec.Struct):
    ok: bool
    detail: str = ""


class _Migration(msgspec.Struct):
    name: str
    is_applied: bool
    is_expanding: bool
    reason: str = ""


class _Report(msgspec.Struct):
    release: str
    database: _Database
    valkey: _Service
    cache: _Service
    migrations: list[_Migration]


def is_stack_up(ground: Ground) -> bool:
    """Whether the data services run already, so that a one-off container can reach them."""
    wanted = set(list_data_services(ground.config))
    return wanted <= {
        found.service for found in ground.containers() if found.project == ground.stack and found.is_running
    }


def ask_services(run: Run, ground: Ground, *, secrets: Mapping[str, Redacted]) -> dict[str, Any]:
    """Facts for the journal: `unapplied` migrations. Also writes the release's record."""
    staged = Path(ground.config.secrets.target) / f".staged-{run.id}"
    env_file = run.env_file(ground, name="report", changes={"VANTREXIA_SECRETS_DIR": str(staged)})
    before = ground.clock.now()
    try:
        install_values(secrets, config=ground.config, runner=ground.runner, target=staged)
        said = ground.runner.run(report_release(ground.project(ground.stack, env_file)))
        report = _parse(said.out)
    except CommandFailed as error:
        raise PreflightRefused(
            f"the new release cannot start: {error.said.last_line}",
            hint="Its settings or its image are broken.",
        ) from error
    finally:
        forget(staged)
    after = ground.clock.now()
    problems: list[PreflightRefused] = []
    skew = ground.config.checks.clock_skew_seconds
    for judge in (
        lambda: _judge_database(report.database),
        lambda: _judge_valkey("broker", "REDIS_URL", "redis", report.valkey),
        lambda: _judge_valkey("cache", "CACHE_URL", "redis-cache", report.cache),
        lambda: _judge_clock(report.database, before=before, after=after, allowed=skew),
        # Without the database nobody knows which are applied.
        lambda: _judge_migrations(report, run) if report.database.ok else None,
    ):
        collect(judge, problems)
    refuse_together(problems)
    known = tuple(_migration(found) for found in report.migrations)
    save_release(
        ground.places.releases,
        Release(name=run.release, images=dict(run.images), migrations=known, recorded_at=after),
    )
    unapplied = [found for found in report.migrations if not found.is_applied]
    return {
        "unapplied": [
            {"name": found.name, "expanding": found.is_expanding, "reason": found.reason}
            for found in unapplied
        ]
    }


def _parse(text: str) -> _Report:
    """The last line is the report; anything before it is what the application had to say."""
    lines = text.strip().splitlines()
    try:
        return msgspec.convert(json.loads(lines[-1] if lines else ""), _Report, strict=False)
    except (ValueError, msgspec.ValidationError) as error:
        raise PreflightRefused(
            f"the new release does not report itself: {error}", hint="Its image is older than this tool."
        ) from error


def _judge_database(database: _Database) -> None:
    if not database.ok:
        raise PreflightRefused(
            f"the database does not answer the new release: {database.detail}",
            hint="Check DATABASE_URL and MIGRATION_DATABASE_URL in the store, and that the database is up.",
        )
    if database.is_read_only:
        raise PreflightRefused(
            "the database only reads",
            hint="It is a replica, or failing over, or out of space: find the writer, then deploy.",
        )


def _judge_valkey(name: str, variable: str, service: str, found: _Service) -> None:
    if not found.ok:
        raise PreflightRefused(
            f"Valkey ({name}) refuses the new release: {found.detail}",
            hint=f"If the password in {variable} was changed, {service} must learn it first: docs/runbooks/valkey-password.md.",
        )


def _judge_clock(database: _Database, *, before: datetime, after: datetime, allowed: int) -> None:
    """The database looked at its clock some time between our two looks at ours."""
    if database.now is None or not allowed:
        return
    skew = max((before - database.now).total_seconds(), (database.now - after).total_seconds(), 0.0)
    if skew > allowed:
        raise PreflightRefused(
            f"this host's clock and the database's differ by {skew:.0f} s",
            hint="`timedatectl` shows whether time is synchronised; signatures and tokens fail with a wrong clock.",
        )


def _judge_migrations(report: _Report, run: Run) -> None:
    if run.previous is None:
        return
    taking = [
        found
        for found in report.migrations
        if not found.is_applied and not found.is_expanding and found.name not in run.contracting
    ]
    if taking:
        listed = "; ".join(f"{found.name} {found.reason}".strip() for found in taking)
        raise PreflightRefused(
            f"these migrations take something away from release {run.previous.release}, which serves: {listed}",
            hint="Split the release: add first, take away in a later one; "
            "when the serving release no longer uses it, name it with --contract.",
        )


def _migration(found: _Migration) -> Migration:
    return Migration(name=found.name, expanding=found.is_expanding, reason=found.reason)
