"""Whether host, secrets, database and release are fit, before anything is changed. All problems are told at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vantrexia_ops.commands import compose, docker
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import EngineGone, OpsError, PreflightRefused, collect, refuse_together
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.services import ask_services, is_stack_up
from vantrexia_ops.flows.smoke_target import HINT_NO_USER
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.certificates import find_problem, read_pem
from vantrexia_ops.secrets import fetch_secrets

CERTIFICATE_NAMES = ("CLOUDFLARE_ORIGIN_CERT", "CLOUDFLARE_CERT")


class Preflight(BaseStep):
    name = "preflight"
    title = "Preflight"

    def plan(self, run: Run) -> list[str]:
        checks = self.ground.config.checks
        return [
            f"Refuse with less than {checks.disk_free_mb} MB of disk or {checks.memory_free_mb} MB of memory",
            f"Refuse a clock {checks.clock_skew_seconds} s off, a database that only reads, a Valkey that refuses us",
            f"Refuse a certificate with less than {checks.certificate_days} days",
            f"Refuse a backup older than {checks.backup_age_hours} h"
            if checks.backup_marker
            else "No backup is looked at (checks.backup_marker is empty)",
            "Refuse migrations that take something away from the release that serves",
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        ground = self.ground
        engine = json.loads(ground.runner.run(docker.ask_engine()).out)
        ground.runner.run(compose.check_file(run.new_project(ground)))
        secrets = self._fetch()
        problems: list[PreflightRefused] = []
        for check in (
            lambda: self._disk(Path(engine.get("DockerRootDir") or "/var/lib/docker")),
            lambda: self._memory(run),
            lambda: self._certificate(secrets),
            self._backup,
            lambda: self._smoke_user(run, secrets),
        ):
            collect(check, problems)
        facts: dict[str, Any] = {}
        # What a first deploy that failed has left running may still be without its roles: it is asked after they are made.
        if run.previous is not None and is_stack_up(ground):
            collect(lambda: facts.update(ask_services(run, ground, secrets=secrets)), problems)
        else:
            self.note("nothing serves yet: database and Valkey are asked once they are prepared")
        refuse_together(problems)
        return {**facts, "engine": engine.get("ServerVersion", "")}

    def _fetch(self) -> Mapping[str, Redacted]:
        """A store that hands nothing out refuses the deploy like anything else that is not fit."""
        try:
            return fetch_secrets(self.ground.config, runner=self.ground.runner)
        except EngineGone:
            raise
        except OpsError as error:
            raise PreflightRefused(error.message, hint=error.hint) from error

    def _disk(self, images: Path) -> None:
        needed = self.ground.config.checks.disk_free_mb
        for place in (images, self.ground.places.state):
            free = self.ground.host.disk_free_mb(place)
            if free < needed:
                raise PreflightRefused(
                    f"{free} MB free at {place}, {needed} MB needed",
                    hint="`docker system df` and `journalctl --disk-usage` show what takes space.",
                )

    def _memory(self, run: Run) -> None:
        needed = self.ground.config.checks.memory_free_mb
        free = self.ground.host.memory_free_mb()
        if run.previous and free < needed:
            raise PreflightRefused(
                f"{free} MB of memory free, {needed} MB needed for a second colour",
                hint="`docker stats --no-stream` shows who takes it.",
            )

    def _certificate(self, secrets: Mapping[str, Redacted]) -> None:
        days = self.ground.config.checks.certificate_days
        text = next((secrets[name] for name in CERTIFICATE_NAMES if name in secrets), None)
        if days == 0 or text is None:
            return
        hint = "Make a new origin certificate at Cloudflare and put it into the store: docs/runbooks/certificate.md."
        try:
            certificate = read_pem(text.reveal())
        except ValueError as error:
            raise PreflightRefused(
                "the origin certificate in the store is no PEM certificate", hint=hint
            ) from error
        for name in (self.ground.config.names.app, self.ground.config.names.api):
            problem = find_problem(certificate, name=name, days=days, now=self.ground.clock.now())
            if problem:
                raise PreflightRefused(f"origin certificate: {problem}", hint=hint)

    def _backup(self) -> None:
        checks = self.ground.config.checks
        if not checks.backup_marker or not checks.backup_age_hours:
            return
        at = self.ground.host.modified_at(Path(checks.backup_marker))
        hint = "A deploy without a way back is no deploy: run the backup, then deploy."
        if at is None:
            raise PreflightRefused(f"no verified backup is noted at {checks.backup_marker}", hint=hint)
        hours = (self.ground.clock.now() - at).total_seconds() / 3600
        if hours > checks.backup_age_hours:
            raise PreflightRefused(
                f"the newest verified backup is {hours:.0f} h old, {checks.backup_age_hours} h allowed",
                hint=hint,
            )

    def _smoke_user(self, run: Run, secrets: Mapping[str, Redacted]) -> None:
        """Better said now than when the new colour stands and cannot be tested."""
        told = self.ground.config.smoke
        missing = [name for name in (told.email_secret, told.password_secret) if name not in secrets]
        if run.previous is not None and not run.skip_smoke and missing:
            raise PreflightRefused(
                f"the store of secrets knows no smoke user ({', '.join(missing)})", hint=HINT_NO_USER
            )
