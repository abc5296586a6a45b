"""Readings for lists and for one page, as plain data: `list_readings`, `list_named`, `get_reading`, `list_corrections`,
`read_latest`, `read_times`.

A list without a patient is of the whole practice and always of a bounded time: the block-range index serves it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.names import name_people
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound
from vantrexia.vitals.models import Correction

_NUMBERS = (
    "systolic", "diastolic", "pulse", "spo2", "weight_kg", "glucose_mg_dl", "temperature_c", "respiratory_rate",
)  # fmt: skip
_COLUMNS = """
SELECT r.id, r.patient_id, r.kind, r.measured_at, r.received_at, r.local_date, r.zone, r.systolic, r.diastolic, r.pulse, r.spo2,
    r.weight_kg, r.glucose_mg_dl, r.temperature_c, r.respiratory_rate, r.irregular_beat, r.meal_marker, r.original, r.context,
    r.origin, r.state, r.is_late, r.device_id, r.slot, r.device_text, d.serial, m.maker, m.name, r.recorded_by_id, r.row_version,
    r.created_at
FROM {source}
LEFT JOIN devices_device d ON d.practice_id = r.practice_id AND d.id = r.device_id
LEFT JOIN devices_devicemodel m ON m.practice_id = d.practice_id AND m.id = d.model_id
"""
_NEWEST = "ORDER BY r.measured_at DESC, r.id DESC LIMIT %(limit)s"
_OF_PRACTICE = "(SELECT r.* FROM vitals_reading r WHERE r.practice_id = %(practice)s{where}) r"
# Each record by itself, from its newest reading on: with `= ANY` the index gives no order, and all of a patient's would be sorted.
_OF_RECORDS = """
unnest(%(patients)s::uuid[]) AS record (id) CROSS JOIN LATERAL (
    SELECT r.* FROM vitals_reading r WHERE r.practice_id = %(practice)s AND r.patient_id = record.id{where}
    ORDER BY r.measured_at DESC, r.id DESC LIMIT %(limit)s
) r
"""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading; numbers in canonical units, `None` where the kind has none."""

    id: UUID
    patient_id: UUID
    kind: str
    measured_at: datetime
    received_at: datetime
    local_date: date
    zone: str
    systolic: float | None
    diastolic: float | None
    pulse: float | None
    spo2: float | None
    weight_kg: float | None
    glucose_mg_dl: float | None
    temperature_c: float | None
    respiratory_rate: float | None
    irregular_beat: bool | None
    meal_marker: str
    original: dict[str, Any]
    context: dict[str, Any]
    origin: str
    state: str
    is_late: bool
    device_id: UUID | None
    slot: int
    device_text: str
    device_serial: str | None
    device_maker: str | None
    device_model: str | None
    recorded_by_id: int | None
    row_version: int
    created_at: datetime

    def list_values(self) -> dict[str, float]:
        """The vitals carried."""
        return {name: value for name in _NUMBERS if (value := getattr(self, name)) is not None}


def list_readings(
    viewer: Actor, *, patient_ids: Sequence[UUID] | None, kind: str | None, since: datetime | None, until: datetime | None,
    before: tuple[datetime, UUID] | None, limit: int,
) -> list[ReadingRow]:  # fmt: skip
    """Readings measured in [since, until), newest first, from `before` (time and id of the last one seen) on."""
    where, params = "", {"practice": viewer.practice_id, "limit": limit}  # type: tuple[str, dict[str, Any]]
    for condition, name, value in (
        ("r.kind = %(kind)s", "kind", kind),
        ("r.measured_at >= %(since)s", "since", since),
        ("r.measured_at < %(until)s", "until", until),
    ):
        if value is not None:
            where += f" AND {condition}"
            params[name] = value
    if before is not None:
        # The plain bound beside the pair lets partitions be left out.
        where += " AND r.measured_at <= %(at)s AND (r.measured_at, r.id) < (%(at)s, %(last)s)"
        params |= {"at": before[0], "last": before[1]}
    source = _OF_PRACTICE if patient_ids is None else _OF_RECORDS
    if patient_ids is not None:
        params["patients"] = list(patient_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS.format(source=source.format(where=where))} {_NEWEST}", params)
        return [_row(line) for line in cursor.fetchall()]


