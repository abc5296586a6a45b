"""The canaries, and the places to look for them in: `IDENTITY`, `VALUES`; `read(…)`, `read_valkey()`, `read_queued()`, `spellings(…)`."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

FREE_TEXT = "Quittensaft"  # written wherever somebody may write about a patient
GIVEN = {
    "first_name": "Zwetlana",
    "middle_name": "Ottokarine",
    "last_name": "Kanarienvogel",
    "name_on_card": "Zwetlana O Kanarienvogel",
    "date_of_birth": "1947-03-09",
    "gender": "female",
    "mrn": "QX-774412",
    "ssn": "219-09-9468",
    "phone": "+12025550147",
    "email": "zwetlana.k@nest.example",
    "address": {
        "line1": "17 Volierenweg",
        "line2": "Hinterhof Drei",
        "city": "Piepmatzhausen",
        "state": "NY",
        "zip": "12207",
    },
    "emergency_address": "4 Futterplatz",
}
IDENTITY = (
    "Zwetlana", "Ottokarine", "Kanarienvogel", "1947-03-09", "QX-774412", "219-09-9468", "219099468", "2025550147",
    "zwetlana.k@nest.example", "Volierenweg", "Hinterhof", "Piepmatzhausen", "Futterplatz", FREE_TEXT,
)  # fmt: skip
SYSTOLIC, GLUCOSE, HELD = 187.4319, 287.4623, 61.7731
VALUES = (str(SYSTOLIC), str(GLUCOSE), str(HELD))


def seen_in(text: str, needles: tuple[str, ...]) -> list[str]:
    lowered = text.lower()
    return [needle for needle in needles if needle.lower() in lowered]


def admin() -> psycopg.Connection[Any]:
    database = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    return psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True)


def spellings(needle: str) -> list[bytes]:
    """Lower-case bytes to look for: the text, its hexadecimal, and the inside of its base64 at each of three offsets."""
    raw = needle.encode()
    inside = [base64.b64encode(b"\0" * offset + raw)[4 if offset else 0 : -4].lower() for offset in range(3)]
    return [raw.lower(), raw.hex().encode(), *(part for part in inside if len(part) >= 8)]


def read(query: str) -> list[str]:
    with admin() as behind:
        return [row[0] for row in behind.execute(query).fetchall()]


def read_valkey() -> Iterator[str]:
    """Every key of every database with what it holds; bodies of queued messages in the clear."""
    parts = urlsplit(os.environ["REDIS_URL"])
    for number in range(16):
        with redis.Redis.from_url(parts._replace(path=f"/{number}").geturl()) as valkey:
            for key in valkey.scan_iter(count=1000):
                kind = valkey.type(key).decode()
                readers: dict[str, Any] = {
                    "string": valkey.get, "hash": valkey.hgetall, "set": valkey.smembers,
                    "list": lambda name: valkey.lrange(name, 0, -1), "zset": lambda name: valkey.zrange(name, 0, -1),
                }  # fmt: skip
                yield f"{key!r} {readers[kind](key)!r}"
    for positional, named in read_queued():
        yield f"{positional} {named}"


def read_queued() -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Arguments of every task that waits in a queue."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        for queue in ("alerts", "ingest", "default", "reports"):
            for message in valkey.lrange(queue, 0, -1):  # type: ignore[union-attr]
                body = json.loads(base64.b64decode(json.loads(message)["body"]))
                yield body[0], body[1]
