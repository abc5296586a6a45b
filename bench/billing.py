"""Billing of one practice of 100,000 patients: everybody computed again by two processes, and one patient alone.

`measure_billing(stack)`; alone: `python -m bench.billing [--patients N]`. Everybody has two months of readings, minutes of
three months, a payer, a set-up cuff. CPU is told beside the clock, because the machine is seldom alone: of our processes
and of the database's backends that served them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil

from bench.stack import Stack

PATIENTS = 100_000
DAYS = 62
BACKEND = Path(__file__).resolve().parents[1] / "backend"

# Ids are hashes of numbers, so that each table finds its patient without a look-up. Sealed columns hold no envelope:
# billing never opens them.
_ID = "md5('{0}' || n)::uuid"
_COMMON = "FROM generate_series(1, %(patients)s) AS n"
_BEGAN = "(date_trunc('day', now()) - interval '62 days' + interval '14 hours')"
_TABLES = {
    "patients_patient": (
        "id, practice_id, first_name, last_name, date_of_birth, gender, sex, mrn, state, language, timezone, external_id, "
        "active, is_sensitive, legal_hold, is_test, name_rank, row_version, created_at, updated_at",
        f"{_ID.format('p')}, %(practice)s, '', '', '', 'female', 'unknown', '', '', 'en', 'America/New_York', '', true, false, "
        "false, false, n, 1, now(), now()",
    ),
    "patients_consent": (
        "id, practice_id, patient_id, method, scopes, notices, given_at, given_by, created_at",
        f"{_ID.format('c')}, %(practice)s, {_ID.format('p')}, 'verbal', '{{}}', '{{}}', {_BEGAN}, 'patient', now()",
    ),
    "patients_episode": (
        "id, practice_id, patient_id, program, started_at, start_reason, end_reason, created_at",
        f"{_ID.format('e')}, %(practice)s, {_ID.format('p')}, 'rpm', {_BEGAN}, 'enrolled', '', now()",
    ),
    "patients_order": (
        "id, practice_id, patient_id, ordered_by_name, ordering_npi, ordered_on, vitals, diagnoses, created_at",
        f"{_ID.format('o')}, %(practice)s, {_ID.format('p')}, '', '1245319599', now()::date - 70, '{{blood_pressure}}', "
        "'{I10}', now()",
    ),
    "patients_relationshipevidence": (
        "id, practice_id, patient_id, kind, visit_date, provider_npi, created_at",
        f"{_ID.format('v')}, %(practice)s, {_ID.format('p')}, 'em_visit', now()::date - 100, '', now()",
    ),
    "devices_device": (
        "id, practice_id, model_id, serial, status, slots, clock_is_wrong, note, created_at, updated_at",
        f"{_ID.format('d')}, %(practice)s, %(model)s, 'B-' || n, 'delivered', 1, false, '', now(), now()",
    ),
    "devices_assignment": (
        "id, practice_id, device_id, slot, patient_id, starts_at, end_reason, created_at",
        f"{_ID.format('a')}, %(practice)s, {_ID.format('d')}, 1, {_ID.format('p')}, {_BEGAN}, '', now()",
    ),
    "devices_devicesetup": (
        "id, practice_id, patient_id, episode_id, device_id, setup_completed_at, education_minutes, created_at",
        f"{_ID.format('s')}, %(practice)s, {_ID.format('p')}, {_ID.format('e')}, {_ID.format('d')}, {_BEGAN}, 20, now()",
    ),
    "billing_coverage": (
        "id, practice_id, patient_id, payer_id, rank, member_id, relationship, valid_from, created_at",
        f"{_ID.format('i')}, %(practice)s, {_ID.format('p')}, %(payer)s, 1, '', '18', '2024-01-01', now()",
    ),
}
# Four of five days have a reading, every third day has two. A day of everybody at a time, as they would have come.
_READINGS = f"""
INSERT INTO vitals_reading (id, practice_id, patient_id, device_id, slot, kind, measured_at, received_at, local_date, zone,
    systolic, diastolic, origin, created_at)
