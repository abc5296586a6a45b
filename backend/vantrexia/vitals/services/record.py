"""Recording readings in bulk: COPY into a temporary table, then one INSERT that refuses duplicates.

`record_readings(candidates) -> Recorded`: a candidate is refused when the gateway's id of it was seen before (also under
another time) or when the same device, slot and kind measured at that instant already. Order of arrival changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

VALUE_COLUMNS = (
    "systolic", "diastolic", "pulse", "irregular_beat", "spo2", "weight_kg", "glucose_mg_dl", "meal_marker", "temperature_c",
    "respiratory_rate",
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
    original: dict[str, object] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    is_late: bool = False
    delivery_id: UUID | None = None
    connection_id: UUID | None = None
    source_id: str | None = None
    recorded_by_id: int | None = None
    device_text: str = ""

    def list_values(self) -> dict[str, float]:
        """The vitals carried, as thresholds want them."""
        values = {
            "systolic": self.systolic, "diastolic": self.diastolic, "pulse": self.pulse, "spo2": self.spo2, "weight_kg": self.weight_kg,
            "glucose_mg_dl": self.glucose_mg_dl, "temperature_c": self.temperature_c, "respiratory_rate": self.respiratory_rate,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was stored, in order of candidates, and how many were refused as known."""

    readings: list[Candidate]
    duplicates: int


COLUMNS = (
    "id", "practice_id", "patient_id", "device_id", "slot", "kind", "measured_at", "received_at", "local_date", "zone", "seq",
    "systolic", "diastolic", "pulse", "irregular_beat", "spo2", "weight_kg", "glucose_mg_dl", "meal_marker", "temperature_c",
    "respiratory_rate", "original", "context", "origin", "is_late", "delivery_id", "recorded_by_id", "device_text", "created_at",
)  # fmt: skip
_LIST = ", ".join(COLUMNS)
_TEMPORARY = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS incoming_reading (id uuid, practice_id uuid, patient_id uuid, device_id uuid, slot smallint, "
    "kind varchar(32), measured_at timestamptz, received_at timestamptz, local_date date, zone varchar(64), seq smallint, "
    "systolic float8, diastolic float8, pulse float8, irregular_beat boolean, spo2 float8, weight_kg float8, glucose_mg_dl float8, "
    "meal_marker varchar(16), temperature_c float8, respiratory_rate float8, original jsonb, context jsonb, origin varchar(16), "
    "is_late boolean, delivery_id uuid, recorded_by_id integer, device_text varchar(100), created_at timestamptz, "
    "connection_id uuid, source_id varchar(128)) ON COMMIT DELETE ROWS"
)
_KEYS = """
WITH fresh AS (
    INSERT INTO vitals_readingkey (connection_id, source_id, practice_id, reading_id, measured_at)
    SELECT DISTINCT ON (connection_id, source_id) connection_id, source_id, practice_id, id, measured_at
    FROM incoming_reading WHERE source_id IS NOT NULL ORDER BY connection_id, source_id, id
    ON CONFLICT DO NOTHING RETURNING reading_id
)
DELETE FROM incoming_reading i WHERE i.source_id IS NOT NULL AND i.id NOT IN (SELECT reading_id FROM fresh)
"""
_INSERT = f"INSERT INTO vitals_reading ({_LIST}) SELECT {_LIST} FROM incoming_reading ORDER BY device_id, measured_at ON CONFLICT DO NOTHING RETURNING id"


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_date_of(moment: datetime, zone: str) -> date:
    """The date of an instant where the patient lives: a data day is a date in this zone."""
    return moment.astimezone(zone_of(zone)).date()


def record_readings(candidates: Sequence[Candidate]) -> Recorded:
    """Store what is new; must run inside the practice's scope. Raises IntegrityError for a missing partition."""
    if not candidates:
        return Recorded([], 0)
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        cursor.execute("DELETE FROM incoming_reading")
        with cursor.copy(f"COPY incoming_reading ({_LIST}, connection_id, source_id) FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, candidates)))
        if any(candidate.source_id for candidate in candidates):
            cursor.execute(_KEYS)
        cursor.execute(_INSERT)
        stored = {row[0] for row in cursor.fetchall()}
    readings = [candidate for candidate in candidates if candidate.id in stored]
    return Recorded(readings, len(candidates) - len(readings))


def _copy_line(c: Candidate) -> str:
    """One row in COPY's text format. Only `_text` columns can hold characters that need escaping."""
    return "\t".join(
        (
            str(c.id), str(c.practice_id), str(c.patient_id), _any(c.device_id), str(c.slot), c.kind, c.measured_at.isoformat(),
            c.received_at.isoformat(), local_date_of(c.measured_at, c.zone).isoformat(), c.zone, str(c.seq), _any(c.systolic),
            _any(c.diastolic), _any(c.pulse), _any(c.irregular_beat), _any(c.spo2), _any(c.weight_kg), _any(c.glucose_mg_dl),
            _text(c.meal_marker), _any(c.temperature_c), _any(c.respiratory_rate), _text(json.dumps(c.original)) if c.original else "{}",
            _text(json.dumps(c.context)) if c.context else "{}", c.origin, "t" if c.is_late else "f", _any(c.delivery_id),
            _any(c.recorded_by_id), _text(c.device_text), c.created_at.isoformat(), _any(c.connection_id),
            "\\N" if c.source_id is None else _text(c.source_id),
        )
    ) + "\n"  # fmt: skip


def _any(value: object) -> str:
    return "\\N" if value is None else str(value)


def _text(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return value


def values_by_id(readings: Iterable[Candidate]) -> dict[UUID, dict[str, float]]:
    """Vitals of each stored reading, by its id."""
    return {reading.id: reading.list_values() for reading in readings}
