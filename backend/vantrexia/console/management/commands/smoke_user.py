"""`manage.py smoke_user`: the smoke tests' sign-in, a data monitor of the synthetic practice, with a new random password.

Prints JSON: SMOKE_EMAIL, SMOKE_PASSWORD; put both into the store of secrets. Founds the synthetic practice when there is none.
Calling it again changes the password and ends the old sessions.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from vantrexia.core.clock import read_clock
from vantrexia.workflows.synthetic import renew_smoke_user


class Command(BaseCommand):
    help = "Make or renew the smoke tests' sign-in in the synthetic practice; prints it as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            user = renew_smoke_user(now=read_clock())
        self.stdout.write(json.dumps({"SMOKE_EMAIL": user.email, "SMOKE_PASSWORD": user.password}))
