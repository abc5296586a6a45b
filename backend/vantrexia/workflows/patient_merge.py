"""Two records of one person become one, and two again: `merge_patients`, `unmerge_patients`.

Every row that belongs to the merged record moves to the one kept, and its id is listed, so that the way
back moves exactly those: what came in since stays with the record kept, and what it did to an alert that goes back is done to
the record kept. All in one transaction, evaluated for both at its end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.practices import is_synthetic
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.merged import give_way
from vantrexia.billing.services.recompute import recompute
from vantrexia.core.actor import Actor
from vantrexia.patients.services import merging
from vantrexia.patients.services.locks import lock_names
from vantrexia.triage.services.alerting import find_unresolved
from vantrexia.triage.services.latest import rebuild_latest
from vantrexia.triage.services.merging import join_alerts, part_alerts
from vantrexia.triage.services.recompute import forget_reading, list_evidence, reread_reading
from vantrexia.vitals.selectors.belonging import list_foreign
from vantrexia.vitals.services.correct import as_candidate, lock_reading
from vantrexia.workflows.alerting import tell_of
from vantrexia.workflows.merge_tables import MOVED, READINGS
from vantrexia.workflows.patients import follow

_MOVE = """
UPDATE {table} m SET {column} = %(keep)s
WHERE m.practice_id = %(practice)s AND m.{column} = %(merge)s AND NOT ({unless}) RETURNING m.id
"""
# Limits that were cleared have taken numbers: those that follow are numbered after them, beyond their own, so that none meets another.
_NUMBER_LIMITS = """
UPDATE triage_thresholdset m SET version = m.version + (
    SELECT max(k.version) FROM triage_thresholdset k
    WHERE k.practice_id = m.practice_id AND k.patient_id IN (%(keep)s, %(merge)s))
WHERE m.practice_id = %(practice)s AND m.patient_id = %(merge)s AND EXISTS (
    SELECT 1 FROM triage_thresholdset k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s)
    AND NOT EXISTS (
    SELECT 1 FROM triage_thresholdset k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s
    AND k.superseded_at IS NULL)
"""
# Limits the record brought and that were replaced or cleared since, for a mixture of two people: they hold again, as before.
_LIMITS_AGAIN = """
UPDATE triage_thresholdset m SET superseded_at = NULL
WHERE m.practice_id = %(practice)s AND m.patient_id = %(merge)s AND m.id = ANY (%(ids)s) AND m.superseded_at >= (
    SELECT g.merged_at FROM patients_merge g WHERE g.practice_id = m.practice_id AND g.id = %(row)s)
"""
# What the clock called since because of an alert that goes back goes with it. What a person called is of the record they had before
# them: it stands by itself from now on, so that the other's alert does not end it.
_CALLS_BACK = """
UPDATE triage_escalation m SET patient_id = %(merge)s
WHERE m.practice_id = %(practice)s AND m.patient_id = %(keep)s AND m.alert_id = ANY (%(ids)s) AND m.kind NOT IN ('stat', 'manual')
"""
_CALLS_BY_HAND = """
UPDATE triage_escalation m SET alert_id = NULL
WHERE m.practice_id = %(practice)s AND m.patient_id = %(keep)s AND m.alert_id = ANY (%(ids)s) AND m.state <> 'closed'
"""
# Hardware that was swapped in since goes on with the series of what it replaced, or it would measure one person for the other.
_SWAPPED_BACK = """
WITH RECURSIVE mine AS (
    SELECT a.id FROM devices_assignment a WHERE a.practice_id = %(practice)s AND a.id = ANY (%(ids)s)
    UNION SELECT n.id FROM devices_assignment n JOIN mine ON n.replaces_id = mine.id WHERE n.practice_id = %(practice)s
)
UPDATE devices_assignment m SET patient_id = %(merge)s
WHERE m.practice_id = %(practice)s AND m.patient_id = %(keep)s AND m.id IN (SELECT id FROM mine)
"""
# What was noted of an episode since is that episode's: a pause left behind would hush whoever is enrolled in the record kept later.
_OF_EPISODES_BACK = """
UPDATE {table} m SET patient_id = %(merge)s
WHERE m.practice_id = %(practice)s AND m.patient_id = %(keep)s AND m.episode_id = ANY (%(ids)s)
"""
_MOVE_BACK = """
UPDATE {table} m SET {column} = %(merge)s
WHERE m.practice_id = %(practice)s AND m.{column} = %(keep)s AND m.id = ANY (%(ids)s)
"""
# A typed reading has no device: its identity is the patient, so one of both may have the same instant and
# number.
_SAME_INSTANT = """
SELECT r.id, r.seq, (
    SELECT max(k.seq) + 1 FROM vitals_reading k WHERE k.practice_id = r.practice_id AND k.patient_id = %(keep)s
    AND k.device_id IS NULL AND k.slot = r.slot AND k.kind = r.kind AND k.measured_at = r.measured_at) AS free
