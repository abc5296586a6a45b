"""Recording readings in bulk: COPY into a temporary table, then one INSERT that refuses duplicates.

`record_readings(candidates) -> Recorded`: a candidate is refused when the gateway's id of it was seen before (also under
another time, so across partitions) or when the same device, slot and kind measured at that instant already. Order of
arrival changes nothing. A refused one that says something else than what is stored is a conflict, for a person to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from msgspec.json import decode

from vantrexia.core.plain import as_json, fetch_rows, run_statement, uuid_array
from vantrexia.core.staging import NULL, Staging, field, json, text

VALUE_COLUMNS = (
    "systolic", "diastolic", "pulse", "irregular_beat", "spo2", "weight_kg", "glucose_mg_dl", "meal_marker", "temperature_c",
    "respiratory_rate",
)  # fmt: skip


_NUMBERS = (
    "systolic", "diastolic", "pulse", "spo2", "weight_kg", "glucose_mg_dl", "temperature_c", "respiratory_rate",
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """A measurement that has a patient: everything a row needs. Units as in `Reading`; times UTC."""

    id: UUID
    practice_id: UUID
    patient_id: UUID
    kind: str
    measured_at: datetime
    received_at: datetime
    zone: str
    origin: str
    created_at: datetime
    device_id: UUID | None = None
    slot: int = 1
    seq: int = 0
    systolic: float | None = None
    diastolic: float | None = None
    pulse: float | None = None
    irregular_beat: bool | None = None
    spo2: float | None = None
    weight_kg: float | None = None
    glucose_mg_dl: float | None = None
    meal_marker: str = ""
    temperature_c: float | None = None
    respiratory_rate: float | None = None
    original: dict[str, object] = declared(default_factory=dict)
    context: dict[str, str] = declared(default_factory=dict)
    is_late: bool = False
    delivery_id: UUID | None = None
    connection_id: UUID | None = None
    source_id: str | None = None
    recorded_by_id: int | None = None
    device_text: str = ""

    _values: dict[str, float] | None = declared(default=None, repr=False, compare=False)

    def list_values(self) -> dict[str, float]:
        """The vitals carried, as thresholds want them; do not change it."""
        if self._values is None:
            self._values = {name: value for name in _NUMBERS if (value := getattr(self, name)) is not None}
        return self._values


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was stored, in order of candidates; what was refused: as known, or because it contradicts what is known."""

    readings: list[Candidate]
    duplicates: int = 0
    conflicts: list[Candidate] = declared(default_factory=list)


