"""`manage.py verify_audit [--practice ID] [--export-dir DIR]`: recompute every audit tree; exit 1 when anything does not fit.

Without a directory of exported roots it says that history made anew would not be noticed; a directory that is not there is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.audit.services.seal import PLATFORM_TREE
from vantrexia.audit.services.verify import Report, verify_tree
from vantrexia.core.tenancy import practice_scope


class Command(BaseCommand):
    help = "Verify the audit: every entry against its tree, every root against its signature and its export."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", type=UUID, help="only this practice's tree")
        parser.add_argument(
            "--export-dir",
            type=Path,
            default=Path(settings.AUDIT_EXPORT_DIR) if settings.AUDIT_EXPORT_DIR else None,
        )

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path | None = options["export_dir"]
        if directory is not None and not directory.is_dir():
            raise CommandError(f"{directory} is no directory; there are no exported roots to compare with")
        reports: list[Report] = []
        for practice_id in [options["practice"]] if options["practice"] else list_practice_ids():
            with practice_scope(practice_id):
                reports.append(verify_tree(str(practice_id), directory=directory))
        if not options["practice"]:
            with transaction.atomic():
                reports.append(verify_tree(PLATFORM_TREE, directory=directory))
        for report in reports:
            verdict = "good" if not report.problems else f"{len(report.problems)} PROBLEMS"
            self.stdout.write(
                f"{report.tree}: {report.entries} entries, {report.sealed} sealed, {report.roots} roots, "
                f"{report.exported} exported: {verdict}"
            )
            for problem in report.problems[:50]:
                self.stdout.write(f"  {problem}")
        if directory is None:
            self.stdout.write(
                "Exported roots were not compared (AUDIT_EXPORT_DIR is empty here; --export-dir names a copy): "
                "history that was rewritten and sealed anew would not be noticed."
            )
        if any(report.problems for report in reports):
            raise CommandError("the audit does not fit its seals")
