"""`python -m tests.failure.seed PRACTICES HOMES FILE`: an installation's database, and practices with patients, cuffs and a connection."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any


def make_database() -> None:
    """Roles, tables, partitions and schedule, as an installation has them."""
    from django.core.management import call_command

    call_command("create_roles", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("ensure_partitions", verbosity=0)
    call_command("sync_schedule", verbosity=0)


def make_homes(number: int, homes: int) -> dict[str, Any]:
    """One practice; every patient has a cuff."""
    from tests.factories import assign, make_connection, make_device, make_patient
    from tests.people import make_person, make_practice
    from vantrexia.core.tenancy import practice_scope

    practice = make_practice(f"Failure{number}")
    make_person(f"nurse{number}", "nurse", practice)
    with practice_scope(practice.id):
        door = make_connection(practice)
        made = []
        for _ in range(homes):
            patient, device = make_patient(practice), make_device(practice)
            assign(device, patient)
            made.append({"serial": device.serial, "patient": str(patient.id)})
    secret = "whsec_" + base64.b64encode(door.secret).decode()
    return {"practice": str(practice.id), "connection": str(door.id), "secret": secret, "homes": made}


if __name__ == "__main__":
    import django

    django.setup()
    make_database()
    practices = [make_homes(number, int(sys.argv[2])) for number in range(int(sys.argv[1]))]
    Path(sys.argv[3]).write_text(json.dumps(practices))