SELECT uuidv7(at - clock_timestamp()), %(practice)s, md5('p' || n)::uuid, md5('d' || n)::uuid, 1, 'blood_pressure', at, at,
    (at AT TIME ZONE 'America/New_York')::date, 'America/New_York', 130, 80, 'automatic', at
FROM generate_series(1, %(patients)s) AS n,
    LATERAL (SELECT {_BEGAN} + make_interval(days => %(day)s, mins => n %% 60) AS at UNION ALL
             SELECT {_BEGAN} + make_interval(days => %(day)s, hours => 8, mins => n %% 60) WHERE %(day)s %% 3 = 0) AS m
WHERE (n + %(day)s) %% 5 <> 0
"""
# One person's day holds 24 hours: each patient is seen by a member of the staff of their own.
_TIME = """
INSERT INTO billing_timeentry (id, practice_id, patient_id, episode_id, membership_id, profession, npi, activity,
    is_live_contact, started_at, ended_at, end_cause, source, needs_approval, created_at, held_for, is_withdrawal,
    is_automatic)
SELECT gen_random_uuid(), %(practice)s, md5('p' || n)::uuid, md5('e' || n)::uuid, %(membership)s, 'rn', '',
    CASE WHEN k %% 3 = 0 THEN 'phone_call' ELSE 'data_review' END, k %% 3 = 0, at, at + make_interval(mins => 4 + n %% 7), '',
    'timer', false, at, '{}', false, false
FROM generate_series(1, %(patients)s) AS n, generate_series(0, 8) AS k,
    LATERAL (SELECT now() - interval '60 days' + make_interval(days => 6 * k, mins => n %% 600) AS at) AS m
