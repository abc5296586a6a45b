"""Readings that stand with somebody who did not have the device then: `count_strays`, `list_strays`, `find_strays_of`.

They come about when an assignment is ended, or hardware swapped, with a time that is past: what was stored meanwhile followed
the assignments as they stood. Named is what a device sent, that still stands, measured in such a time by a slot that by
the assignments was not the record's patient's. Not named: what was typed, and what a person has given to its patient or
confirmed. An amended one is named: what it shows was put right, not whose it is.

The device's part of the unique index (practice, device, slot, kind, time) from the first of these times to the last, in the months
concerned only: no other device's readings are touched, and none at all where nothing was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from vantrexia.core.actor import Actor
from vantrexia.devices.selectors.hindsight import TakenBack, list_taken_back
from vantrexia.domain.vitals import CLOCK_AHEAD_TOLERANCE, KINDS
from vantrexia.patients.selectors.names import name_patients
from vantrexia.vitals.models import FIRST_MOVED_SEQ
from vantrexia.vitals.selectors.readings import ReadingRow, list_named

_FROM = """
FROM unnest(%(slots)s::smallint[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS lost (slot, since, until)
JOIN vitals_reading r ON r.practice_id = %(practice)s AND r.identity = %(device)s AND r.slot = lost.slot
    AND r.kind = ANY (%(kinds)s) AND r.measured_at >= lost.since AND r.measured_at < lost.until
WHERE r.measured_at >= %(first)s AND r.measured_at < %(last)s
    AND r.state <> 'entered_in_error' AND r.origin NOT IN ('staff_typed', 'patient_typed') AND r.seq < %(moved)s
    AND NOT EXISTS (SELECT 1 FROM devices_assignment own
        WHERE own.practice_id = r.practice_id AND own.device_id = r.device_id AND own.slot = r.slot
        AND own.patient_id = r.patient_id AND own.starts_at <= r.measured_at
        AND (own.ends_at IS NULL OR own.ends_at > r.measured_at))
    AND NOT EXISTS (SELECT 1 FROM vitals_correction said
        WHERE said.practice_id = r.practice_id AND said.reading_id = r.id AND said.action = 'confirmed')
"""
# Whose it would be: of whom had the slot then; where nobody had, of the same patient when hardware that replaced it went on.
_BELONGS_TO = """
coalesce(
    (SELECT held.patient_id FROM devices_assignment held
        WHERE held.practice_id = r.practice_id AND held.device_id = r.device_id AND held.slot = r.slot
        AND held.starts_at <= r.measured_at AND (held.ends_at IS NULL OR held.ends_at > r.measured_at)),
    (SELECT went_on.patient_id FROM devices_assignment went_on JOIN devices_assignment before
            ON before.practice_id = went_on.practice_id AND before.id = went_on.replaces_id
        WHERE went_on.practice_id = r.practice_id AND went_on.patient_id = r.patient_id
        AND went_on.starts_at <= r.measured_at AND (went_on.ends_at IS NULL OR went_on.ends_at > r.measured_at)
        AND before.device_id = r.device_id AND before.slot = r.slot LIMIT 1)
)
"""
_COUNT = f"SELECT count(DISTINCT r.id) {_FROM}"
_ROWS = f"SELECT DISTINCT r.measured_at, r.id, r.patient_id, {_BELONGS_TO} AS belongs_to {_FROM}"
_LIST = f"{_ROWS} ORDER BY r.measured_at DESC, r.id DESC LIMIT %(limit)s OFFSET %(offset)s"
_LIST_OF = (
    f"SELECT * FROM ({_ROWS}) stray WHERE belongs_to = %(whose)s ORDER BY measured_at, id LIMIT %(limit)s"  # noqa: S608
)


class Stray(NamedTuple):
    """A reading, whose record it stands in, and whose it is by the assignments (None: nobody's)."""

    measured_at: datetime
    reading_id: UUID
    patient_id: UUID
    belongs_to: UUID | None


@dataclass(frozen=True, slots=True)
class StrayRow:
    """A stray reading for a page, with the names of both patients."""

    reading: ReadingRow
    patient_name: str
    belongs_to: UUID | None
    belongs_to_name: str | None


def count_strays(viewer: Actor, device_id: UUID) -> int:
    """How many readings of the device stand with somebody who did not have it then. Raises NotFound."""
    return _count(viewer, device_id, list_taken_back(viewer, device_id))


def find_strays_of(viewer: Actor, device_id: UUID, patient_id: UUID, *, limit: int) -> list[Stray]:
    """Those that by the assignments are this patient's, oldest first. Raises NotFound."""
    lost = list_taken_back(viewer, device_id)
    if not lost:
        return []
    params = {**_params(viewer, device_id, lost), "whose": patient_id, "limit": limit}
    return [Stray(*row) for row in _fetch(_LIST_OF, params)]


def list_strays(viewer: Actor, device_id: UUID, *, limit: int, offset: int) -> tuple[int, list[StrayRow]]:
    """How many there are, and a page of them, newest first. Raises NotFound."""
    lost = list_taken_back(viewer, device_id)
    count = _count(viewer, device_id, lost)
    page = {"limit": limit, "offset": offset}
    rows = _fetch(_LIST, {**_params(viewer, device_id, lost), **page}) if count > offset else []
    found = [Stray(*row) for row in rows]
    if not found:  # also where somebody settled them since they were counted
        return count, []
    times = [one.measured_at for one in found]
    readings = list_named(viewer, [one.reading_id for one in found], first=min(times), last=max(times))
    names = name_patients(viewer, [who for one in found for who in (one.patient_id, one.belongs_to)])
    return count, [
        StrayRow(
            readings[one.reading_id],
            names.get(one.patient_id, ""),
            one.belongs_to,
            names.get(one.belongs_to) if one.belongs_to else None,
        )
        for one in found
    ]


def list_patients_of(rows: Iterable[StrayRow]) -> list[UUID]:
    """Whose readings and names a list has shown: what the audit entry names."""
    shown = {who for row in rows for who in (row.reading.patient_id, row.belongs_to) if who is not None}
    return sorted(shown)


def _count(viewer: Actor, device_id: UUID, lost: list[TakenBack]) -> int:
    count: int = _fetch(_COUNT, _params(viewer, device_id, lost))[0][0] if lost else 0
    return count


def _fetch(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _params(viewer: Actor, device_id: UUID, lost: list[TakenBack]) -> dict[str, Any]:
    # A device's clock may run ahead of ours: what it sent before the act may be measured a little after it.
    until = [one.until + CLOCK_AHEAD_TOLERANCE for one in lost]
    return {
        "practice": viewer.practice_id, "device": device_id, "kinds": list(KINDS), "moved": FIRST_MOVED_SEQ,
        "slots": [one.slot for one in lost], "since": [one.since for one in lost], "until": until,
        "first": min(one.since for one in lost), "last": max(until),
    }  # fmt: skip