# A stored column and its type here, in the order of `_lines`; the last two go into the key.
_STAGED = {
    "id": "uuid", "practice_id": "uuid", "patient_id": "uuid", "device_id": "uuid", "slot": "smallint", "kind": "varchar(32)",
    "measured_at": "timestamptz", "received_at": "timestamptz", "local_date": "date", "zone": "varchar(64)", "seq": "smallint",
    "systolic": "float8", "diastolic": "float8", "pulse": "float8", "irregular_beat": "boolean", "spo2": "float8",
    "weight_kg": "float8", "glucose_mg_dl": "float8", "meal_marker": "varchar(16)", "temperature_c": "float8",
    "respiratory_rate": "float8", "original": "jsonb", "context": "jsonb", "origin": "varchar(16)", "is_late": "boolean",
    "delivery_id": "uuid", "recorded_by_id": "integer", "device_text": "varchar(100)", "created_at": "timestamptz",
    "connection_id": "uuid", "source_id": "varchar(128)",
}  # fmt: skip
_INCOMING = Staging("incoming_reading", _STAGED)
_LIST = ", ".join(list(_STAGED)[:-2])
# One record of a gateway may carry several kinds (a blood pressure and a weight) under one id: the kind is part of it.
_KEYS = """
WITH fresh AS (
    INSERT INTO vitals_readingkey (connection_id, source_id, practice_id, reading_id, measured_at)
    SELECT DISTINCT ON (connection_id, source_id) connection_id, source_id, practice_id, id, measured_at
    FROM incoming_reading WHERE source_id IS NOT NULL ORDER BY connection_id, source_id, id
    ON CONFLICT DO NOTHING RETURNING reading_id
)
DELETE FROM incoming_reading i WHERE i.source_id IS NOT NULL AND i.id NOT IN (SELECT reading_id FROM fresh)
"""
_INSERT = (
    f"INSERT INTO vitals_reading ({_LIST}) SELECT {_LIST} FROM incoming_reading "  # noqa: S608
    "ORDER BY device_id, measured_at, kind, slot, seq ON CONFLICT DO NOTHING RETURNING id"
)
_VALUES = ", ".join(f"r.{name}" for name in VALUE_COLUMNS)
_STORED_BY_KEY = f"""
SELECT asked.id, r.id, r.original, {_VALUES}
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS asked(id, connection_id, source_id)
JOIN vitals_readingkey k ON k.connection_id = asked.connection_id AND k.source_id = asked.source_id
JOIN vitals_reading r ON r.practice_id = k.practice_id AND r.id = k.reading_id AND r.measured_at = k.measured_at
"""  # noqa: S608
_STORED_BY_INSTANT = f"""
SELECT asked.id, r.id, r.original, {_VALUES}
FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::timestamptz[], %s::int[])
    AS asked(id, identity, slot, kind, measured_at, seq)
JOIN vitals_reading r ON r.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND r.identity = asked.identity AND r.slot = asked.slot AND r.kind = asked.kind AND r.measured_at = asked.measured_at
    AND r.seq = asked.seq
WHERE r.measured_at BETWEEN %s AND %s
"""  # noqa: S608
# Of a candidate's key: its own, or one that leads to no reading.
_FORGET_KEYS = """
DELETE FROM vitals_readingkey k USING unnest(%s::uuid[], %s::uuid[], %s::text[]) AS gone(id, connection_id, source_id)
WHERE k.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND k.connection_id = gone.connection_id AND k.source_id = gone.source_id
    AND (k.reading_id = gone.id OR NOT EXISTS (SELECT 1 FROM vitals_reading r
        WHERE r.practice_id = k.practice_id AND r.id = k.reading_id AND r.measured_at = k.measured_at))
"""
_LEAD_KEYS = """
UPDATE vitals_readingkey k SET reading_id = known.stored
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[]) AS known(id, connection_id, source_id, stored)
WHERE k.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND k.connection_id = known.connection_id AND k.source_id = known.source_id AND k.reading_id = known.id
"""


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name, read once per process. Raises ZoneInfoNotFoundError."""
    return ZoneInfo(name)


def local_date_of(moment: datetime, zone: str) -> date:
    """The date of an instant where the patient lives: a data day is a date in this zone."""
    return moment.astimezone(zone_of(zone)).date()


def record_readings(candidates: Sequence[Candidate]) -> Recorded:
    """Store what is new; must run inside the practice's scope. Raises IntegrityError for a missing partition."""
    if not candidates:
        return Recorded([])
    _INCOMING.fill(_lines(candidates))
    with connection.cursor() as cursor:
        if any(candidate.source_id for candidate in candidates):
            cursor.execute(_KEYS)
        cursor.execute(_INSERT)
        if cursor.rowcount == len(candidates):
            return Recorded(list(candidates))
        stored = {row[0] for row in cursor.fetchall()}
    refused = [candidate for candidate in candidates if candidate.id not in stored]
    conflicts = _find_conflicts(refused)
    readings = [candidate for candidate in candidates if candidate.id in stored]
    return Recorded(readings, len(refused) - len(conflicts), conflicts)


