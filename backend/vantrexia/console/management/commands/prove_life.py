"""`manage.py prove_life --within SECONDS`: send one synthetic reading through the front door now and wait until it has arrived.

Prints JSON: measured_at, millis (from measurement to evaluation). Fails when it is not evaluated and audited in time.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.core.clock import read_clock
from vantrexia.core.ticks import read_tick
from vantrexia.workflows.proof import check_proof, send_proof_now

LOOK_EVERY_SECONDS = 0.5


class Command(BaseCommand):
    help = "Send one synthetic reading now and wait until it has been evaluated and audited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--within", type=int, default=45, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        if read_tick("proof_wiring") is None:
            raise CommandError(
                "no synthetic practice carries the proof of life; `manage.py smoke_user` founds it"
            )
        if not send_proof_now(read_clock()):
            raise CommandError("the front door did not take the synthetic reading; the log says why")
        sent = read_tick("proof_sent")
        deadline = time.monotonic() + options["within"]
        while sent is not None:
            check_proof(read_clock())
            arrived = read_tick("proof_of_life")
            if arrived is not None and arrived[1].get("measured_at") == sent[1]["measured_at"]:
                self.stdout.write(
                    json.dumps({"measured_at": sent[1]["measured_at"], "millis": arrived[1]["millis"]})
                )
                return
            if time.monotonic() > deadline:
                break
            time.sleep(LOOK_EVERY_SECONDS)
        raise CommandError(
            f"the synthetic reading was taken in, but not evaluated and audited within {options['within']} s"
        )
