"""The demo: two practices of invented people, so that a newcomer sees the whole at work. Everything here is
synthetic and says so.

`seed_demo(now, known) -> Seeded` is idempotent: fixed practice ids, and what exists is left alone. Passwords
and gateway keys are made at random; they can be told only once, so the caller keeps the file they were
written to and hands it back as `known`.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from vantrexia.accounts.selectors.people import find_user_id, get_user
from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.accounts.services.credentials import add_credential
from vantrexia.accounts.services.members import invite_member
from vantrexia.accounts.services.own_record import link_record
from vantrexia.accounts.services.passwords import store_password
from vantrexia.accounts.services.practices import NewPractice, create_practice
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.services.assignments import assign_device
from vantrexia.devices.services.connections import open_connection
from vantrexia.devices.services.inventory import act_on_device, add_device
from vantrexia.devices.services.register import register_default_models
from vantrexia.patients.selectors.patients import get_patient
from vantrexia.triage.services.thresholds import set_patient_thresholds
from vantrexia.workflows.demo_people import (
    CAST,
    CITIES,
    DIAGNOSES,
    FIRST_NAMES,
    LAST_NAMES,
    MODEL_NAMES,
    PROGRAMS,
    SURNAMES,
    Program,
)
from vantrexia.workflows.enrolling import NewEnrolment, enrol
from vantrexia.workflows.synthetic import ensure_synthetic_practice

NAMESPACE = UUID("6f1d0d1a-0f0e-4b53-9c0e-7d0a3c6f2e11")
RIVERSIDE, HILLSIDE = uuid5(NAMESPACE, "riverside"), uuid5(NAMESPACE, "hillside")
DEMO_PRACTICES = (RIVERSIDE, HILLSIDE)
PATIENTS = 150
BORROWED = (50,)
# Has a cuff and has not used it: whose page `vantrexia-sim replay` fills with real readings.
SPARE = 149
# The patient of the cast: signs in, sees what the cuff and the scale sent, and types readings.
OWN, PATS_EMAIL = 32, "pat@riverside.example"
# The one everybody watches turn red, and a few who have been getting worse for days.
ODD_HOMES = {0: "deteriorating", 37: "worsening", 82: "worsening", 127: "worsening"}
OTHER_PATIENTS = 12
NPI = "1245319599"  # a valid check digit, nobody's number
WORDS = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "inlet",
    "juniper",
    "kelp",
    "larch",
    "maple",
    "north",
    "otter",
    "pine",
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the demo's launcher and simulator need: logins, connections with their keys, homes with their devices."""

    logins: list[dict[str, Any]]
    connections: list[dict[str, Any]]
    homes: list[dict[str, Any]]


def seed_demo(*, now: datetime, known: Mapping[str, Any] | None = None) -> Seeded:
    """Found what is missing. `known` is what an earlier call gave; without it existing practices are an error."""
    existing = set(list_practice_ids())
    ensure_synthetic_practice(now=now)
    if set(DEMO_PRACTICES) <= existing:
        if not known or not known.get("logins"):
            raise ValueError(
                "the demo exists, but the file with its passwords and keys does not; reset the demo to make it anew"
            )
        return Seeded(list(known["logins"]), list(known["connections"]), list(known["homes"]))
    logins: list[dict[str, Any]] = []
    connections: list[dict[str, Any]] = []
    homes: list[dict[str, Any]] = []
    for practice_id, name, zone, people, patients in (
        (RIVERSIDE, "Riverside Family Practice (demo)", "America/New_York", CAST, PATIENTS),
        (HILLSIDE, "Hillside Clinic (demo)", "America/Los_Angeles", {"olga": "nurse"}, OTHER_PATIENTS),
    ):
        create_practice(
            new=NewPractice(name=name, timezone=zone, mfa_required_roles=()), now=now, practice_id=practice_id
        )
        actor = system_actor("seed_demo", practice_id=practice_id)
        with practice_scope(practice_id):
            logins += [_member(actor, first, role, practice=name, now=now) for first, role in people.items()]
            door = open_connection(actor=actor, gateway="mioconnect", name="MioConnect (demo)", now=now)
            connections.append(
                {
                    "gateway": "mioconnect",
                    "connection_id": str(door.connection.id),
                    "key_id": door.key_id,
                    "secret": door.shown,
                }
            )
            models = {
                f"{model.maker} {model.name}": model.id
                for model in register_default_models(actor=actor, now=now)
            }
            dice = random.Random(f"{name}")  # the same invented people every time
            home = partial(
                _home, actor, dice, zone=zone, models=models, connection_id=str(door.connection.id), now=now
            )
            homes += [home(number) for number in range(patients)]
    return Seeded(logins, connections, homes)


