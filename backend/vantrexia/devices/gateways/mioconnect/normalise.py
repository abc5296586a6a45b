"""MioConnect bodies to measurements and device statuses.

`normalise` first decodes the whole body straight into the declared types, which is what nearly every
delivery allows. Whatever does not fit exactly (an unknown field, a null, a key given twice, one bad
element) is read again element by element, tolerantly: slower, same meaning, and only the bad elements are
set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

import msgspec
from msgspec import UNSET

from vantrexia.devices.gateways.base import DeviceStatus, Normalised, Rejected
from vantrexia.devices.gateways.elements import (
    MAX_BYTES,
    MAX_ELEMENTS,
    Fault,
    convert_element,
    decode_elements,
    split_moment,
)
from vantrexia.devices.gateways.mioconnect.vital import read_vitals
from vantrexia.devices.gateways.mioconnect.wire import Device, Reading, Status
from vantrexia.domain.vitals import DeviceRef, Measurement

Element = Reading | Status

_ONE: Final = msgspec.json.Decoder(Element)
_MANY: Final = msgspec.json.Decoder(list[Element])
_ANY: Final = cast("type[Reading | Status]", Element)  # msgspec takes a union; type[] has no way to say so
_ENCODER: Final = msgspec.json.Encoder()


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one MioConnect delivery.

    Battery and signal that come with readings are reported once per device, as of its newest reading here.
    Raises NotUnderstood with the codes of `elements.decode_elements`.
    """
    elements = _decode_exactly(body)
    if elements is not None:
        return _collect(elements)
    return _collect(decode_elements(body))


def _decode_exactly(body: bytes) -> Sequence[Element] | None:
    """The body as typed elements, or None where anything at all in it was dropped or does not fit."""
    if len(body) > MAX_BYTES:
        return None
    try:
        if body.lstrip()[:1] == b"[":
            elements = _MANY.decode(body)
        else:
            elements = [_ONE.decode(body)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    # The decoder keeps the last of two equal keys and skips unknown ones in silence. Every key is a quoted
    # string, so when all that was kept carries as many quotes as all that came, nothing was dropped. An
    # escaped quote counts alike on both sides; one written as \u0022 does not, so such bodies take the
    # other way.
    if b"\\u0022" in body or body.count(b'"') != _ENCODER.encode(elements).count(b'"'):
        return None
    return elements if len(elements) <= MAX_ELEMENTS else None


def _collect(elements: Sequence[object]) -> Normalised:
    measurements: list[Measurement] = []
    statuses: list[DeviceStatus] = []
    rejected: list[Rejected] = []
    newest: dict[DeviceRef, DeviceStatus] = {}
    for index, element in enumerate(elements):
        try:
            if not isinstance(element, Reading | Status):
                element = convert_element(element, _ANY)
            if isinstance(element, Status):
                statuses.append(_read_status(element))
                continue
            measurement = _read_measurement(element)
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
            continue
        measurements.append(measurement)
        _note_device_state(element.device, measurement, newest)
    return Normalised(
        measurements=tuple(measurements), statuses=(*newest.values(), *statuses), rejected=tuple(rejected)
    )


def _read_measurement(reading: Reading) -> Measurement:
    measured_at, offset_minutes = split_moment(reading.measured_at)
    kind, values, original = read_vitals(reading)
    device = reading.device
    return Measurement(
        kind=kind,
        device_ref=DeviceRef("serial", device.serial),
        measured_at=measured_at,
        slot=1 if device.slot is UNSET else device.slot,
        utc_offset_minutes=offset_minutes,
        original=original,
        context={} if reading.context is UNSET else reading.context,
        seq=0 if reading.seq is UNSET else reading.seq,
        source_id=None if reading.reading_id is UNSET else reading.reading_id,
        **values,
    )


def _read_status(status: Status) -> DeviceStatus:
    device = status.device
    at, _ = split_moment(status.at)
    return DeviceStatus(
        device_ref=DeviceRef("serial", device.serial),
        at=at,
        battery_percent=None if device.battery_percent is UNSET else device.battery_percent,
        signal_percent=None if device.signal_percent is UNSET else device.signal_percent,
        event=status.event,
    )


def _note_device_state(
    device: Device, measurement: Measurement, newest: dict[DeviceRef, DeviceStatus]
) -> None:
    if device.battery_percent is UNSET and device.signal_percent is UNSET:
        return
    known = newest.get(measurement.device_ref)
    if known is None or known.at < measurement.measured_at:
        newest[measurement.device_ref] = DeviceStatus(
            device_ref=measurement.device_ref,
            at=measurement.measured_at,
            battery_percent=None if device.battery_percent is UNSET else device.battery_percent,
            signal_percent=None if device.signal_percent is UNSET else device.signal_percent,
        )
