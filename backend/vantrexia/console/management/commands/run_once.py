"""`manage.py run_once JOB`: run one job of the schedule now, in this process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vantrexia.core.clock import read_clock
from vantrexia.workflows.jobs import LIST, run_job


class Command(BaseCommand):
    help = "Run one job of the schedule now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", choices=sorted(LIST))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{options['job']}: {run_job(options['job'], now=read_clock())}")
