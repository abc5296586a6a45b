"""`manage.py replay_deliveries`: process deliveries again after a fix.

Choose by status (`--status quarantined|failed`), by why something of them is held (`--held-reason unknown_device`) or by
id; what they gave before is refused as duplicate. With `--now` they are processed at once instead of by the workers.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.console.choices import add_practice_option, chosen_practices
from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.selectors.deliveries import list_replayable
from vantrexia.workflows.held import replay_deliveries
from vantrexia.workflows.readings import process_due


class Command(BaseCommand):
    help = "Process quarantined, failed or held deliveries again."

    def add_arguments(self, parser: CommandParser) -> None:
        add_practice_option(parser)
        parser.add_argument("ids", nargs="*", type=UUID, help="Deliveries by id.")
        parser.add_argument("--status", choices=("quarantined", "failed"), help="Set aside whole.")
        parser.add_argument("--held-reason", default="", help="Of which something is held for this reason.")
        parser.add_argument("--connection", type=UUID, help="Of this connection only.")
        parser.add_argument(
            "--limit", type=int, default=1000, help="At most so many per practice (default 1000)."
        )
        parser.add_argument("--now", action="store_true", help="Process them here, at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["ids"] or options["status"] or options["held_reason"]):
            raise CommandError("say which: ids, --status or --held-reason")
        now, replayed = read_clock(), 0
        for practice_id in chosen_practices(options):
            actor = system_actor("console", practice_id=practice_id)
            with practice_scope(practice_id):
                ids = list_replayable(
                    actor, ids=options["ids"], status=options["status"], held_reason=options["held_reason"],
                    connection_id=options["connection"], most=options["limit"],
                )  # fmt: skip
                if ids:
                    replayed += len(replay_deliveries(actor=actor, delivery_ids=ids, now=now, why="console"))
        self.stdout.write(f"{replayed} deliveries are on their way again")
        if options["now"] and replayed:
            self.stdout.write(f"{process_due()} deliveries processed")