def _find_conflicts(refused: list[Candidate]) -> list[Candidate]:
    """Those refused that carry other values than what is stored in their place.

    A sender that repeats itself says the same; one that measured twice in a minute, or changed its mind, does not. What
    a person has corrected still has its original: the same message again is then no conflict. Nor may what says the same as
    nothing that is stored be lost: a gateway's id of it was taken, and its reading is not there.
    """
    known: dict[UUID, list[tuple[Any, ...]]] = {}
    named = [one for one in refused if one.source_id is not None]
    if named:
        for row in fetch_rows(_STORED_BY_KEY, _named_keys(named)):
            known.setdefault(row[0], []).append(row[1:])
    instants = [
        uuid_array(o.id for o in refused), uuid_array(o.device_id or o.patient_id for o in refused), [o.slot for o in refused],
        [o.kind for o in refused], [o.measured_at for o in refused], [o.seq for o in refused],
        min(o.measured_at for o in refused), max(o.measured_at for o in refused),
    ]  # fmt: skip
    for row in fetch_rows(_STORED_BY_INSTANT, instants):
        known.setdefault(row[0], []).append(row[1:])
    same = {one.id: _find_same(one, known.get(one.id, [])) for one in refused}
    conflicts = [one for one in refused if same[one.id] is None]
    fresh = [one for one in conflicts if one.source_id is not None]
    if fresh:
        # Its id is free again, so that it can be stored once a person has settled what is right.
        run_statement(_FORGET_KEYS, _named_keys(fresh))
    repeated = [(one, stored) for one in named if (stored := same[one.id]) is not None]
    if repeated:
        # Another id of a reading we have leads to it, so that a later word under that id is held against it.
        keys = _named_keys([one for one, _ in repeated])
        run_statement(_LEAD_KEYS, [*keys, uuid_array(stored for _, stored in repeated)])
    return conflicts


def _find_same(candidate: Candidate, stored: list[tuple[Any, ...]]) -> UUID | None:
    """The reading that says the same already."""
    return next((row[0] for row in stored if _says_same(candidate, row[1:])), None)


def _named_keys(candidates: Sequence[Candidate]) -> list[Any]:
    doors = [one.connection_id for one in candidates if one.connection_id is not None]
    return [uuid_array(one.id for one in candidates), uuid_array(doors), [_key_of(one) for one in candidates]]


def _says_same(candidate: Candidate, stored: tuple[Any, ...]) -> bool:
    values = tuple(getattr(candidate, name) for name in VALUE_COLUMNS)
    return values == stored[1:] or decode(stored[0]) == decode(as_json(candidate.original))


def _key_of(candidate: Candidate) -> str:
    """The gateway's id of a reading as it is kept: with the kind, and by its hash where it would be too long."""
    name = f"{candidate.kind}:{candidate.source_id}"
    return name if len(name) <= 128 else sha256(name.encode()).hexdigest()


def _lines(candidates: Sequence[Candidate]) -> list[str]:
    """The rows as COPY reads them, in the order of `_STAGED`."""
    shown: dict[int, str] = {}  # ids and times that many rows share, by identity: written once

    def moment(value: datetime) -> str:
        found = shown.get(id(value))
        if found is None:
            found = shown[id(value)] = value.isoformat()
        return found

    def key(value: UUID | None) -> str:
        if value is None:
            return NULL
        found = shown.get(id(value))
        if found is None:
            found = shown[id(value)] = value.hex
        return found

    return [
        "\t".join(
            (
                c.id.hex, key(c.practice_id), key(c.patient_id), key(c.device_id), str(c.slot), c.kind, c.measured_at.isoformat(),
                moment(c.received_at), local_date_of(c.measured_at, c.zone).isoformat(), c.zone, str(c.seq), field(c.systolic),
                field(c.diastolic), field(c.pulse), field(c.irregular_beat), field(c.spo2), field(c.weight_kg),
                field(c.glucose_mg_dl), text(c.meal_marker), field(c.temperature_c), field(c.respiratory_rate),
                json(c.original) if c.original else "{}", json(c.context) if c.context else "{}", c.origin,
                "t" if c.is_late else "f", key(c.delivery_id), field(c.recorded_by_id), text(c.device_text),
                moment(c.created_at), key(c.connection_id), NULL if c.source_id is None else text(_key_of(c)),
            )
        )
        for c in candidates
    ]  # fmt: skip
