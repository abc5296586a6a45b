"""`manage.py recompute_billing [--patient ID | --all] [--practice ID]`: compute billing again, with progress.

Without options: what is dirty or due, as the job of every four hours does. `--all` marks everybody first; stopped and
started again it goes on where it was. `--backwards` lets a second process share the work from the other end.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.core.clock import read_clock
from vantrexia.workflows.billing import Progress, mark_everybody, recompute_patients, recompute_practice


class Command(BaseCommand):
    help = "Compute billing again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patient", type=UUID, help="only this patient (needs --practice)")
        parser.add_argument("--practice", type=UUID, help="only this practice")
        parser.add_argument("--all", action="store_true", help="everybody ever enrolled, changed or not")
        parser.add_argument("--backwards", action="store_true", help="start from the other end")

    def handle(self, *args: Any, **options: Any) -> None:
        now, practice = read_clock(), options["practice"]
        if options["patient"]:
            if practice is None:
                raise CommandError("--patient needs --practice")
            done = recompute_patients(practice, [options["patient"]], now=now)
            if not done.patients:
                raise CommandError("there is no such patient to bill in this practice")
            self.stdout.write(
                f"1 patient: {done.created} entries made, {done.voided} voided, {done.held} held"
            )
            return
        practices = [practice] if practice else list_practice_ids()
        if options["all"]:
            marked = sum(mark_everybody(one, now=now) for one in practices)
            self.stdout.write(f"{marked} patients marked")
        progress, started = Progress(), time.perf_counter()
        for one in practices:
            recompute_practice(
                one,
                now=now,
                progress=progress,
                backwards=options["backwards"],
                show=lambda p: self._show(p, started),
            )
        self._show(progress, started)
        if progress.failed:
            raise CommandError(f"{progress.failed} patients failed; their marks stay, see the log")

    def _show(self, progress: Progress, started: float) -> None:
        rate = progress.patients / max(time.perf_counter() - started, 0.001)
        self.stdout.write(
            f"{progress.patients} of {progress.due} patients, {rate:.0f}/s: {progress.created} entries made, "
            f"{progress.voided} voided, {progress.held} held, {progress.items} work items, "
            f"{progress.problems} refused, {progress.failed} failed"
        )
        self.stdout.flush()
