"""`manage.py erase_bodies`: erase raw bodies of deliveries whose time is over (DELIVERY_RETENTION_DAYS after processing)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.console.choices import add_practice_option, chosen_practices
from vantrexia.core.clock import read_clock
from vantrexia.workflows.devices import erase_old_bodies


class Command(BaseCommand):
    help = "Erase the raw bodies of deliveries settled long ago; rows and counts stay."

    def add_arguments(self, parser: CommandParser) -> None:
        add_practice_option(parser)
        parser.add_argument(
            "--days", type=int, default=settings.DELIVERY_RETENTION_DAYS, help="Older than so many days."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 1:
            raise CommandError("--days must be 1 or more")
        erased = erase_old_bodies(practices=chosen_practices(options), days=options["days"], now=read_clock())
        self.stdout.write(f"{erased} bodies erased")