FROM vitals_reading r WHERE r.practice_id = %(practice)s AND r.patient_id = %(merge)s AND r.device_id IS NULL
ORDER BY r.seq DESC
"""
_MOVE_READINGS = """
UPDATE vitals_reading SET patient_id = %(keep)s, row_version = row_version + 1
WHERE practice_id = %(practice)s AND patient_id = %(merge)s RETURNING id, measured_at
"""
_READINGS_BACK = """
UPDATE vitals_reading SET patient_id = %(merge)s, row_version = row_version + 1
WHERE practice_id = %(practice)s AND patient_id = %(keep)s AND id = ANY (%(ids)s)
    AND measured_at >= %(first)s AND measured_at <= %(last)s
"""
_RENUMBER = """
UPDATE vitals_reading SET seq = %(seq)s WHERE practice_id = %(practice)s AND patient_id = %(merge)s AND id = %(id)s
"""


def merge_patients(
    *, actor: Actor, keep_id: UUID, merge_id: UUID, reason: str, now: datetime
) -> tuple[UUID, dict[str, int]]:
    """Move everything of one record into another; returns the merge and how many rows moved, by table.

    Raises NotFound, InvalidInput, Conflict (merged already, legal hold).
    """
    lock_names(practice_of(actor))
    lock_patients([keep_id, merge_id])  # before their rows, as everything that works on entries does
    opened = merging.open_merge(actor=actor, keep_id=keep_id, merge_id=merge_id, now=now)
    whose = {"practice": actor.practice_id, "keep": keep_id, "merge": merge_id}
    give_way(actor=actor, keep_id=keep_id, merge_id=merge_id, now=now)
    alerts = join_alerts(actor=actor, keep_id=keep_id, merge_id=merge_id, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_LIMITS, whose)
    rows = {moved.name: _move(moved.table, moved.column, moved.unless, whose) for moved in MOVED}
    readings = _move_readings(whose)
    counts = {name: len(ids) for name, ids in rows.items() if ids}
    if readings["ids"]:
        counts[READINGS] = len(readings["ids"])
    moved = {"rows": {name: ids for name, ids in rows.items() if ids}, "readings": readings, "alerts": alerts}
    row_id = merging.keep_merge(actor=actor, merge=opened, moved=moved, counts=counts, reason=reason, now=now)
    rebuild_latest(actor=actor, patient_ids=[keep_id, merge_id])
    follow(actor, keep_id, merge_id, now=now)
    _bill_again(actor, [keep_id, merge_id], now=now)
    return row_id, counts


def unmerge_patients(*, actor: Actor, patient_id: UUID, reason: str, now: datetime) -> merging.MergeView:
    """Move back what the newest merge of this record moved. Raises NotFound, Conflict."""
    merge = merging.find_merge(actor=actor, patient_id=patient_id)  # holds the names, as `open_merge` does
    lock_patients([merge.keep_id, merge.merge_id])
    whose = {"practice": actor.practice_id, "keep": merge.keep_id, "merge": merge.merge_id}
    columns = {moved.name: moved for moved in MOVED}
    with connection.cursor() as cursor:
        for name, ids in merge.moved["rows"].items():
            table, column = columns[name].table, columns[name].column
            cursor.execute(_MOVE_BACK.format(table=table, column=column), {**whose, "ids": _uuids(ids)})
        episodes = _uuids(merge.moved["rows"].get("patients_episode.patient_id", []))
        for table in ("patients_pause", "patients_measurementplan"):
            cursor.execute(_OF_EPISODES_BACK.format(table=table), {**whose, "ids": episodes})
        devices = _uuids(merge.moved["rows"].get("devices_assignment.patient_id", []))
        cursor.execute(_SWAPPED_BACK, {**whose, "ids": devices})
        alerts = _uuids(merge.moved["rows"].get("triage_alert.patient_id", []))
        for statement in (_CALLS_BACK, _CALLS_BY_HAND):
            cursor.execute(statement, {**whose, "ids": alerts})
        limits = _uuids(merge.moved["rows"].get("triage_thresholdset.patient_id", []))
        cursor.execute(_LIMITS_AGAIN, {**whose, "ids": limits, "row": merge.id})
    _readings_back(merge.moved["readings"], whose)
    part_alerts(actor=actor, joined=merge.moved["alerts"], now=now)
    merging.undo_merge(actor=actor, merge=merge, reason=reason, now=now)
    rebuild_latest(actor=actor, patient_ids=[merge.keep_id, merge.merge_id])
    _part_evidence(actor, [merge.keep_id, merge.merge_id], now=now)
    follow(actor, merge.keep_id, merge.merge_id, now=now)
    _bill_again(actor, [merge.keep_id, merge.merge_id], now=now)
    return merge


def _bill_again(actor: Actor, patient_ids: list[UUID], *, now: datetime) -> None:
    """Claims built before the next computation must not carry what two records said of one person, nor one of two."""
    if not is_synthetic(practice_of(actor)):
        recompute(actor=actor, patient_ids=patient_ids, now=now, is_part=True)


def _part_evidence(actor: Actor, patient_ids: list[UUID], *, now: datetime) -> None:
    """A reading that is the one's speaks for no alert of the other: it is taken out there, and calls for its own patient."""
    for alert in find_unresolved(patient_ids).values():
        said = [one.reading_id for one in list_evidence(alert)]
        for reading_id in list_foreign(alert.patient_id, said):
            tell_of(
                forget_reading(actor=actor, patient_id=alert.patient_id, reading_id=reading_id, now=now),
                actor=actor,
                now=now,
            )
            reading = as_candidate(lock_reading(actor, reading_id))
            tell_of(reread_reading(actor=actor, reading=reading, now=now), actor=actor, now=now)


