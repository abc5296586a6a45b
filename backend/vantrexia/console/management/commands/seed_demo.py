"""`manage.py seed_demo --credentials-file FILE`: two demo practices of invented people, once; a second call changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.core.clock import read_clock
from vantrexia.workflows.demo import seed_demo


class Command(BaseCommand):
    help = "Create the demo practices (invented people); writes logins, gateway keys and homes to a private file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--credentials-file", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["credentials_file"]
        known = None
        if path.exists() and path.stat().st_size:
            try:
                known = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                raise CommandError(f"{path} is damaged; delete it and reset the demo") from None
        try:
            seeded = seed_demo(now=read_clock(), known=known)
        except ValueError as error:
            raise CommandError(str(error)) from None
        document = {
            "about": "Demo data: invented people, worthless passwords.",
            "base_url": settings.APP_URL,
            "logins": seeded.logins,
            "connections": seeded.connections,
            "homes": seeded.homes,
        }
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(document, file, indent=1)
        self.stdout.write(f"{len(seeded.logins)} logins, {len(seeded.homes)} homes")
