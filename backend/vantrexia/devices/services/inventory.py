"""The practice's devices: entering one, changing what is known of it, moving it through its life.

`add_device`, `update_device`, `act_on_device` (order, ship, deliver, connect, return, retire). Every step is one row of
history and one audit entry. A device that leaves service ends its assignments first, or the act is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.models import Assignment, Device, DeviceModel, Hub
from vantrexia.devices.services.events import note_event
from vantrexia.devices.services.identifiers import add_identifier, add_identifiers, end_identifier
from vantrexia.domain.device_states import IN_SERVICE, transition
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound

CHANGEABLE = ("note", "clock_is_wrong", "hub_imei")


def add_device(
    *,
    actor: Actor,
    model_id: UUID,
    serial: str,
    now: datetime,
    names: Mapping[str, str | None] | None = None,
    hub_imei: str | None = None,
    note: str = "",
) -> Device:
    """Enter a device, ordered. `names` are its other identifiers by system (imei, mac, hwi, gateway_device_id).

    Raises InvalidInput for a model the register lacks, DomainError `already_exists` for a serial it holds.
    """
    model = DeviceModel.objects.filter(practice_id=actor.practice_id, id=model_id).first()
    if model is None:
        raise InvalidInput(
            "The register has no such model.", fields={"model_id": ["There is no such model."]}
        )
    serial = serial.strip()
    if not serial:
        raise InvalidInput("A device needs its serial.", fields={"serial": ["This field may not be blank."]})
    device = Device(
        practice_id=actor.practice_id, model=model, serial=serial, slots=model.slots, note=note, status="ordered",
        hub=_find_hub(actor, hub_imei, now=now), created_at=now, updated_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:
        known = (
            Device.objects.filter(practice_id=actor.practice_id, serial=serial)
            .values_list("id", flat=True)
            .first()
        )
        raise DomainError(
            "already_exists", "A device with this serial is in the inventory.", data={"device_id": str(known)}
        ) from None
    add_identifier(actor=actor, device=device, system="serial", value=serial)
    add_identifiers(actor=actor, device=device, names=names or {})
    note_event(device, "registered", at=now, by=actor.user_id).save(force_insert=True)
    _keep(actor, device, "registered", now=now, detail={"model": f"{model.maker} {model.name}"})
    return device


def update_device(*, actor: Actor, device_id: UUID, changes: Mapping[str, object], now: datetime) -> Device:
    """Change note, hub or whether its clock is known to be wrong. Raises InvalidInput for anything else."""
    wrong = {name: ["cannot be changed"] for name in changes if name not in CHANGEABLE}
    if wrong:
        raise InvalidInput("The serial and the model of a device never change.", fields=wrong)
    device = lock_device(actor, device_id)
    if "note" in changes:
        device.note = str(changes["note"] or "")[:200]
    if "hub_imei" in changes:
        device.hub = _find_hub(actor, str(changes["hub_imei"] or "") or None, now=now)
    if "clock_is_wrong" in changes and bool(changes["clock_is_wrong"]) != device.clock_is_wrong:
        device.clock_is_wrong = bool(changes["clock_is_wrong"])
        event = "clock_wrong" if device.clock_is_wrong else "clock_right"
        note_event(device, event, at=now, by=actor.user_id).save(force_insert=True)
    device.updated_at = now
    device.save()
    _keep(actor, device, "updated", now=now, detail={"fields": sorted(changes)})
    return device


def act_on_device(*, actor: Actor, device_id: UUID, action: str, now: datetime, note: str = "") -> Device:
    """Move a device along. Raises `invalid_transition`; Conflict where patients still have it."""
    device = lock_device(actor, device_id)
    before = device.status
    device.status = transition(before, action)
    if device.status not in IN_SERVICE and _is_assigned(device):
        raise Conflict(
            "Patients still have this device; take it back from them first.", data={"code_hint": "assigned"}
        )
    device.updated_at = now
    device.save(update_fields=["status", "updated_at"])
    detail = {"note": note} if note else {}
    note_event(device, device.status, at=now, before=before, detail=detail, by=actor.user_id).save(
        force_insert=True
    )
    _keep(actor, device, device.status, now=now, detail={"from": before})
    return device


def name_device(
    *, actor: Actor, device_id: UUID, system: str, value: str, valid_from: datetime | None, now: datetime
) -> Device:
    """Give a device another name of a gateway's, from a time on (always, when none is given)."""
    device = lock_device(actor, device_id)
    if valid_from is None:
        add_identifier(actor=actor, device=device, system=system, value=value)
    else:
        add_identifier(actor=actor, device=device, system=system, value=value, valid_from=valid_from)
    note_event(device, "named", at=now, detail={"system": system}, by=actor.user_id).save(force_insert=True)
    _keep(actor, device, "named", now=now, detail={"system": system})
    return device


def unname_device(*, actor: Actor, device_id: UUID, identifier_id: UUID, now: datetime) -> Device:
    """Take a name away, from now on; what came under it before stays where it is."""
    device = lock_device(actor, device_id)
    row = end_identifier(actor=actor, identifier_id=identifier_id, at=now)
    if row.device_id != device.id:
        raise NotFound("There is no such identifier of this device.")
    note_event(device, "unnamed", at=now, detail={"system": row.system}, by=actor.user_id).save(
        force_insert=True
    )
    _keep(actor, device, "unnamed", now=now, detail={"system": row.system})
    return device


def lock_device(actor: Actor, device_id: UUID) -> Device:
    """The device, locked until the transaction ends. Raises NotFound, also for another practice's."""
    device = Device.objects.filter(practice_id=actor.practice_id, id=device_id).select_for_update().first()
    if device is None:
        raise NotFound("There is no such device.")
    return device


def _is_assigned(device: Device) -> bool:
    return Assignment.objects.filter(
        practice_id=device.practice_id, device_id=device.id, ends_at__isnull=True
    ).exists()


def _find_hub(actor: Actor, imei: str | None, *, now: datetime) -> Hub | None:
    if not imei:
        return None
    hub, _ = Hub.objects.get_or_create(
        practice_id=actor.practice_id, imei=imei.strip()[:32], defaults={"created_at": now}
    )
    return hub


def _keep(actor: Actor, device: Device, done: str, *, now: datetime, detail: Mapping[str, object]) -> None:
    record(actor=actor, action=f"device.{done}", entity="device", entity_id=device.id, detail=detail, at=now)
    emit([Event("device", device.id)], practice_id=device.practice_id, at=now)