def _move(table: str, column: str, unless: str, whose: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(table=table, column=column, unless=unless), whose)
        return sorted(str(row[0]) for row in cursor.fetchall())


def _move_readings(whose: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SAME_INSTANT, whose)
        clashing = {reading_id: (seq, seq + free) for reading_id, seq, free in cursor.fetchall() if free}
        for reading_id, (_, seq) in clashing.items():
            cursor.execute(_RENUMBER, {**whose, "id": reading_id, "seq": seq})
        cursor.execute(_MOVE_READINGS, whose)
        moved = cursor.fetchall()
    times = [measured_at for _, measured_at in moved]
    return {
        "ids": [str(reading_id) for reading_id, _ in moved],
        "first": min(times).isoformat() if times else None,
        "last": max(times).isoformat() if times else None,
        "seq": {str(reading_id): before for reading_id, (before, _) in clashing.items()},
    }


def _readings_back(readings: dict[str, Any], whose: dict[str, Any]) -> None:
    if not readings["ids"]:
        return
    span = {"first": readings["first"], "last": readings["last"], "ids": _uuids(readings["ids"])}
    with connection.cursor() as cursor:
        cursor.execute(_READINGS_BACK, {**whose, **span})
        # The way there went from the highest number down, so the way back goes up: no two ever share one.
        for reading_id, seq in sorted(readings["seq"].items(), key=lambda item: item[1]):
            cursor.execute(_RENUMBER, {**whose, "id": reading_id, "seq": seq})


def _uuids(ids: list[str]) -> list[UUID]:
    return [UUID(text) for text in ids]
