"""Readings typed in by signed-in people: checked, stored, evaluated at once, in the request's own transaction.

`record_typed(…)` takes any number for any patients and answers for each: stored with what it breached, or refused with a
code. They carry the origin `staff_typed` or `patient_typed` and never count as automatic uploads (CPT 99454).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.thresholds import Breach, find_breaches
from vantrexia.domain.vitals import DeviceRef, Measurement, check_plausible, judge_clock
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.monitoring import Monitoring, read_monitoring
from vantrexia.triage.selectors.rules import list_rules_in_force
from vantrexia.triage.services.evaluate import evaluate_readings
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows.alerting import tell_of

NOWHERE = DeviceRef("user_ref", "typed")  # a typed reading names no device; plausibility does not ask for one


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReading:
    """What somebody typed, in canonical units; `original` is what they wrote with its unit."""

    patient_id: UUID
    kind: str
    measured_at: datetime
    values: Mapping[str, float]
    original: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    irregular_beat: bool | None = None
    meal_marker: str | None = None
    device_text: str = ""


@dataclass(frozen=True, slots=True)
class TypedResult:
    """What became of one: `reading_id` when stored, else `code` (not_found, invalid, conflict) with words."""

    reading_id: UUID | None = None
    breaches: tuple[Breach, ...] = ()
    is_late: bool = False
    code: str = ""
    detail: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)


def record_typed(
    *, actor: Actor, readings: Sequence[TypedReading], origin: str, now: datetime
) -> list[TypedResult]:
    """Store what can be stored; one result per reading, in their order. Alerts are raised and people told as for devices."""
    patients = read_monitoring({reading.patient_id for reading in readings}, now=now)
    results: list[TypedResult | None] = [_refuse(reading, patients, now=now) for reading in readings]
    candidates: dict[int, Candidate] = {
        index: _candidate(actor, reading, patients[reading.patient_id].zone, origin, now=now)
        for index, reading in enumerate(readings)
        if results[index] is None
    }
    recorded = record_readings(list(candidates.values()))
    stored = {reading.id for reading in recorded.readings}
    rules = list_rules_in_force({reading.patient_id for reading in recorded.readings})
    tell_of(evaluate_readings(actor=actor, readings=recorded.readings, now=now), actor=actor, now=now)
    for index, candidate in candidates.items():
        if candidate.id in stored:
            breaches = find_breaches(candidate.list_values(), rules[candidate.patient_id])
            results[index] = TypedResult(candidate.id, breaches, candidate.is_late)
        else:
            results[index] = TypedResult(
                code="conflict", detail="A reading of this kind and time is there already."
            )
    _tell(actor, recorded.readings, origin, now=now)
    return [result for result in results if result is not None]


def _refuse(
    reading: TypedReading, patients: Mapping[UUID, Monitoring], *, now: datetime
) -> TypedResult | None:
    if reading.patient_id not in patients:
        return TypedResult(code="not_found", detail="There is no such active patient.")
    verdict = judge_clock(reading.measured_at, now)
    if verdict in ("future_held", "too_old_held"):
        text = "must not lie ahead" if verdict == "future_held" else "must not lie more than 13 months back"
        return TypedResult(
            code="invalid", detail="Please check: measured_at.", fields={"measured_at": [text]}
        )
    values: dict[str, Any] = dict(reading.values)
    measurement = Measurement(
        kind=reading.kind, device_ref=NOWHERE, measured_at=reading.measured_at, irregular_beat=reading.irregular_beat,
        meal_marker=reading.meal_marker, **values,
    )  # fmt: skip
    fields: dict[str, list[str]] = {}
    for problem in check_plausible(measurement):
        fields.setdefault(problem.field, []).append(problem.detail)
    if fields:
        return TypedResult(
            code="invalid", detail=say("Please check: {names}.", names=", ".join(fields)), fields=fields
        )
    return None


def _candidate(actor: Actor, reading: TypedReading, zone: str, origin: str, *, now: datetime) -> Candidate:
    values: dict[str, Any] = dict(reading.values)
    return Candidate(
        id=uuid7(), practice_id=actor.practice_id, patient_id=reading.patient_id, kind=reading.kind,
        measured_at=reading.measured_at, received_at=now, zone=zone, origin=origin, created_at=now,
        irregular_beat=reading.irregular_beat, meal_marker=reading.meal_marker or "", original=dict(reading.original),
        context=dict(reading.context), is_late=judge_clock(reading.measured_at, now) == "late",
        recorded_by_id=actor.user_id, device_text=reading.device_text, **values,
    )  # fmt: skip


def _tell(actor: Actor, readings: Sequence[Candidate], origin: str, *, now: datetime) -> None:
    if not readings:
        return
    record(
        actor=actor, action="readings.typed", entity="reading", entity_id=readings[0].id if len(readings) == 1 else "",
        patient_ids=sorted({reading.patient_id for reading in readings}),
        detail={"readings": [str(reading.id) for reading in readings], "origin": origin}, at=now,
    )  # fmt: skip
    newest = {reading.patient_id: reading for reading in readings}
    emit(
        [Event("reading", reading.id, patient_id) for patient_id, reading in newest.items()],
        practice_id=actor.practice_id,
        at=now,
    )
