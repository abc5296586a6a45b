"""`manage.py settings_schema`: every setting that comes from the environment, as JSON, for the operations tool to compare with."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from config.env import VARIABLES


class Command(BaseCommand):
    help = "Print the declared environment variables as JSON."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        schema = [
            {
                "name": item.name,
                "kind": item.kind,
                "help": item.help,
                "required": item.required,
                "secret": item.kind == "secret",
            }
            for item in VARIABLES
        ]
        self.stdout.write(json.dumps(schema, indent=2))
