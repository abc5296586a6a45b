"""The evidence packet of one patient and twelve months, from the request to the sealed files.

`measure_packet(stack)`; alone: `python -m bench packet`. A reading on every day, two on every third, a fourth of an hour of work
each week with a call each month, everybody's billing computed: what a year of one well-kept patient holds.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from bench.stack import Stack

TIMES = 5
_YEAR = "now() - interval '366 days'"
# The year begins before the two months of `bench.billing` do.
_EARLIER = (
    f"UPDATE patients_consent SET given_at = {_YEAR}",
    f"UPDATE patients_episode SET started_at = {_YEAR}",
    f"UPDATE patients_order SET ordered_on = ({_YEAR})::date - 7",
    f"UPDATE patients_relationshipevidence SET visit_date = ({_YEAR})::date - 14",
    f"UPDATE devices_assignment SET starts_at = {_YEAR}",
    f"UPDATE devices_devicesetup SET setup_completed_at = {_YEAR}",
    "DELETE FROM vitals_reading",
    "DELETE FROM billing_timeentry",
)
_READINGS = """
INSERT INTO vitals_reading (id, practice_id, patient_id, device_id, slot, kind, measured_at, received_at, local_date, zone,
    systolic, diastolic, origin, created_at)
SELECT uuidv7(at - clock_timestamp()), %(practice)s, %(patient)s, md5('d' || 1)::uuid, 1, 'blood_pressure', at, at,
    (at AT TIME ZONE 'America/New_York')::date, 'America/New_York', 130, 80, 'automatic', at
FROM generate_series(1, 364) AS day,
    LATERAL (SELECT now() - make_interval(days => day) AS at UNION ALL
             SELECT now() - make_interval(days => day, hours => 8) WHERE day %% 3 = 0) AS m
"""
_TIME = """
INSERT INTO billing_timeentry (id, practice_id, patient_id, episode_id, membership_id, profession, npi, activity,
    is_live_contact, started_at, ended_at, end_cause, source, needs_approval, created_at, held_for, is_withdrawal,
    is_automatic)
SELECT gen_random_uuid(), %(practice)s, %(patient)s, md5('e' || 1)::uuid, (SELECT id FROM accounts_membership LIMIT 1), 'rn', '',
    CASE WHEN week %% 4 = 0 THEN 'phone_call' ELSE 'data_review' END, week %% 4 = 0, at, at + interval '15 minutes', '',
    'timer', false, at, '{}', false, false
FROM generate_series(1, 51) AS week, LATERAL (SELECT now() - make_interval(weeks => week) AS at) AS m
"""


def measure_packet(stack: Stack) -> dict[str, Any]:
    """Seconds from asking to the sealed files, median and slowest of a few; what the packet holds."""
    practice, patient = seed_year()
    seconds, held = [], {}
    for _ in range(TIMES):
        before = time.perf_counter()
        held = make(practice, patient)
        seconds.append(round(time.perf_counter() - before, 2))
    return {
        "median_s": sorted(seconds)[TIMES // 2],
        "slowest_s": max(seconds),
        **held,
        "goal": "twelve months of one patient in under 5 s",
    }


def seed_year() -> tuple[UUID, UUID]:
    """A practice with one patient of a year."""
    import psycopg

    from bench.billing import seed_billing
    from vantrexia.billing.models import Coverage
    from vantrexia.core.clock import read_clock
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.patients.models import Order, Patient
    from vantrexia.workflows.billing import mark_everybody, recompute_patients

    practice, (patient, *_) = seed_billing(1)
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
    given = {"practice": practice, "patient": patient}
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database) as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in _EARLIER:
            admin.execute(statement)
        admin.execute(_READINGS, given)
        admin.execute(_TIME, given)
    with practice_scope(practice):
        row = Patient.objects.get(id=patient)
        row.first_name, row.last_name, row.date_of_birth, row.mrn = "Bench", "Packet", "1950-01-01", "B-1"
        row.save()
        for order in Order.objects.filter(patient_id=patient):
            order.ordered_by_name = "Paul Provider"
            order.save()
        for coverage in Coverage.objects.filter(patient_id=patient):
            coverage.member_id = "1EG4TE5MK73"
            coverage.save()
    mark_everybody(practice, now=read_clock())
    recompute_patients(practice, [patient], now=read_clock())
    return practice, patient


def make(practice: UUID, patient: UUID) -> dict[str, int]:
    """Ask for the packet of the last year and make it, as a worker does; what it holds."""
    import json

    from vantrexia.billing.models import EvidencePacket
    from vantrexia.billing.services.packets import request_packet
    from vantrexia.core.actor import system_actor
    from vantrexia.core.clock import read_clock
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.workflows.packets import make_one

    now = read_clock()
    today = now.date()
    actor = system_actor("bench", practice_id=practice)
    with practice_scope(practice):
        packet = request_packet(
            actor=actor, patient_id=patient, first=today - timedelta(days=365), last=today, now=now
        )
    if not make_one(practice, packet, now=now):
        raise RuntimeError("the packet was not made")
    with practice_scope(practice):
        made = EvidencePacket.objects.get(id=packet)
        document = json.loads(made.document or "")
    return {
        "transmissions": len(document["transmissions"]),
        "time_segments": len(document["time"]),
        "billed": len(document["billed"]),
        "pdf_bytes": len(made.pdf or "") * 3 // 4,
    }
