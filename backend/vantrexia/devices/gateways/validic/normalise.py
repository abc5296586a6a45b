"""Validic pushes to measurements.

`normalise` takes records of type measurement, one or a batch, and hands FHIR bodies to the FHIR adapter,
since the Push Service can be set to send those. Where a source names no device, the person's `uid` stands
for it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.base import Normalised, Rejected
from vantrexia.devices.gateways.elements import Fault, convert_element, decode_body, split_moment
from vantrexia.devices.gateways.fhir.normalise import is_fhir, normalise_decoded
from vantrexia.devices.gateways.validic.reading import read_metrics
from vantrexia.devices.gateways.validic.wire import Metric, Note, Record, list_records
from vantrexia.devices.gateways.values import Values
from vantrexia.domain.vitals import DeviceRef, Measurement

_IMEI: Final = re.compile(r"[0-9]{15}", re.ASCII)
_MEALS: Final = {"before": "pre_meal", "after": "post_meal", "fasting": "fasting", "bedtime": "bedtime"}


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one Validic push. Raises NotUnderstood with the codes of `elements.decode_elements`."""
    decoded = decode_body(body)
    if is_fhir(decoded):
        return normalise_decoded(decoded)
    measurements: list[Measurement] = []
    rejected: list[Rejected] = []
    for index, element in enumerate(list_records(decoded)):
        try:
            measurements.extend(_read_record(element))
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
    return Normalised(measurements=tuple(measurements), rejected=tuple(rejected))


def _read_record(element: object) -> list[Measurement]:
    record = convert_element(element, Record)
    if record.type != "measurement":
        raise Fault("unknown_type", "type")
    # A withdrawal is a decision about a stored reading; a person takes it, with a reason.
    if record.deleted_at is not UNSET:
        raise Fault("withdrawn", "deleted_at")
    device_ref = _name_device(record)
    measured_at, _ = split_moment(record.start_time)
    kinds = read_metrics(record.metrics)
    return [
        Measurement(
            kind=kind,
            device_ref=device_ref,
            measured_at=measured_at,
            utc_offset_minutes=_read_offset(record),
            original={"metrics": [_keep_as_sent(metric) for metric in record.metrics]},
            context=_read_context(record),
            source_id=None if record.id is UNSET else record.id,
            **_add_meal(kind, values, record.user_notes),
        )
        for kind, values in kinds
    ]


def _name_device(record: Record) -> DeviceRef:
    device = record.source.device
    if device is not UNSET and device.id is not UNSET:
        # Cellular devices (Smart Meter) are keyed by IMEI.
        return DeviceRef("imei" if _IMEI.fullmatch(device.id) else "gateway_device_id", device.id)
    if record.user.uid is UNSET:
        raise Fault("missing_field", "user.uid")
    return DeviceRef("user_ref", record.user.uid)


def _read_offset(record: Record) -> int | None:
    """Seconds as sent to minutes; what no place on Earth has (a vendor's sample shows −20 h) is not one."""
    seconds = record.utc_offset
    if seconds is UNSET or seconds % 60 or not -43_200 <= seconds <= 50_400:
        return None
    return seconds // 60 or None


def _add_meal(kind: str, values: Values, notes: list[Note]) -> Values:
    if kind == "glucose":
        for note in notes:
            if note.type == "relationship_to_meal":
                values["meal_marker"] = _MEALS.get(str(note.value), "unknown")
    return values


def _read_context(record: Record) -> dict[str, str]:
    context = {"source": record.source.type}
    if record.offset_origin is not UNSET:
        context["offset_origin"] = record.offset_origin
    # A value a person typed is no automatic upload, whatever channel brought it.
    origins = {metric.origin for metric in record.metrics if isinstance(metric.origin, str)}
    if origins:
        context["entered"] = "manual" if "manual" in origins else ", ".join(sorted(origins))
    return context


def _keep_as_sent(metric: Metric) -> dict[str, object]:
    sent = {"type": metric.type, "value": metric.value, "unit": metric.unit, "origin": metric.origin}
    return {name: value for name, value in sent.items() if value is not UNSET}
