"""Tenovi deliveries to measurements and device statuses.

`normalise` takes measurement webhooks, one part or an array of them ("post as array"), and fulfilment
webhooks. Devices are named by `hwi_device_id`, which survives a swap of the hardware; `hardware_uuid` does
not and is never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.base import DeviceEvent, DeviceStatus, Normalised, Rejected
from vantrexia.devices.gateways.elements import Fault, convert_element, decode_elements, split_moment
from vantrexia.devices.gateways.tenovi.grouping import Placed, group_parts
from vantrexia.devices.gateways.tenovi.reading import read_group
from vantrexia.devices.gateways.tenovi.wire import Fulfilment, FulfilmentAsPrinted, Part
from vantrexia.domain.vitals import DeviceRef, Measurement

# docs.tenovi.com, "Fulfillment Webhooks": the twelve states.
FULFILMENT_EVENTS: Final[dict[str, DeviceEvent]] = {
    "Pending Shipment": "ordered",
    "Dropship Requested": "ordered",
    "Ready to Ship": "ordered",
    "Shipped": "shipped",
    "Dropshipped": "shipped",
    "Delivered": "delivered",
    "Returned": "returned",
    "Connected": "connected",
    "Replaced": "swapped",
    "Unlinked": "unlinked",
    "On Hold": "on_hold",
    "Client Action Required": "action_required",
}


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one Tenovi delivery.

    Fulfilment states carry no time of their own: `received_at` is theirs. Raises NotUnderstood with the
    codes of `elements.decode_elements`.
    """
    statuses: list[DeviceStatus] = []
    parts: list[Placed] = []
    rejected: list[Rejected] = []
    for index, element in enumerate(decode_elements(body)):
        try:
            if isinstance(element, dict) and "metric" not in element:
                statuses.append(_read_fulfilment(element, received_at=received_at))
                continue
            part = convert_element(element, Part)
            if part.metric == "battery_percentage":
                statuses.append(_read_battery(part))
            else:
                parts.append((index, part))
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
    measurements, unread = _read_parts(parts)
    return Normalised(
        measurements=tuple(measurements),
        statuses=tuple(statuses),
        rejected=tuple(sorted([*rejected, *unread], key=lambda one: one.index)),
    )


def _read_parts(parts: Sequence[Placed]) -> tuple[list[Measurement], list[Rejected]]:
    measurements: list[Measurement] = []
    rejected: list[Rejected] = []
    for group in group_parts(parts):
        try:
            measurements.append(read_group(group))
        except Fault as fault:
            # Without its leading part a reading is not one: every part of it is reported, none is lost.
            rejected.extend(Rejected(index, fault.code, fault.detail) for index, _ in group.values())
    return measurements, rejected


def _read_fulfilment(element: dict[str, object], *, received_at: datetime) -> DeviceStatus:
    if "order_number" in element or "request_id" in element:
        raise Fault("unknown_type", "special order")
    shape: type[Fulfilment | FulfilmentAsPrinted] = (
        FulfilmentAsPrinted if "status " in element else Fulfilment
    )
    sent = convert_element(element, shape)
    event = FULFILMENT_EVENTS.get(sent.status)
    if event is None:
        raise Fault("unknown_value", "status")
    return DeviceStatus(device_ref=DeviceRef("hwi", sent.hwi_device_id), at=received_at, event=event)


def _read_battery(part: Part) -> DeviceStatus:
    if part.value_1 is UNSET:
        raise Fault("missing_field", "value_1")
    percent = float(part.value_1)
    if not 0 <= percent <= 100:
        raise Fault("out_of_range", "value_1")
    at, _ = split_moment(part.timestamp)
    return DeviceStatus(
        device_ref=DeviceRef("hwi", part.hwi_device_id), at=at, battery_percent=round(percent)
    )
