"""Setting right what could not be placed: name the device, give it to its patient, or throw it out; then play it again.

`resolve_waiting(…)` for a delivery or one held measurement; `replay_deliveries(…)` after a fix. Nothing is copied by hand: a
resolution makes the inventory true, and the delivery goes its ordinary way again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.selectors.deliveries import Waiting, list_deliveries_waiting_for, list_waiting
from vantrexia.devices.selectors.inventory import find_device_by_serial
from vantrexia.devices.selectors.resolve import KnownDevice, resolve
from vantrexia.devices.services import deliveries, held
from vantrexia.devices.services.assignments import assign_device
from vantrexia.devices.services.inventory import add_device, name_device
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.domain.vitals import DeviceRef
from vantrexia.workflows.doorbell import ring

PLACEABLE = ("unknown_device", "not_assigned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants done. `device_serial` names a device of the inventory, or a new one with `model_id`."""

    device_serial: str | None = None
    model_id: UUID | None = None
    patient_id: UUID | None = None
    slot: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was done: how many held measurements it was for, and which deliveries are on their way again."""

    held: int
    replayed: list[UUID]


def resolve_waiting(
    *, actor: Actor, wish: Wish, now: datetime, delivery_id: UUID | None = None, held_id: UUID | None = None
) -> Resolved:
    """Place what waits of a delivery (or one measurement): everything else that waits for the same goes with it.

    Raises NotFound; Conflict where nothing waits for a device or a patient; InvalidInput naming what is missing.
    """
    waiting = list_waiting(actor, delivery_id=delivery_id, held_id=held_id)
    waiting = _choose([one for one in waiting if one.reason in PLACEABLE and one.ref_system], wish)
    ref, slot = DeviceRef(waiting[0].ref_system, waiting[0].ref_value), waiting[0].slot
    first = min(one.measured_at for one in waiting if one.measured_at is not None)
    device = resolve([ref]).find_device(ref, at=first)
    device_id = (
        _name_device(actor, ref, device, wish, now=now)
        if device is None
        else _check_same(actor, device, wish)
    )
    _give_to_patient(actor, device_id, device, waiting, wish, slot=slot, first=first, now=now)
    ids = list_deliveries_waiting_for(actor, system=ref.system, value=ref.value)
    held.note_resolution(actor=actor, held_ids=[one.id for one in waiting], resolution="placed")
    replayed = replay_deliveries(actor=actor, delivery_ids=ids, now=now, why="placed")
    return Resolved(len(waiting), replayed)


def discard_waiting(
    *, actor: Actor, reason: str, now: datetime, delivery_id: UUID | None = None, held_id: UUID | None = None
) -> Resolved:
    """Throw out what waits, for a reason; a delivery nobody understood is set aside whole."""
    if not reason.strip():
        raise InvalidInput("Say why.", fields={"reason": ["This field may not be blank."]})
    waiting = list_waiting(actor, delivery_id=delivery_id, held_id=held_id)
    if waiting:
        held.discard(actor=actor, held_ids=[one.id for one in waiting], reason=reason, now=now)
    elif delivery_id is not None:
        deliveries.discard_delivery(actor=actor, delivery_id=delivery_id, reason=reason, now=now)
    else:
        raise Conflict("It is resolved already.")
    touched = {one.delivery_id for one in waiting} | ({delivery_id} if delivery_id else set())
    emit([Event("delivery", one) for one in touched], practice_id=actor.practice_id, at=now)
    return Resolved(len(waiting), [])


def replay_deliveries(
    *, actor: Actor, delivery_ids: Iterable[UUID], now: datetime, why: str = ""
) -> list[UUID]:
    """Put deliveries back in the queue; returns which. What they gave before is refused as duplicate.

    Raises DomainError `gone` where none of those asked for still has its body (or is settled at all).
    """
    ids = list(dict.fromkeys(delivery_ids))
    if not ids:
        return []
    replayed = deliveries.replay(delivery_ids=ids, now=now)
    if not replayed:
        raise DomainError(
            "gone", "Nothing to replay: on its way already, or its body was erased when its time was over."
        )
    record(
        actor=actor, action="deliveries.replayed", entity="delivery", entity_id=ids[0] if len(ids) == 1 else "",
        detail={"deliveries": [str(one) for one in replayed], "why": why}, at=now,
    )  # fmt: skip
    emit([Event("delivery", one) for one in replayed], practice_id=actor.practice_id, at=now)
    transaction.on_commit(ring)
    return replayed


def _choose(waiting: list[Waiting], wish: Wish) -> list[Waiting]:
    """Those one answer can be for: of one device and slot. The serial given may say which."""
    if not waiting:
        raise Conflict(
            "Nothing of this waits for a device or a patient; replay it after a fix, or discard it."
        )
    names = {(one.ref_system, one.ref_value, one.slot) for one in waiting}
    if len(names) > 1:
        waiting = [
            one
            for one in waiting
            if (wish.device_serial in (None, one.ref_value)) and (wish.slot is None or wish.slot == one.slot)
        ]
        names = {(one.ref_system, one.ref_value, one.slot) for one in waiting}
    if len(names) != 1:
        raise InvalidInput(
            "Several devices are meant; resolve them one by one.",
            fields={"device_serial": ["must name one of the devices this delivery speaks of"]},
        )
    return waiting


def _name_device(
    actor: Actor, ref: DeviceRef, device: KnownDevice | None, wish: Wish, *, now: datetime
) -> UUID:
    """The device the gateway means: one of the inventory gets the gateway's name, or a new one enters it."""
    serial = wish.device_serial or (ref.value if ref.system == "serial" else None)
    if not serial:
        raise InvalidInput("Which device is it?", fields={"device_serial": ["This field is required."]})
    known = find_device_by_serial(actor, serial)
    if known is not None:
        name_device(
            actor=actor, device_id=known, system=ref.system, value=ref.value, valid_from=None, now=now
        )
        return known
    if wish.model_id is None:
        raise InvalidInput(
            "No device of the inventory has this serial; say its model to enter it.",
            fields={"model_id": ["This field is required for a new device."]},
        )
    names = {} if (ref.system, ref.value) == ("serial", serial) else {ref.system: ref.value}
    return add_device(actor=actor, model_id=wish.model_id, serial=serial, names=names, now=now).id


def _check_same(actor: Actor, device: KnownDevice, wish: Wish) -> UUID:
    if wish.device_serial and find_device_by_serial(actor, wish.device_serial) not in (
        None,
        device.device_id,
    ):
        raise Conflict(
            "The gateway's name means another device of the inventory.",
            data={"device_id": str(device.device_id)},
        )
    return device.device_id


def _give_to_patient(
    actor: Actor, device_id: UUID, device: KnownDevice | None, waiting: Sequence[Waiting], wish: Wish, *, slot: int,
    first: datetime, now: datetime,
) -> None:  # fmt: skip
    """An assignment from the first of these on, unless the patient had the slot then already."""
    times = [one.measured_at for one in waiting if one.measured_at is not None]
    holders = [device.find_holder(slot=slot, at=moment) if device else None for moment in times]
    if wish.patient_id is None:
        if device is not None and not all(holders):
            raise InvalidInput("Whose is it?", fields={"patient_id": ["This field is required."]})
        return
    if all(holder is not None and holder.patient_id == wish.patient_id for holder in holders):
        return
    assign_device(
        actor=actor, device_id=device_id, patient_id=wish.patient_id, slot=slot,
        starts_at=wish.starts_at or min(first, now), until_next=True, now=now,
    )  # fmt: skip
