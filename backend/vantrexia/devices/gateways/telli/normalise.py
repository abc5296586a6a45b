"""Telli Health deliveries to measurements and device statuses.

`normalise` branches on the kind of message: readings of version 1 and 2 carry `readingType`; heartbeats,
cleared reminders and answers to settings carry `type` and say that the device is alive.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.base import DeviceEvent, DeviceStatus, Normalised, Rejected
from vantrexia.devices.gateways.elements import Fault, convert_element, decode_elements
from vantrexia.devices.gateways.telli.reading import read_data
from vantrexia.devices.gateways.telli.wire import DeviceData, Envelope
from vantrexia.domain.vitals import DeviceRef, Measurement

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BATTERY: Final = {str(step): step * 10 for step in range(11)}
_SIGNAL: Final = {str(step): step * 25 for step in range(1, 5)}
_EVENTS: Final[dict[str, DeviceEvent | None]] = {
    "Heartbeat": "heartbeat",
    "ReminderCleared": None,
    "SettingsResponse": None,
}


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one Telli Health delivery: one message, or an array of them as a replay may send.

    Raises NotUnderstood with the codes of `elements.decode_elements`.
    """
    measurements: list[Measurement] = []
    statuses: list[DeviceStatus] = []
    rejected: list[Rejected] = []
    for index, element in enumerate(decode_elements(body)):
        try:
            message = convert_element(element, Envelope)
            if message.readingType is not UNSET:
                measurement, battery = _read_measurement(message, message.readingType)
                measurements.append(measurement)
                statuses.extend(_read_state(message, battery=battery))
            else:
                statuses.append(_read_event(message))
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
    return Normalised(measurements=tuple(measurements), statuses=tuple(statuses), rejected=tuple(rejected))


def _read_measurement(message: Envelope, reading_type: str) -> tuple[Measurement, int | None]:
    if message.data is UNSET:
        raise Fault("missing_field", "data")
    content = read_data(reading_type, message.data)
    measurement = Measurement(
        kind=content.kind,
        device_ref=_name_device(message.deviceId),
        measured_at=_read_time(message.time),
        utc_offset_minutes=_read_offset(message),
        original=content.original,
        context={"from_memory": "true"} if str(message.mem) == "1" else {},
        **content.values,
    )
    return measurement, content.battery_percent


def _read_state(message: Envelope, *, battery: int | None) -> list[DeviceStatus]:
    """The device's own state where the reading carries one."""
    if battery is None:
        battery = _battery_percent(message.devdata)
    signal = _signal_percent(message.devdata)
    if battery is None and signal is None:
        return []
    at = _read_time(message.time)
    return [DeviceStatus(_name_device(message.deviceId), at, battery, signal)]


def _read_event(message: Envelope) -> DeviceStatus:
    if message.type is UNSET:
        raise Fault("missing_field", "type")
    if message.type not in _EVENTS:
        raise Fault("unknown_type", "type")
    return DeviceStatus(
        device_ref=_name_device(message.deviceId),
        at=_read_time(message.time),
        battery_percent=_battery_percent(message.devdata),
        signal_percent=_signal_percent(message.devdata),
        event=_EVENTS[message.type],
    )


def _name_device(device_id: str) -> DeviceRef:
    """Mostly an IMEI, says the specification; older devices have a UUID."""
    is_imei = len(device_id) == 15 and device_id.isascii() and device_id.isdigit()
    return DeviceRef("imei" if is_imei else "gateway_device_id", device_id)


def _read_time(sent: str | int) -> datetime:
    """Readings are in milliseconds; the generation 2 messages only say "epoch", so ten digits are seconds."""
    number = int(sent)
    milliseconds = number if number >= 10**11 else number * 1_000
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _read_offset(message: Envelope) -> int | None:
    """Minutes from UTC as documented. Zero is what a device without a zone sends, and not taken for one."""
    if message.tzOffsetMinutes is UNSET:
        return None
    minutes = int(message.tzOffsetMinutes)
    return minutes if minutes and -720 <= minutes <= 840 else None


def _battery_percent(device: DeviceData) -> int | None:
    """Ten steps; `pwr` is an external supply and says nothing about the battery."""
    return _BATTERY.get(str(device.batt))


def _signal_percent(device: DeviceData) -> int | None:
    """Four steps from poor to excellent."""
    return _SIGNAL.get(str(device.r))
