"""Who has a device, per slot, from when to when: giving it, taking it back, swapping the hardware.

`assign_device`, `unassign_device`, `swap_device`. Intervals of one slot cannot overlap: the database refuses, and the
answer says with what. A swap ends the old hardware's assignment and begins the new one's at the same instant, so that
the patient has one series; episode and set-up do not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg.errors import ExclusionViolation

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.models import Assignment, Device
from vantrexia.devices.services.events import note_event
from vantrexia.devices.services.identifiers import move_identifiers
from vantrexia.devices.services.inventory import lock_device
from vantrexia.domain.device_states import IN_SERVICE, transition
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient

# A caller's clock may run a little before ours: what is said of a time ahead is said of now, or a reading taken meanwhile would be
# nobody's, or still the one's before.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Swap:
    """What a swap did: the assignments that ended and those that go on with the new hardware."""

    old: Device
    new: Device
    ended: list[Assignment]
    begun: list[Assignment]


def assign_device(
    *,
    actor: Actor,
    device_id: UUID,
    patient_id: UUID,
    now: datetime,
    slot: int = 1,
    starts_at: datetime | None = None,
    until_next: bool = False,
) -> Assignment:
    """Give a slot of a device to a patient, from now or from an earlier time (readings were under way already).

    `until_next` ends it where the slot's next assignment begins: it fills the time before. Raises NotFound,
    InvalidInput (slot, time, patient), Conflict (out of service), DomainError `overlap` with who (patient id) and when.
    """
    device = lock_device(actor, device_id)
    starts_at = starts_at or now
    _check(device, slot=slot, starts_at=starts_at, now=now)
    starts_at = min(now, starts_at)
    _check_patient(actor, patient_id)
    made = _insert(
        actor,
        device,
        slot=slot,
        patient_id=patient_id,
        starts_at=starts_at,
        ends_at=_find_next_start(device, slot=slot, after=starts_at) if until_next else None,
        replaces_id=None,
        now=now,
    )
    note_event(
        device, "assigned", at=now, detail={"assignment_id": str(made.id), "slot": slot}, by=actor.user_id
    ).save(force_insert=True)
    _keep(actor, device, "assigned", [patient_id], now=now, detail={"slot": slot, "assignment": str(made.id)})
    return made


def unassign_device(
    *,
    actor: Actor,
    device_id: UUID,
    now: datetime,
    assignment_id: UUID | None = None,
    slot: int | None = None,
    ends_at: datetime | None = None,
    reason: str = "taken_back",
) -> Assignment:
    """End a running assignment, named by its id, by its slot, or by being the only one.

    Raises NotFound where nothing runs, Conflict where it is not clear which, InvalidInput for a time that does not fit.
    """
    device = lock_device(actor, device_id)
    running = _list_running(device)
    chosen = [
        one
        for one in running
        if (assignment_id is None or one.id == assignment_id) and (slot is None or one.slot == slot)
    ]
    if not chosen:
        raise NotFound("There is no such running assignment.")
    if len(chosen) > 1:
        raise Conflict(
            "Several patients have this device; say which slot.", data={"slots": [o.slot for o in chosen]}
        )
    assignment = chosen[0]
    ends_at = ends_at or now
    if not assignment.starts_at <= ends_at <= now + AHEAD:
        raise InvalidInput(
            "The end does not fit.", fields={"to": ["must lie between the start of the assignment and now"]}
        )
    _end(assignment, max(assignment.starts_at, min(now, ends_at)), reason)
    note_event(
        device,
        "unassigned",
        at=now,
        detail={"assignment_id": str(assignment.id), "slot": assignment.slot},
        by=actor.user_id,
    ).save(force_insert=True)
    _keep(
        actor, device, "unassigned", [assignment.patient_id], now=now,
        detail={"slot": assignment.slot, "assignment": str(assignment.id)},
    )  # fmt: skip
    return assignment


def swap_device(
    *, actor: Actor, old_id: UUID, new_id: UUID, reason: str, now: datetime, at: datetime | None = None
) -> Swap:
    """Put new hardware in the place of old: same patients, same slots, one series.

    `at` is when the new device took over (now, when not given). Raises NotFound, InvalidInput, Conflict, `overlap`,
    `invalid_transition`.
    """
    if old_id == new_id:
        raise InvalidInput(
            "A device does not replace itself.", fields={"new_device_id": ["is the same device"]}
        )
    devices = {
        device.id: device
        for device in Device.objects.filter(practice_id=actor.practice_id, id__in=[old_id, new_id])
        .order_by("id")
        .select_for_update()
    }
    if len(devices) < 2:
        raise NotFound("There is no such device.")
    old, new = devices[old_id], devices[new_id]
    at = at or now
    running = _list_running(old)
    _check_swap(old, new, running, reason=reason, at=at, now=now)
    at = max([min(now, at), *(one.starts_at for one in running)])
    before, old.status = old.status, transition(old.status, "swap")
    old.updated_at = now
    old.save(update_fields=["status", "updated_at"])
    begun = []
    for assignment in running:
        _end(assignment, at, "swapped")
        begun.append(
            _insert(
                actor, new, slot=assignment.slot, patient_id=assignment.patient_id, starts_at=at, ends_at=None,
                replaces_id=assignment.id, now=now,
            )
        )  # fmt: skip
    moved = move_identifiers(actor=actor, old=old, new=new, at=at)
    gone = {"replaced_by": str(new.id), "reason": reason, "identifiers": moved}
    came = {"replaces": str(old.id), "reason": reason}
    note_event(old, "swapped", at=now, before=before, detail=gone, by=actor.user_id).save(force_insert=True)
    note_event(new, "swapped_in", at=now, detail=came, by=actor.user_id).save(force_insert=True)
    _keep(
        actor, old, "swapped", sorted({one.patient_id for one in running}), now=now, reason=reason,
        detail={"replaced_by": str(new.id), "assignments": [str(one.id) for one in begun]},
    )  # fmt: skip
    emit([Event("device", new.id)], practice_id=new.practice_id, at=now)
    return Swap(old=old, new=new, ended=running, begun=begun)


def _check(device: Device, *, slot: int, starts_at: datetime, now: datetime) -> None:
    if device.status not in IN_SERVICE:
        raise Conflict(
            say("A device that is {status} cannot be given to a patient.", status=device.status),
            data={"status": device.status},
        )
    fields: dict[str, list[str]] = {}
    if not 1 <= slot <= device.slots:
        fields["slot"] = [say("must be 1 to {slots}", slots=device.slots)]
    if starts_at > now + AHEAD:
        fields["from"] = ["must not lie ahead"]
    if fields:
        raise InvalidInput("The assignment does not fit.", fields=fields)


def _check_patient(actor: Actor, patient_id: UUID) -> None:
    active = (
        Patient.objects.filter(practice_id=actor.practice_id, id=patient_id)
        .values_list("active", flat=True)
        .first()
    )
    if active is None:
        raise InvalidInput("There is no such patient.", fields={"patient_id": ["There is no such patient."]})
    if not active:
        raise InvalidInput("The patient is archived.", fields={"patient_id": ["The patient is archived."]})


def _check_swap(
    old: Device, new: Device, running: list[Assignment], *, reason: str, at: datetime, now: datetime
) -> None:
    fields: dict[str, list[str]] = {}
    if not reason.strip():
        fields["reason"] = ["This field may not be blank."]
    if new.model.kind != old.model.kind:
        fields["new_device_id"] = [
            say("measures {kind}, the old one {old_kind}", kind=new.model.kind, old_kind=old.model.kind)
        ]
    if any(one.slot > new.slots for one in running):
        fields["new_device_id"] = ["has fewer slots than are in use"]
    if at > now + AHEAD or any(at < one.starts_at for one in running):
        fields["at"] = ["must lie between the start of the assignment and now"]
    if fields:
        raise InvalidInput("The swap does not fit.", fields=fields)
    if new.status not in IN_SERVICE:
        raise Conflict(
            say("A device that is {status} cannot replace another.", status=new.status),
            data={"status": new.status},
        )


def _list_running(device: Device) -> list[Assignment]:
    rows = Assignment.objects.filter(
        practice_id=device.practice_id, device_id=device.id, ends_at__isnull=True
    )
    return list(rows.order_by("slot").select_for_update())


def _end(assignment: Assignment, at: datetime, reason: str) -> None:
    assignment.ends_at, assignment.end_reason = at, reason
    assignment.save(update_fields=["ends_at", "end_reason"])


def _find_next_start(device: Device, *, slot: int, after: datetime) -> datetime | None:
    rows = Assignment.objects.filter(
        practice_id=device.practice_id, device_id=device.id, slot=slot, starts_at__gt=after
    )
    return rows.order_by("starts_at").values_list("starts_at", flat=True).first()


def _insert(
    actor: Actor, device: Device, *, slot: int, patient_id: UUID, starts_at: datetime, ends_at: datetime | None,
    replaces_id: UUID | None, now: datetime,
) -> Assignment:  # fmt: skip
    made = Assignment(
        practice_id=device.practice_id, device_id=device.id, slot=slot, patient_id=patient_id, starts_at=starts_at,
        ends_at=ends_at, replaces_id=replaces_id, assigned_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise _overlap(device, slot=slot, starts_at=starts_at, ends_at=ends_at) from None
        raise
    return made


def _overlap(device: Device, *, slot: int, starts_at: datetime, ends_at: datetime | None) -> DomainError:
    """Says with whom (by id: an error may be logged) and when the wish collides."""
    rows = Assignment.objects.filter(practice_id=device.practice_id, device_id=device.id, slot=slot).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)
    )
    if ends_at is not None:
        rows = rows.filter(starts_at__lt=ends_at)
    other = rows.order_by("starts_at").first()
    data: dict[str, object] = {"device_id": str(device.id), "slot": slot}
    if other is not None:
        data |= {
            "assignment_id": str(other.id),
            "patient_id": str(other.patient_id),
            "from": other.starts_at.isoformat(),
            "to": other.ends_at.isoformat() if other.ends_at else None,
        }
    return DomainError("overlap", "The device's slot is another patient's in this time.", data=data)


def _keep(
    actor: Actor, device: Device, done: str, patients: list[UUID], *, now: datetime, detail: dict[str, object],
    reason: str | None = None,
) -> None:  # fmt: skip
    record(
        actor=actor, action=f"device.{done}", entity="device", entity_id=device.id, patient_ids=patients, detail=detail,
        reason=reason, at=now,
    )  # fmt: skip
    emit(
        [Event("device", device.id, patient_id) for patient_id in patients],
        practice_id=device.practice_id,
        at=now,
    )