def _member(actor: Actor, first: str, role: str, *, practice: str, now: datetime) -> dict[str, Any]:
    email = f"{first}@{practice.split()[0].lower()}.example"
    password = "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    invitation = invite_member(
        actor=actor,
        email=email,
        first_name=first.title(),
        last_name=SURNAMES[first],
        role=role,
        now=now,
    )
    store_password(user=get_user(user_id=invitation.user_id), password=password, now=now)
    # Everybody who may record time has a profession, or their time would not count.
    profession = {
        "nurse": "rn",
        "provider": "physician",
        "ma": "ma",
        "clinical_manager": "rn",
        "data_monitor": "clinical_staff",
    }.get(role)
    if profession:
        npi = NPI if profession == "physician" else ""
        add_credential(
            actor=actor,
            user_id=invitation.user_id,
            profession=profession,
            valid_from=date(2024, 1, 1),
            npi=npi,
            now=now,
        )
    return {
        "role": role,
        "name": first.title(),
        "email": email,
        "password": password,
        "practice": practice,
        "totp_secret": None,
    }


def _home(
    actor: Actor,
    dice: random.Random,
    number: int,
    *,
    zone: str,
    models: Mapping[str, UUID],
    connection_id: str,
    now: datetime,
) -> dict[str, Any]:
    """One invented patient with the devices of their program, delivered; the simulator plays the home."""
    program: Program = PROGRAMS[number % len(PROGRAMS)]
    archetype = ODD_HOMES.get(number, program.archetype)
    gender = "male" if number == SPARE else dice.choice(("female", "male"))
    city, state, zip_code = dice.choice(CITIES)
    first, last = dice.choice(FIRST_NAMES[gender]), dice.choice(LAST_NAMES)
    if number == OWN:
        first, last = "Pat", SURNAMES["pat"]
    since = now - timedelta(days=180 if number == SPARE else dice.randint(40, 300))
    patient = {
        "first_name": first,
        "last_name": last,
        "date_of_birth": date(dice.randint(1936, 1972), dice.randint(1, 12), dice.randint(1, 28)).isoformat(),
        "gender": gender,
        "phone": f"+1212555{dice.randint(100, 199):04d}",
        "email": f"patient{number}@example.org",
        "address": {
            "line1": f"{dice.randint(1, 900)} Example Street",
            "line2": "",
            "city": city,
            "state": state,
            "zip": zip_code,
        },
        "timezone": zone,
        "language": "es" if number % 7 == 3 else "en",
    }
    kinds = tuple(dict.fromkeys(kind for kind, _ in program.devices))
    patient_id = enrol(
        actor=actor,
        new=NewEnrolment(
            patient=patient,
            kinds=kinds,
            diagnoses=DIAGNOSES[program.name],
            ordered_by=f"Paul {SURNAMES['paul']}",
            npi=NPI,
            since=since,
        ),
        now=now,
    )
    if program.limits:
        set_patient_thresholds(
            actor=actor,
            patient_id=patient_id,
            rules={"limits": program.limits},
            note=program.note,
            now=now,
        )
    if number == OWN and (user_id := find_user_id(email=PATS_EMAIL)) is not None:
        link_record(actor=actor, user_id=user_id, patient_id=patient_id, now=now)
    # Some of those who forget have not measured at all for days.
    silent_since = now - timedelta(days=4 + number % 5) if number % 45 == 14 else None
    if number == SPARE:
        silent_since = since
    devices: list[dict[str, Any]] = []
    for kind, model in program.devices:
        serial = f"DEMO-{str(actor.practice_id)[:4].upper()}-{number:03d}-{MODEL_NAMES[model]}"
        device = add_device(
            actor=actor,
            model_id=models[model],
            serial=serial,
            hub_imei=f"35{dice.randrange(10**13):013d}",
            now=since,
        )
        for act in ("ship", "deliver"):
            act_on_device(actor=actor, device_id=device.id, action=act, now=since)
        assign_device(actor=actor, device_id=device.id, patient_id=patient_id, now=now, starts_at=since)
        devices.append({"model": model, "kind": kind, "serial": serial, "slot": 1})
        if silent_since:
            devices[-1]["until"] = silent_since.isoformat()
    if number in BORROWED:
        # A cuff from a drawer that nobody registered: what it sends waits in quarantine until somebody says whose it is.
        swapped = (now - timedelta(days=2)).isoformat()
        devices.append({**devices[0], "serial": f"{devices[0]['serial']}-R", "from": swapped})
        devices[0]["until"] = swapped
    return {
        "timezone": zone,
        "archetype": archetype,
        "connection_id": connection_id,
        "patient": get_patient(actor, patient_id)["mrn"],
        "devices": devices,
    }
