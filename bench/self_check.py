"""The practice's self-check over 10,000 patients with two months of readings, minutes and lines.

`measure_self_check(stack)`; alone: `python -m bench.self_check [--patients N]`. Asked over HTTP by the billing manager, one
caller, answer read to its end. A member of the staff sees sixty patients on every sixth day, one after the other. Everybody's
supply is billed; what some of the staff wrote down is alike, so that there is something to find.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from bench.stack import Stack

PATIENTS = 10_000
TIMES = 5
# Sixty patients of one person lie ten minutes apart (`bench.billing` spreads everybody over six hundred minutes).
_STAFF = """
UPDATE billing_timeentry t SET membership_id = md5('staff' || (n %% 10 + 10 * (n / 600)))::uuid
FROM generate_series(1, %(patients)s) AS n WHERE t.practice_id = %(practice)s AND t.patient_id = md5('p' || n)::uuid
"""
# `bench.billing` gives everybody the same pressures; nearly everybody has their own here.
_PRESSURES = """
UPDATE vitals_reading SET systolic = 100 + abs(hashtext(patient_id::text)) %% 60, diastolic = 60 + abs(hashtext('d' || patient_id)) %% 40,
    pulse = 50 + abs(hashtext('p' || patient_id)) %% 60
WHERE practice_id = %(practice)s AND measured_at > now() - interval '15 days'
"""


def measure_self_check(stack: Stack, *, patients: int = PATIENTS) -> dict[str, Any]:
    """Seconds of one answer, median and slowest of a few; what it looked at, found, and weighs."""
    from bench.billing import run_everybody, seed_billing

    practice, _ = seed_billing(patients)
    token = prepare(practice, patients)
    run_everybody(practice)
    stack.gather_statistics()
    seconds: list[float] = []
    with stack.web() as base, httpx.Client(timeout=300) as client:
        for _ in range(TIMES):
            before = time.perf_counter()
            answer = client.get(
                f"{base}/api/v1/billing/self-check/", headers={"Authorization": f"Bearer {token}"}
            )
            seconds.append(round(time.perf_counter() - before, 2))
            answer.raise_for_status()
    body = answer.json()
    return {
        "patients": patients,
        "median_s": sorted(seconds)[TIMES // 2],
        "slowest_s": max(seconds),
        "looked_at": body["looked_at"],
        "findings": dict(Counter(one["key"] for one in body["findings"])),
        "kilobytes": len(answer.content) // 1000,
    }


def prepare(practice: UUID, patients: int) -> str:
    """Names to show, staff that could have done the work, and a billing manager's token."""
    import psycopg

    from vantrexia.accounts.tokens import issue_access_token
    from vantrexia.core import crypto

    database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
    with (
        psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database) as admin,
        admin.cursor() as cursor,
    ):
        cursor.execute("SET session_replication_role = replica")
        given = {"practice": practice, "patients": patients}
        cursor.execute(_STAFF, given)
        cursor.execute(_PRESSURES, given)
        cursor.execute(
            "UPDATE accounts_membership SET role = 'billing_manager' WHERE practice_id = %s", [practice]
        )
        cursor.execute("SELECT id FROM patients_patient WHERE practice_id = %s", [practice])
        ids = [row[0] for row in cursor.fetchall()]

        def seal(name: str, text: str, row_id: UUID) -> str:
            return crypto.seal(text, label=f"patient.{name}", practice_id=practice, row_id=row_id)

        cursor.executemany(
            "UPDATE patients_patient SET first_name = %s, last_name = %s WHERE id = %s",
            [
                (seal("first_name", "Bench", one), seal("last_name", f"Patient{n}", one), one)
                for n, one in enumerate(ids)
            ],
        )
        cursor.execute("SELECT id, user_id FROM accounts_session WHERE practice_id = %s", [practice])
        session, user = cursor.fetchall()[0]
        admin.commit()
    return issue_access_token(session_id=session, user_id=user, scope="full", now=datetime.now(tz=UTC))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    given = parser.parse_args()
    with Stack() as stack:
        print(json.dumps(measure_self_check(stack, patients=given.patients), indent=2))


if __name__ == "__main__":
    main()
