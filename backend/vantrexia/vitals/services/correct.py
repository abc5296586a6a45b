"""Correcting a reading without deleting anything: amended, entered in error, another person's, or confirmed as it stands.

`lock_reading`, `lock_readings`, `amend_reading`, `withdraw_reading`, `move_reading`, `confirm_reading`. Each keeps what the
reading said before in a `Correction`, with who and why. What follows from the reading (alerts, score) is the workflow's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.vitals import KIND_VITALS, MEAL_MARKERS, DeviceRef, Measurement, check_plausible
from vantrexia.domain.wordings import say
from vantrexia.vitals.models import FIRST_MOVED_SEQ, Correction, Reading
from vantrexia.vitals.services.record import VALUE_COLUMNS, Candidate, local_date_of

_NO_DEVICE = DeviceRef("user_ref", "corrected")  # plausibility asks for values only


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction left behind: the reading it was of, and what now stands in its place (None: nothing)."""

    correction_id: UUID
    reading_id: UUID
    patient_id: UUID
    version: int
    standing: Candidate | None


def lock_reading(actor: Actor, reading_id: UUID) -> Reading:
    """The reading, locked. Raises NotFound; Conflict for one already entered in error."""
    reading = Reading.objects.filter(practice_id=actor.practice_id, id=reading_id).select_for_update().first()
    if reading is None:
        raise NotFound("There is no such observation.")
    if reading.state == "entered_in_error":
        raise Conflict("The reading was entered in error already; nothing of it stands.")
    return reading


def lock_readings(actor: Actor, reading_ids: Iterable[UUID], *, first: datetime, last: datetime) -> None:
    """Readings measured in [first, last], locked in order of their ids: several who settle the same wait for each other."""
    rows = Reading.objects.filter(
        practice_id=actor.practice_id, id__in=list(reading_ids), measured_at__range=(first, last)
    )
    list(rows.order_by("id").select_for_update().values_list("id"))


def amend_reading(
    *, actor: Actor, reading: Reading, values: Mapping[str, object], reason: str, now: datetime
) -> Corrected:
    """The device showed something else. `values` are in canonical units; those not named stay.

    Raises InvalidInput: values the kind does not have, implausible ones, or no change at all.
    """
    before = _values_of(reading)
    after = {**before, **_read_values(reading.kind, values)}
    if after == before:
        raise InvalidInput("Nothing would change.", fields={"values": ["must differ from what is stored"]})
    _check_plausible(reading.kind, after, at=reading.measured_at)
    changes = {name: value for name, value in after.items() if before.get(name) != value}
    Reading.objects.filter(
        practice_id=actor.practice_id, id=reading.id, measured_at=reading.measured_at
    ).update(**changes, state="amended", row_version=reading.row_version + 1)
    correction = _keep(
        actor,
        reading,
        "amended",
        before={name: before.get(name) for name in changes},
        after=changes,
        reason=reason,
        now=now,
    )
    for name, value in changes.items():
        setattr(reading, name, value)
    return Corrected(
        correction.id, reading.id, reading.patient_id, reading.row_version + 1, as_candidate(reading)
    )


def withdraw_reading(*, actor: Actor, reading: Reading, reason: str, now: datetime) -> Corrected:
    """It was never measured like this: it stays, marked, and counts nowhere."""
    _mark_error(actor, reading)
    correction = _keep(
        actor, reading, "entered_in_error", before=_values_of(reading), after={}, reason=reason, now=now
    )
    return Corrected(correction.id, reading.id, reading.patient_id, reading.row_version + 1, None)


def move_reading(
    *, actor: Actor, reading: Reading, patient_id: UUID, zone: str, reason: str, now: datetime
) -> Corrected:
    """Somebody else measured: a new reading of the right patient, the old one entered in error, both linked.

    Values, times, device and origin go with it: whose it is was wrong, not how it came.
    """
    if patient_id == reading.patient_id:
        raise InvalidInput("It is this patient's already.", fields={"patient_id": ["is the same patient"]})
    _mark_error(actor, reading)
    made = Reading.objects.get(practice_id=actor.practice_id, id=reading.id, measured_at=reading.measured_at)
    made.id, made.patient_id, made.zone = uuid7(), patient_id, zone
    made.local_date = local_date_of(made.measured_at, zone)
    made.seq, made.state, made.row_version, made.created_at = _free_seq(made), "final", 1, now
    made._state.adding = True
    made.save(force_insert=True)
    correction = _keep(
        actor, reading, "wrong_person", before=_values_of(reading), after={}, reason=reason, now=now,
        moved_to_id=patient_id, new_reading_id=made.id,
    )  # fmt: skip
    return Corrected(
        correction.id, reading.id, reading.patient_id, reading.row_version + 1, as_candidate(made)
    )