def get_reading(viewer: Actor, reading_id: UUID) -> ReadingRow:
    """One reading; raises NotFound, also for another practice's."""
    with connection.cursor() as cursor:
        source = _OF_PRACTICE.format(where=" AND r.id = %(id)s")
        cursor.execute(_COLUMNS.format(source=source), {"practice": viewer.practice_id, "id": reading_id})
        line = cursor.fetchone()
    if line is None:
        raise NotFound("There is no such observation.")
    return _row(line)


def list_named(
    viewer: Actor, reading_ids: Sequence[UUID], *, first: datetime, last: datetime
) -> dict[UUID, ReadingRow]:
    """Readings by their ids, all measured in [first, last], so that the months outside are left out."""
    source = _OF_PRACTICE.format(
        where=" AND r.id = ANY (%(ids)s) AND r.measured_at >= %(first)s AND r.measured_at <= %(last)s"
    )
    params: dict[str, Any] = {
        "practice": viewer.practice_id,
        "ids": list(reading_ids),
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS.format(source=source), params)
        return {row.id: row for row in map(_row, cursor.fetchall())}


def list_corrections(viewer: Actor, reading_id: UUID) -> list[dict[str, Any]]:
    """What was changed of a reading, by whom and why, oldest first; also where it was moved from."""
    rows = list(
        Correction.objects.filter(practice_id=viewer.practice_id, reading_id=reading_id).order_by(
            "corrected_at", "id"
        )
    )
    origin = Correction.objects.filter(practice_id=viewer.practice_id, new_reading_id=reading_id)
    rows = list(origin) + rows
    people = name_people(viewer, {row.corrected_by_id for row in rows if row.corrected_by_id})
    return [
        {
            "id": row.id,
            "action": row.action,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "corrected_at": row.corrected_at,
            "corrected_by": people.get(row.corrected_by_id) if row.corrected_by_id else None,
            "reading_id": row.reading_id,
            "new_reading_id": row.new_reading_id,
        }
        for row in rows
    ]


def read_updated_at(viewer: Actor, row: ReadingRow) -> datetime:
    """When a reading last changed: its last correction, or when it came."""
    if row.row_version == 1:
        return row.created_at
    rows = Correction.objects.filter(practice_id=viewer.practice_id, reading_id=row.id)
    return rows.order_by("-corrected_at").values_list("corrected_at", flat=True).first() or row.created_at


def read_latest(patient_id: UUID) -> dict[str, tuple[UUID, datetime, dict[str, float]]]:
    """The newest reading of each kind that stands: id, time, vitals. For the practice of the running transaction."""
    numbers = ", ".join(_NUMBERS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (kind) kind, id, measured_at, {numbers} FROM vitals_reading "  # noqa: S608
            "WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = %s "
            "AND state <> 'entered_in_error' ORDER BY kind, measured_at DESC, created_at DESC, id DESC",
            [patient_id],
        )
        rows = cursor.fetchall()
    return {
        kind: (
            reading_id,
            at,
            {name: value for name, value in zip(_NUMBERS, values, strict=True) if value is not None},
        )
        for kind, reading_id, at, *values in rows
    }


def read_times(reading_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each was measured. For the practice of the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, measured_at FROM vitals_reading "
            "WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND id = ANY (%s)",
            [list(reading_ids)],
        )
        return dict(cursor.fetchall())


def _row(line: Sequence[Any]) -> ReadingRow:
    values = list(line)
    for index in (17, 18):  # original, context
        values[index] = json.loads(values[index]) if isinstance(values[index], str) else values[index]
    return ReadingRow(*values)
