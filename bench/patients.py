"""One practice of 100,000 patients: the list and searches over HTTP, and what a new patient and an import
cost.

`measure_patients(stack)`; alone: `python -m bench.patients [--patients N]`. Names are invented, with a few
dozen common ones for a third of the people, so that searches find from one to thousands.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from bench.stack import Stack

PATIENTS = 100_000
ROUNDS = 300
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
_LAST = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez
"""
_FIRST = "Mary James Maria John Linda Robert Anna Michael Ana David Susan Jose Karen Juan Nancy"
_SYLLABLES = "ba cor dan el fer gal hol in ker lum mar nor ol pet ros sal tor un ver wes yar zim"
COMMON_LAST, COMMON_FIRST, SYLLABLES = _LAST.split(), _FIRST.split(), _SYLLABLES.split()
COLUMNS = (
    "id",
    "practice_id",
    "first_name",
    "last_name",
    "date_of_birth",
    "birth_year",
    "gender",
    "sex",
    "mrn",
    "phone",
    "email",
    "address_line1",
    "city",
    "state",
    "zip",
    "language",
    "timezone",
    "external_id",
    "active",
    "is_sensitive",
    "legal_hold",
    "is_test",
    "name_rank",
    "row_version",
    "created_at",
    "updated_at",
)
SEALED = ("first_name", "last_name", "date_of_birth", "mrn", "phone", "email", "address_line1", "city", "zip")


def measure_patients(stack: Stack, *, patients: int = PATIENTS) -> dict[str, Any]:
    """p50 and p95 in milliseconds of what a front desk does all day."""
    from bench.seeding import seed_practice

    practice, _, token = seed_practice(0)
    started = time.perf_counter()
    people = seed_by_copy(practice.id, patients)
    seeded = time.perf_counter() - started
    rng = random.Random(7)
    some = rng.sample(people, min(200, len(people)))
    deep = [f"?page={rng.randint(2, patients // 20)}" for _ in range(50)]
    stories: dict[str, Sequence[str]] = {
        "list_first_page": [""],
        "list_newest_first": ["?ordering=-created_at"],
        "list_any_page": deep,
        "search_mrn": [f"?search={one['mrn']}" for one in some],
        "search_phone": [f"?search={quote(one['phone'])}" for one in some],
        "search_birth_date": [f"?search={one['date_of_birth']}" for one in some],
        "search_full_name": [
            f"?search={quote(one['first_name'][:5] + ' ' + one['last_name'][:7])}" for one in some
        ],
        "search_three_letters": [f"?search={one['last_name'][:3]}" for one in some],
        "search_two_letters": [f"?search={one['last_name'][:2]}" for one in some],
        "search_common_name": [f"?search={name}" for name in COMMON_LAST],
    }
    with stack.web() as base:
        lists = {name: timed(base, token, queries) for name, queries in stories.items()}
    return {
        "patients": patients,
        "seeded_s": round(seeded, 1),
        **lists,
        "create_ms": time_creates(practice.id),
        "import_10000_s": time_import(practice.id),
        "goal": "search and list p95 < 100 ms, list p50 < 8 ms",
    }


