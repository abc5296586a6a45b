"""`manage.py quarantine`: what waits for a person, and setting it right from a terminal.

    quarantine list --practice ID                                      what waits, why, of which device
    quarantine place HELD --practice ID [--serial S] [--model ID] [--patient ID] [--from TIME]
    quarantine discard HELD --practice ID --reason "…"

It prints ids, reasons and device names, never values. Everything done is in the audit like the same act on the screen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.console.choices import add_practice_option
from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.selectors.deliveries import list_deliveries, list_held
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.workflows.held import Resolved, Wish, discard_waiting, resolve_waiting


class Command(BaseCommand):
    help = "Show and resolve deliveries and measurements that wait for a person."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        shown = acts.add_parser("list", help="What waits.")
        add_practice_option(shown, required=True)
        shown.add_argument("--limit", type=int, default=100)
        placed = acts.add_parser("place", help="Name the device, give it to its patient, and play it again.")
        add_practice_option(placed, required=True)
        placed.add_argument("held", type=UUID)
        placed.add_argument("--serial", help="A device of the inventory, or a new one with --model.")
        placed.add_argument("--model", type=UUID)
        placed.add_argument("--patient", type=UUID)
        placed.add_argument(
            "--from", dest="starts_at", type=datetime.fromisoformat, help="With its offset from UTC."
        )
        thrown = acts.add_parser("discard", help="Throw one out.")
        add_practice_option(thrown, required=True)
        thrown.add_argument("held", type=UUID)
        thrown.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor("console", practice_id=options["practice"])
        try:
            with practice_scope(options["practice"]):
                if options["act"] == "list":
                    self._list(actor, options["limit"])
                    return
                done = self._resolve(actor, options)
        except InvalidInput as error:
            problems = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.fields.items())
            raise CommandError(f"{error.detail} {problems}") from None
        except DomainError as error:
            raise CommandError(error.detail) from None
        self.stdout.write(f"{done.held} measurements, {len(done.replayed)} deliveries on their way again")

    def _resolve(self, actor: Any, options: dict[str, Any]) -> Resolved:
        now = read_clock()
        if options["act"] == "discard":
            return discard_waiting(actor=actor, held_id=options["held"], reason=options["reason"], now=now)
        starts_at: datetime | None = options["starts_at"]
        if starts_at is not None and starts_at.utcoffset() is None:
            raise CommandError("--from needs its offset from UTC, like 2026-11-23T07:30:00-05:00")
        wish = Wish(
            device_serial=options["serial"],
            model_id=options["model"],
            patient_id=options["patient"],
            starts_at=starts_at,
        )
        return resolve_waiting(actor=actor, held_id=options["held"], wish=wish, now=now)

    def _list(self, actor: Any, limit: int) -> None:
        total, rows = list_held(actor, state="open", reason=None, ref_value=None, limit=limit, offset=0)
        for row in rows:
            ref = row["device_ref"] or {"system": "-", "value": "-"}
            device = f"{ref['system']}={ref['value']} slot {row['slot']}"
            self.stdout.write(
                f"{row['id']}  {row['reason']:<20} {device} {row['kind']}  {row['received_at']:%F %R}"
            )
        for status in ("quarantined", "failed"):
            _, aside = list_deliveries(actor, status=status, connection_id=None, limit=limit, offset=0)
            for row in aside:
                if not row["open_held"]:
                    self.stdout.write(
                        f"{row['id']}  delivery {status}: {row['reason']}  {row['received_at']:%F %R}"
                    )
        self.stdout.write(f"{total} measurements wait")
