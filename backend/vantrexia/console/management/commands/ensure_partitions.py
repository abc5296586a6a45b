"""`manage.py ensure_partitions`: make the monthly partitions that are missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from vantrexia.core.clock import read_clock
from vantrexia.core.partitions import ensure_months


class Command(BaseCommand):
    help = "Create missing monthly partitions of readings and deliveries, ahead and back."

    def handle(self, *args: Any, **options: Any) -> None:
        made = ensure_months(read_clock())
        self.stdout.write(f"{len(made)} partitions made" if made else "no partition was missing")
