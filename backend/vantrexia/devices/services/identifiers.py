"""The names gateways know a device by, each for a time.

The serial is the hardware's own and holds for ever. `imei` and `mac` belong to the hardware too; `hwi`,
`gateway_device_id` and `user_ref` are the gateway's and move to the new hardware when a device is swapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vantrexia.core.actor import Actor
from vantrexia.devices.models import Device, DeviceIdentifier
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.vitals import DEVICE_SYSTEMS
from vantrexia.domain.wordings import say

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # before any reading: a serial was this device's from the beginning
OF_THE_GATEWAY = ("hwi", "gateway_device_id", "user_ref")


def add_identifier(
    *, actor: Actor, device: Device, system: str, value: str, valid_from: datetime = ALWAYS
) -> DeviceIdentifier:
    """Give a device a name. Raises Conflict where the name means another device at that time, with its id."""
    value = value.strip()
    if system not in DEVICE_SYSTEMS or not value or len(value) > 128:
        raise InvalidInput(
            "The identifier is not complete.",
            fields={
                "system": [say("must be one of {choices}", choices=", ".join(DEVICE_SYSTEMS))],
                "value": ["1 to 128 characters"],
            },
        )
    made = DeviceIdentifier(
        practice_id=actor.practice_id, device_id=device.id, system=system, value=value, valid_from=valid_from
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise _taken(device, system, value) from None
    return made


def add_identifiers(*, actor: Actor, device: Device, names: Mapping[str, str | None]) -> None:
    """The optional names given when a device enters the inventory; empty ones are left out."""
    for system, value in names.items():
        if value:
            add_identifier(actor=actor, device=device, system=system, value=value)


def move_identifiers(*, actor: Actor, old: Device, new: Device, at: datetime) -> list[str]:
    """The gateway's names of `old` mean `new` from `at` on; returns which systems moved."""
    rows = DeviceIdentifier.objects.filter(
        practice_id=actor.practice_id, device_id=old.id, system__in=OF_THE_GATEWAY, valid_to__isnull=True
    )
    moved: list[str] = []
    for row in rows.select_for_update():
        # A name that came later than the new hardware never meant the old.
        since = max(at, row.valid_from)
        row.valid_to = since
        row.save(update_fields=["valid_to"])
        add_identifier(actor=actor, device=new, system=row.system, value=row.value, valid_from=since)
        moved.append(row.system)
    return moved


def end_identifier(*, actor: Actor, identifier_id: UUID, at: datetime) -> DeviceIdentifier:
    """A name that does not mean the device any more. The serial stays. Raises NotFound, Conflict."""
    row = (
        DeviceIdentifier.objects.filter(practice_id=actor.practice_id, id=identifier_id)
        .select_for_update()
        .first()
    )
    if row is None:
        raise NotFound("There is no such identifier.")
    if row.valid_to is not None or row.system == "serial":
        raise Conflict("There is no such identifier that could end.")
    row.valid_to = max(at, row.valid_from)
    row.save(update_fields=["valid_to"])
    return row


def _taken(device: Device, system: str, value: str) -> Conflict:
    holder = (
        DeviceIdentifier.objects.filter(practice_id=device.practice_id, system=system, value=value)
        .exclude(device_id=device.id)
        .values_list("device_id", flat=True)
        .first()
    )
    return Conflict(
        say("This {system} means another device.", system=system),
        data={"device_id": str(holder) if holder else None},
    )