def confirm_reading(*, actor: Actor, reading: Reading, reason: str, now: datetime) -> Corrected:
    """It is this patient's, whatever the assignments say: nothing of it changes, and nobody is asked again."""
    correction = _keep(actor, reading, "confirmed", before={}, after={}, reason=reason, now=now)
    return Corrected(
        correction.id, reading.id, reading.patient_id, reading.row_version, as_candidate(reading)
    )


def as_candidate(reading: Reading) -> Candidate:
    """A stored reading as evaluation takes it."""
    return Candidate(
        id=reading.id, practice_id=reading.practice_id, patient_id=reading.patient_id, kind=reading.kind,
        measured_at=reading.measured_at, received_at=reading.received_at, zone=reading.zone, origin=reading.origin,
        created_at=reading.created_at, device_id=reading.device_id, slot=reading.slot, seq=reading.seq,
        is_late=reading.is_late, **{name: getattr(reading, name) for name in VALUE_COLUMNS},
    )  # fmt: skip


def _mark_error(actor: Actor, reading: Reading) -> None:
    Reading.objects.filter(
        practice_id=actor.practice_id, id=reading.id, measured_at=reading.measured_at
    ).update(state="entered_in_error", row_version=reading.row_version + 1)


def _free_seq(reading: Reading) -> int:
    """The next number at this instant of whoever measured, be it a device or (without one) a person."""
    rows = Reading.objects.filter(
        practice_id=reading.practice_id, kind=reading.kind, slot=reading.slot, measured_at=reading.measured_at
    )
    if reading.device_id is not None:
        rows = rows.filter(device_id=reading.device_id)
    else:
        rows = rows.filter(device_id__isnull=True, patient_id=reading.patient_id)
    last: int | None = rows.aggregate(last=Max("seq"))["last"]
    return max(FIRST_MOVED_SEQ, (last or 0) + 1) if last is not None else 0


def _values_of(reading: Reading) -> dict[str, Any]:
    return {
        name: getattr(reading, name) for name in VALUE_COLUMNS if getattr(reading, name) not in (None, "")
    }


def _read_values(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values a kind may carry, by their types; raises InvalidInput naming the others."""
    required, optional = KIND_VITALS[kind]
    allowed: dict[str, tuple[type, ...]] = dict.fromkeys(required + optional, (int, float))
    if kind == "blood_pressure":
        allowed["irregular_beat"] = (bool,)
    if kind == "glucose":
        allowed["meal_marker"] = (str,)
    fields: dict[str, list[str]] = {}
    read: dict[str, object] = {}
    for name, value in values.items():
        types = allowed.get(name)
        if types is None:
            fields[name] = [say("a {kind} has no such value", kind=kind)]
        elif not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            fields[name] = ["is not a value of its kind"]
        elif name == "meal_marker" and value not in MEAL_MARKERS:
            fields[name] = [say("must be one of {choices}", choices=", ".join(MEAL_MARKERS))]
        else:
            read[name] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if fields:
        raise InvalidInput("These values do not fit.", fields=fields)
    if not read:
        raise InvalidInput("Which values?", fields={"values": ["This field is required."]})
    return read


def _check_plausible(kind: str, values: Mapping[str, Any], *, at: datetime) -> None:
    numbers = {name: values[name] for name in KIND_VITALS[kind][0] + KIND_VITALS[kind][1] if name in values}
    measurement = Measurement(kind=kind, device_ref=_NO_DEVICE, measured_at=at, **numbers)
    fields: dict[str, list[str]] = {}
    for problem in check_plausible(measurement):
        fields.setdefault(problem.field, []).append(problem.detail)
    if fields:
        raise InvalidInput("The values are not plausible.", fields=fields)


def _keep(
    actor: Actor, reading: Reading, action: str, *, before: Mapping[str, object], after: Mapping[str, object], reason: str,
    now: datetime, moved_to_id: UUID | None = None, new_reading_id: UUID | None = None,
) -> Correction:  # fmt: skip
    made = Correction(
        practice_id=reading.practice_id, reading_id=reading.id, reading_measured_at=reading.measured_at,
        patient_id=reading.patient_id, moved_to_id=moved_to_id, new_reading_id=new_reading_id, action=action,
        before=dict(before), after=dict(after), reason=reason, corrected_by_id=actor.user_id, corrected_at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    return made
