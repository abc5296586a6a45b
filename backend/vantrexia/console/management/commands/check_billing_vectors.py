"""Run a file of worked billing cases against the rules; touches no database.

`manage.py check_billing_vectors FILE.json` prints one line per case with expected and got, then `N passed, M failed`.
Exit status: 0 all passed, 1 some failed, 2 the file is not a list of cases (one line says where and why).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vantrexia.domain.billing.vector_schema import VectorFileError
from vantrexia.domain.billing.vectors import run_vectors


class Command(BaseCommand):
    """Compare the billing rules with worked cases."""

    help = "Check the billing rules against a file of worked cases (no database needed)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON file of cases in the vectors' schema")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = run_vectors(options["file"])
        except VectorFileError as problem:
            self.stderr.write(f"error: {problem}")
            sys.exit(2)
        for result in report.results:
            self.stdout.write(result.line)
        self.stdout.write(report.summary)
        if report.failed:
            sys.exit(1)
