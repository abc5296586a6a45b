"""The synthetic practice: one patient nobody is, one cuff, one door; it carries the proof of life and nothing else.

`ensure_synthetic_practice(now)` founds it once and wires the proof; later calls find it. `renew_smoke_user(now)` gives the smoke tests a
sign-in there: it sees the synthetic patient and nobody else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.people import find_user_id, get_user
from vantrexia.accounts.services.endings import end_sessions_of
from vantrexia.accounts.services.members import invite_member
from vantrexia.accounts.services.passwords import store_password
from vantrexia.accounts.services.practices import NewPractice, change_practice, create_practice
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import read_tick
from vantrexia.devices.services.assignments import assign_device
from vantrexia.devices.services.connections import open_connection
from vantrexia.devices.services.inventory import add_device
from vantrexia.devices.services.register import register_default_models
from vantrexia.workflows.enrolling import NewEnrolment, enrol
from vantrexia.workflows.proof import wire_proof

SERIAL = "PROOF-OF-LIFE"
# RFC 6761: .invalid never resolves, so nothing is ever mailed to it.
SMOKE_EMAIL = "smoke@synthetic.invalid"
SMOKE_ROLE = "data_monitor"


@dataclass(frozen=True, slots=True)
class SmokeUser:
    """How the smoke test of a deploy signs in; the password is in clear and never logged."""

    email: str
    password: str


def ensure_synthetic_practice(*, now: datetime) -> UUID:
    """The synthetic practice's id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_synthetic_practice()")
        found: UUID | None = cursor.fetchone()[0]
    if found is not None and read_tick("proof_wiring") is not None:
        return found
    practice_id = found or create_practice(
        new=NewPractice(name="Synthetic (proof of life)", timezone="UTC", is_synthetic=True), now=now
    )
    actor = system_actor("synthetic", practice_id=practice_id)
    with practice_scope(practice_id):
        models = register_default_models(actor=actor, now=now)
        patient_id = enrol(
            actor=actor,
            new=NewEnrolment(
                patient={
                    "first_name": "Synthetic",
                    "last_name": "Patient",
                    "date_of_birth": "1950-01-01",
                    "gender": "unknown",
                },
                kinds=("blood_pressure",),
                diagnoses=("I10",),
                ordered_by="Synthetic order",
                npi="1234567893",
                since=now - timedelta(days=1),
            ),
            now=now,
        )
        device = add_device(actor=actor, model_id=models[0].id, serial=SERIAL, now=now)
        assign_device(actor=actor, device_id=device.id, patient_id=patient_id, now=now)
        door = open_connection(
            actor=actor, gateway="mioconnect", name="Proof of life", origin="synthetic", now=now
        )
        wire_proof(
            practice_id=practice_id,
            patient_id=patient_id,
            serial=SERIAL,
            connection_id=door.connection.id,
            now=now,
        )
    return practice_id


def renew_smoke_user(*, now: datetime) -> SmokeUser:
    """Make the user once; each call gives a new password and ends the sessions of the old one."""
    practice_id = ensure_synthetic_practice(now=now)
    actor = system_actor("smoke_user", practice_id=practice_id)
    with practice_scope(practice_id):
        # A program signs in: its random password is its only factor, and the practice holds nobody's data.
        change_practice(actor=actor, changes={"mfa_required_roles": []}, now=now)
        user_id = find_user_id(email=SMOKE_EMAIL)
        if user_id is None:
            user_id = invite_member(
                actor=actor, email=SMOKE_EMAIL, first_name="Smoke", last_name="Test", role=SMOKE_ROLE, now=now
            ).user_id
        password = secrets.token_urlsafe(24)
        store_password(user=get_user(user_id=user_id), password=password, now=now)
        end_sessions_of(user_id=user_id, reason="password_changed", now=now)
    return SmokeUser(SMOKE_EMAIL, password)