"""


def measure_billing(stack: Stack, *, patients: int = PATIENTS) -> dict[str, Any]:
    """Everybody again by two processes; then one changed patient, alone."""
    practice, some = seed_billing(patients)
    everybody = run_everybody(practice)
    again = run_everybody(practice)
    return {
        "patients": patients,
        "first_time": {**everybody, "per_patient_cpu_ms": per_patient(everybody, patients)},
        "again": {**again, "per_patient_cpu_ms": per_patient(again, patients)},
        "one_patient": time_one(practice, some),
        "goal": "100,000 patients in under 300 s on 2 cores (6 ms of CPU each), one changed patient in under 50 ms",
    }


def per_patient(run: dict[str, Any], patients: int) -> float:
    """Milliseconds of CPU for one patient, start of the two processes included."""
    seconds: float = run["ours_cpu_s"] + run["database_cpu_s"]
    return round(seconds * 1000 / patients, 2)


def seed_billing(patients: int) -> tuple[UUID, list[UUID]]:
    """The practice and some of its patients, by SQL as the superuser of the throw-away cluster, triggers asleep."""
    import psycopg

    from bench.filling import run_each, without_indexes
    from bench.seeding import seed_practice
    from vantrexia.core.ids import uuid7

    practice, _, _ = seed_practice(0)
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
    with (
        psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database) as admin,
        admin.cursor() as cursor,
    ):
        given = {"practice": practice.id, "patients": patients, "model": uuid7(), "payer": uuid7()}
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT id FROM accounts_membership WHERE practice_id = %s LIMIT 1", [practice.id])
        row = cursor.fetchone()
        given["membership"] = row[0] if row else None
        cursor.execute("ALTER TABLE billing_timeentry DROP CONSTRAINT IF EXISTS billing_time_no_overlap")
        cursor.execute(
            "INSERT INTO devices_devicemodel (id, practice_id, maker, name, kind, also_measures, connection_type, udi_di, "
            "fda_listing, slots, reports_irregular_beat, created_at) VALUES (%(model)s, %(practice)s, 'Bench', 'Cuff', "
            "'blood_pressure', '{}', 'cellular', '', '', 1, false, now())",
            given,
        )
        cursor.execute(
            "INSERT INTO billing_payer (id, practice_id, name, kind, payer_code, rule_payer, filing_indicator, "
            "takes_frequency_codes, wants_ordering_npi, timely_filing_days, is_active, row_version, created_at, updated_at) "
            "VALUES (%(payer)s, %(practice)s, 'Medicare', 'medicare_b', '', 'cms', 'MB', false, false, 365, true, 1, now(), now())",
            given,
        )
        for table, (columns, values) in _TABLES.items():
            # Another measurement of the same run may have had the same first patients.
            own = values.split(", %(practice)s", 1)[0]
            cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT {own} {_COMMON})", given)
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} {_COMMON}", given)
        cursor.execute(_TIME, given)
        cursor.execute(
            "SELECT md5('p' || n)::uuid FROM generate_series(1, least(%(patients)s, 60)) AS n", given
        )
        some = [row[0] for row in cursor.fetchall()]
        admin.commit()
    with without_indexes("vitals_reading"):
        run_each(_READINGS, [{**given, "day": day} for day in range(1, DAYS)])
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True) as admin:
        admin.execute("VACUUM ANALYZE")
        admin.execute("CHECKPOINT")
    return practice.id, some


def run_everybody(practice: UUID) -> dict[str, Any]:
    """`recompute_billing` by two processes from both ends; seconds by the clock, CPU of ours and of the database."""
    from vantrexia.core.clock import read_clock
    from vantrexia.workflows.billing import mark_everybody

    mark_everybody(practice, now=read_clock())
    before, cpu = time.perf_counter(), database_cpu()
    words = [sys.executable, "-W", "ignore", "manage.py", "recompute_billing", "--practice", str(practice)]
    runs = [
        subprocess.Popen([*words, *more], cwd=BACKEND, stdout=subprocess.PIPE, text=True)
        for more in ([], ["--backwards"])
    ]
    ours = os.times()
    told = [run.communicate()[0].strip().splitlines()[-1] for run in runs]
    ended = os.times()
    took = time.perf_counter() - before
    if any(run.returncode for run in runs):
        raise RuntimeError("; ".join(told))
    return {
        "wall_s": round(took, 1),
        "ours_cpu_s": round(
            ended.children_user + ended.children_system - ours.children_user - ours.children_system, 1
        ),
        "database_cpu_s": round(database_cpu() - cpu, 1),
        "told": told,
    }


def database_cpu() -> float:
    """CPU seconds of the database so far: its processes, and those that have ended (the postmaster has waited for them)."""
    from urllib.parse import urlsplit

    port = urlsplit(os.environ["ADMIN_DATABASE_URL"]).port
    for process in psutil.process_iter(["name", "cmdline"]):
        words = process.info["cmdline"] or []
        if words and words[0].endswith("postgres") and str(port) in " ".join(words):
            times = process.cpu_times()
            alive = [child.cpu_times() for child in process.children(recursive=True)]
            return (
                times.user + times.system + times.children_user + times.children_system
                + sum(one.user + one.system for one in alive)
            )  # fmt: skip
    return 0.0


def time_one(practice: UUID, patients: list[UUID]) -> dict[str, float]:
    """Milliseconds of one changed patient, by the clock and of our CPU."""
    from vantrexia.core.clock import read_clock
    from vantrexia.workflows.billing import recompute_patients

    walls, cpus = [], []
    for patient in patients:
        wall, cpu = time.perf_counter(), time.process_time()
        recompute_patients(practice, [patient], now=read_clock())
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls, cpus = sorted(walls[5:] or walls), sorted(cpus[5:] or cpus)
    return {
        "p50_ms": round(walls[len(walls) // 2], 1),
        "p95_ms": round(walls[int(len(walls) * 0.95)], 1),
        "our_cpu_p50_ms": round(cpus[len(cpus) // 2], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    given = parser.parse_args()
    with Stack() as stack:
        print(json.dumps(measure_billing(stack, patients=given.patients), indent=2))


if __name__ == "__main__":
    main()
