"""The inventory for lists and for one page: devices with model, state and who has them; the register of models.

`list_devices`, `get_device`, `list_history`, `list_models`, `list_patient_devices`. Names of patients are opened for the
rows of one page only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vantrexia.accounts.selectors.names import name_people
from vantrexia.core.actor import Actor
from vantrexia.devices.models import Assignment, Device, DeviceEvent, DeviceIdentifier, DeviceModel
from vantrexia.domain.device_states import STATUSES, list_actions
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient

MOST_EVENTS = 500


def list_devices(
    viewer: Actor, *, search: str, status: str | None, model_id: UUID | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of the inventory, newest change first; `search` is a part of the serial or of any identifier."""
    if status is not None and status not in STATUSES:
        raise InvalidInput(
            "Unknown status.",
            fields={"status": [say("must be one of {choices}", choices=", ".join(STATUSES))]},
        )
    rows = Device.objects.filter(practice_id=viewer.practice_id)
    if search.strip():
        named = DeviceIdentifier.objects.filter(
            practice_id=viewer.practice_id, device_id=OuterRef("id"), value__icontains=search.strip()
        )
        rows = rows.filter(Q(serial__icontains=search.strip()) | Q(Exists(named)))
    if status is not None:
        rows = rows.filter(status=status)
    if model_id is not None:
        rows = rows.filter(model_id=model_id)
    page = rows.select_related("model", "hub").order_by("-updated_at", "id")[offset : offset + limit]
    return rows.count(), _show(viewer, list(page))


def get_device(viewer: Actor, device_id: UUID) -> dict[str, Any]:
    """One device with its identifiers and what may be done with it. Raises NotFound."""
    rows = Device.objects.filter(practice_id=viewer.practice_id, id=device_id).select_related("model", "hub")
    shown = _show(viewer, list(rows))
    if not shown:
        raise NotFound("There is no such device.")
    names = DeviceIdentifier.objects.filter(practice_id=viewer.practice_id, device_id=device_id)
    return {
        **shown[0],
        "identifiers": [
            {
                "id": row.id,
                "system": row.system,
                "value": row.value,
                "from": row.valid_from,
                "to": row.valid_to,
            }
            for row in names.order_by("system", "valid_from")
        ],
        "allowed_actions": list_actions(shown[0]["status"]) if viewer.may("device.write") else [],
    }


def find_device_by_serial(viewer: Actor, serial: str) -> UUID | None:
    """The device of that serial in the inventory."""
    rows = Device.objects.filter(practice_id=viewer.practice_id, serial=serial)
    return rows.values_list("id", flat=True).first()


def list_history(viewer: Actor, device_id: UUID) -> dict[str, Any]:
    """Everything that happened to a device, newest first, and everybody who had it. Raises NotFound."""
    if not Device.objects.filter(practice_id=viewer.practice_id, id=device_id).exists():
        raise NotFound("There is no such device.")
    rows = DeviceEvent.objects.filter(practice_id=viewer.practice_id, device_id=device_id)
    events = list(rows.order_by("-at", "-id")[:MOST_EVENTS])
    held = Assignment.objects.filter(practice_id=viewer.practice_id, device_id=device_id)
    assignments = list(held.select_related("patient").order_by("-starts_at", "slot"))
    people = name_people(viewer, {event.recorded_by_id for event in events if event.recorded_by_id})
    return {
        "results": [
            {
                "id": event.id,
                "action": event.event,
                "from_status": event.from_status,
                "to_status": event.to_status,
                "detail": event.detail,
                "at": event.at,
                "actor_name": people.get(event.recorded_by_id) if event.recorded_by_id else None,
            }
            for event in events
        ],
        "assignments": [_assignment(one) for one in assignments],
    }


def list_models(viewer: Actor) -> list[dict[str, Any]]:
    """The register."""
    rows = DeviceModel.objects.filter(practice_id=viewer.practice_id).order_by("kind", "maker", "name")
    return [
        {
            "id": row.id, "maker": row.maker, "name": row.name, "kind": row.kind, "also_measures": row.also_measures,
            "connection_type": row.connection_type, "udi_di": row.udi_di, "fda_listing": row.fda_listing,
            "slots": row.slots, "reports_irregular_beat": row.reports_irregular_beat,
        }
        for row in rows
    ]  # fmt: skip


def list_patient_devices(viewer: Actor, patient_id: UUID) -> list[dict[str, Any]]:
    """The devices a patient has and had, running ones first. Raises NotFound."""
    if not Patient.objects.filter(practice_id=viewer.practice_id, id=patient_id).exists():
        raise NotFound("There is no such patient.")
    rows = Assignment.objects.filter(practice_id=viewer.practice_id, patient_id=patient_id)
    return [
        {
            "assignment_id": row.id, "device_id": row.device_id, "model": f"{row.device.model.maker} {row.device.model.name}",
            "kind": row.device.model.kind, "serial": row.device.serial, "slot": row.slot, "from": row.starts_at,
            "to": row.ends_at, "end_reason": row.end_reason, "replaces": row.replaces_id, "status": row.device.status,
            "battery_percent": row.device.battery_percent, "signal_percent": row.device.signal_percent,
            "last_seen_at": row.device.last_seen_at, "last_reading_at": row.device.last_reading_at,
        }
        for row in rows.select_related("device", "device__model").order_by("-ends_at", "-starts_at")
    ]  # fmt: skip


def list_patients_of(shown: Iterable[dict[str, Any]]) -> list[UUID]:
    """Whose names a list of devices has shown: what the audit entry names."""
    return sorted({holder["patient_id"] for row in shown for holder in row["assignments"]})


def _show(viewer: Actor, devices: list[Device]) -> list[dict[str, Any]]:
    holders: dict[UUID, list[dict[str, Any]]] = {}
    ids = [device.id for device in devices]
    imeis = dict(
        DeviceIdentifier.objects.filter(
            practice_id=viewer.practice_id, device_id__in=ids, system="imei", valid_to__isnull=True
        ).values_list("device_id", "value")
    )
    for one in _list_running(viewer, ids):
        holders.setdefault(one.device_id, []).append(_assignment(one))
    return [
        {
            "id": device.id, "serial": device.serial, "status": device.status, "slots": device.slots,
            "model": {
                "id": device.model_id, "maker": device.model.maker, "name": device.model.name, "kind": device.model.kind,
            },
            "imei": imeis.get(device.id),
            "hub_imei": device.hub.imei if device.hub else None, "battery_percent": device.battery_percent,
            "signal_percent": device.signal_percent, "last_seen_at": device.last_seen_at,
            "last_reading_at": device.last_reading_at, "clock_is_wrong": device.clock_is_wrong, "note": device.note,
            "assignments": holders.get(device.id, []), "created_at": device.created_at, "updated_at": device.updated_at,
        }
        for device in devices
    ]  # fmt: skip


def _list_running(viewer: Actor, device_ids: list[UUID]) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(
        practice_id=viewer.practice_id, device_id__in=device_ids, ends_at__isnull=True
    )
    return rows.select_related("patient").order_by("slot")


def _assignment(one: Assignment) -> dict[str, Any]:
    return {
        "id": one.id, "slot": one.slot, "patient_id": one.patient_id,
        "patient_name": f"{one.patient.first_name} {one.patient.last_name}", "from": one.starts_at, "to": one.ends_at,
        "end_reason": one.end_reason, "replaces": one.replaces_id,
    }  # fmt: skip