def seed_by_copy(practice_id: UUID, count: int) -> list[dict[str, str]]:
    """Patients, tokens and numbers by COPY as the superuser of the throw-away cluster; returns their
    values.
    """
    import psycopg

    from vantrexia.core import crypto
    from vantrexia.core.ids import uuid7
    from vantrexia.patients.services.ranks import name_key
    from vantrexia.patients.services.tokens import Values, list_tokens, mrn_token

    people = [invent(number) for number in range(count)]
    people.sort(key=lambda one: name_key(last_name=one["last_name"], first_name=one["first_name"]))
    version = crypto.blind_key_version()
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
    with (
        psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database) as admin,
        admin.cursor() as cursor,
    ):
        cursor.execute("SELECT set_config('app.practice', %s, true)", [str(practice_id)])
        ids = [uuid7() for _ in people]
        with cursor.copy(f"COPY patients_patient ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for rank, (row_id, one) in enumerate(zip(ids, people, strict=True), start=1):
                sealed = {
                    name: crypto.seal(
                        one[name], label=f"patient.{name}", practice_id=practice_id, row_id=row_id
                    )
                    for name in SEALED
                }
                plain: dict[str, Any] = {
                    "id": row_id,
                    "practice_id": practice_id,
                    "birth_year": int(one["date_of_birth"][:4]),
                    "gender": one["gender"],
                    "sex": "unknown",
                    "state": "NY",
                    "language": "en",
                    "timezone": "America/New_York",
                    "external_id": "",
                    "active": True,
                    "is_sensitive": False,
                    "legal_hold": False,
                    "is_test": False,
                    "name_rank": rank,
                    "row_version": 1,
                    "created_at": NOW,
                    "updated_at": NOW,
                }
                copy.write_row([{**plain, **sealed}[name] for name in COLUMNS])
        with cursor.copy(
            "COPY patients_searchtoken (practice_id, patient_id, field, key_version, token) FROM STDIN"
        ) as copy:
            for row_id, one in zip(ids, people, strict=True):
                values = Values(**{name: one[name] for name in one if name in Values.__dataclass_fields__})
                for field, token in list_tokens(values, practice_id=practice_id):
                    copy.write_row([practice_id, row_id, field, version, token])
        with cursor.copy("COPY patients_uniquemrn (practice_id, patient_id, token) FROM STDIN") as copy:
            for row_id, one in zip(ids, people, strict=True):
                copy.write_row([practice_id, row_id, mrn_token(one["mrn"], practice_id=practice_id)])
        admin.commit()
        admin.autocommit = True
        admin.execute(
            "VACUUM ANALYZE patients_patient, patients_searchtoken, patients_uniquemrn, patients_counter"
        )
    return people


def invent(number: int) -> dict[str, str]:
    """One person, the same for the same number."""
    rng = random.Random(number)
    made = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).title()
    first = rng.choice(COMMON_FIRST) if rng.random() < 0.5 else rng.choice(SYLLABLES).title() + "a"
    return {
        "first_name": first,
        "last_name": rng.choice(COMMON_LAST) if rng.random() < 0.33 else made,
        "date_of_birth": f"{rng.randint(1930, 2005)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "gender": rng.choice(("male", "female")),
        "mrn": f"B-{number:06d}",
        "phone": f"+1202{2000000 + number}",
        "email": f"p{number}@example.org",
        "address_line1": f"{number} Mill Road",
        "city": "Riverbend",
        "zip": "12401",
    }


def timed(base: str, token: str, queries: Sequence[str]) -> dict[str, Any]:
    """One caller on a kept-alive connection, going through the queries in turn."""
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    headers = {"Authorization": f"Bearer {token}"}
    taken: list[float] = []
    counts: list[int] = []
    for number in range(ROUNDS + 20):
        started = time.perf_counter()
        connection.request("GET", f"/api/v1/patients/{queries[number % len(queries)]}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            return {"status": answer.status}
        if number >= 20:
            taken.append((time.perf_counter() - started) * 1000)
            counts.append(json.loads(body)["count"])
    connection.close()
    taken.sort()
    return {
        "p50_ms": round(taken[len(taken) // 2], 2),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 2),
        "found_most": max(counts),
    }


def time_creates(practice_id: UUID) -> dict[str, float]:
    """A new patient among all the others: the place in the order found by bisection."""
    from vantrexia.core.actor import system_actor
    from vantrexia.core.clock import read_clock
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.patients.services.records import create_patient

    taken: list[float] = []
    for number in range(60):
        given = {**invent(10_000_000 + number), "mrn": f"N-{number}", "phone": ""}
        started = time.perf_counter()
        with practice_scope(practice_id):
            create_patient(
                actor=system_actor("bench", practice_id=practice_id), given=given, now=read_clock()
            )
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return {"p50_ms": round(taken[30], 2), "p95_ms": round(taken[57], 2)}


def time_import(practice_id: UUID) -> float:
    """Seconds of an import of ten thousand lines."""
    from vantrexia.core.actor import system_actor
    from vantrexia.core.clock import read_clock
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.patients.services.csv_file import write_lines
    from vantrexia.patients.services.imports import import_patients

    rows = [{**invent(20_000_000 + number), "mrn": f"I-{number}", "phone": ""} for number in range(10_000)]
    body = write_lines(rows).encode()
    started = time.perf_counter()
    with practice_scope(practice_id):
        import_patients(
            actor=system_actor("bench", practice_id=practice_id),
            body=body,
            dry_run=False,
            all_or_nothing=False,
            now=read_clock(),
        )
    return round(time.perf_counter() - started, 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.patients", description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    given = parser.parse_args()
    with Stack() as stack:
        print(json.dumps(measure_patients(stack, patients=given.patients), indent=2))


if __name__ == "__main__":
    main()
