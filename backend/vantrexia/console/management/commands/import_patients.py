"""`manage.py import_patients --practice ID FILE [--apply] [--all-or-nothing]`: patients from a CSV file,
tried first.

FILE may be `-`: standard input, which is how a file gets into a container. Without --apply nothing is
stored. Prints one line per line of the file that is not good (number, columns, what is wrong; no values)
and the sums. Exit status: 0 every line is good, 1 some are not, 2 the file as a whole is refused.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import DomainError
from vantrexia.patients.services.csv_file import COLUMNS, MAX_BYTES
from vantrexia.patients.services.imports import import_patients

STANDARD_INPUT = Path("-")


def read_file(path: Path) -> bytes:
    """Of standard input no more than it takes to see that it is too much. Raises OSError."""
    if path != STANDARD_INPUT:
        return path.read_bytes()
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


class Command(BaseCommand):
    help = "Import patients from a CSV file; a trial run unless --apply is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8; - is standard input")
        parser.add_argument("--practice", type=UUID, required=True, help="id of the practice")
        parser.add_argument("--apply", action="store_true", help="store the good lines")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="store nothing when one line is not good"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        practice_id: UUID = options["practice"]
        try:
            body = read_file(options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            with practice_scope(practice_id):
                report = import_patients(
                    actor=system_actor("import_patients", practice_id=practice_id),
                    body=body,
                    dry_run=not options["apply"],
                    all_or_nothing=options["all_or_nothing"],
                    now=read_clock(),
                )
        except DomainError as problem:
            self.stderr.write(f"error: {problem.detail}")
            if "expected" in problem.data:
                self.stderr.write(f"HINT: expected columns: {', '.join(COLUMNS)}")
            sys.exit(2)
        for row in report.rows:
            if row.status in ("invalid", "duplicate"):
                what = "; ".join(f"{name} {text}" for name, texts in row.fields.items() for text in texts)
                self.stdout.write(f"line {row.line}: {row.status}: {what}")
        self.stdout.write(
            f"{len(report.rows)} lines, {report.accepted} good, {report.created} created"
            + (" (trial run, nothing stored)" if report.dry_run else "")
        )
        if report.accepted < len(report.rows):
            sys.exit(1)
