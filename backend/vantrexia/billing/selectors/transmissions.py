"""Each reading of a patient with the gateway's receipt it came by, and the devices it came from, for the evidence.

Public: `list_transmissions(patient_id, …)`, `list_devices(patient_id)`; in the practice of the running transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.core.plain import fetch_rows

_HERE = "nullif(current_setting('app.practice', true), '')::uuid"
_READINGS = f"""
SELECT r.id, r.kind, r.measured_at, r.received_at, r.local_date, r.zone, r.origin, r.state, r.is_late,
    coalesce(d.serial, r.device_text), r.systolic, r.diastolic, r.pulse, r.spo2, r.weight_kg, r.glucose_mg_dl, r.temperature_c,
    r.respiratory_rate, r.delivery_id, v.gateway, v.delivery_key, v.received_at, v.key_id
FROM vitals_reading r
LEFT JOIN devices_device d ON d.practice_id = r.practice_id AND d.id = r.device_id
LEFT JOIN devices_delivery v ON v.practice_id = r.practice_id AND v.id = r.delivery_id
    AND v.received_at BETWEEN r.received_at - interval '1 day' AND r.received_at + interval '1 day'
WHERE r.practice_id = {_HERE} AND r.patient_id = %(patient)s AND r.measured_at >= %(since)s AND r.measured_at < %(until)s
ORDER BY r.measured_at, r.kind, r.seq, r.id
"""  # noqa: S608 (text of our own)
_DEVICES = f"""
SELECT d.id, m.maker, m.name, m.kind, d.serial, m.udi_di, m.fda_listing, a.slot, a.starts_at, a.ends_at, a.end_reason
FROM devices_assignment a
JOIN devices_device d ON d.practice_id = a.practice_id AND d.id = a.device_id
JOIN devices_devicemodel m ON m.practice_id = d.practice_id AND m.id = d.model_id
WHERE a.practice_id = {_HERE} AND a.patient_id = %(patient)s ORDER BY a.starts_at, d.serial
"""  # noqa: S608 (text of our own)
_VALUES = (
    "systolic", "diastolic", "pulse", "spo2", "weight_kg", "glucose_mg_dl", "temperature_c", "respiratory_rate",
)  # fmt: skip
_DEVICE = (
    "device_id", "maker", "model", "kind", "serial", "udi_di", "fda_listing", "slot", "assigned_from", "assigned_to", "end_reason",
)  # fmt: skip
_FIRST_VALUE = 10


def list_transmissions(patient_id: UUID, *, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Readings measured in `[since, until)`, whatever became of them. `counts`: automatic, and not entered in error."""
    found: list[dict[str, Any]] = []
    for row in fetch_rows(_READINGS, {"patient": patient_id, "since": since, "until": until}):
        (reading_id, kind, measured_at, received_at, local_date, zone, origin, state, is_late, serial) = row[
            :_FIRST_VALUE
        ]
        values = row[_FIRST_VALUE : _FIRST_VALUE + len(_VALUES)]
        delivery_id, gateway, key, arrived, key_id = row[_FIRST_VALUE + len(_VALUES) :]
        found.append(
            {
                "id": reading_id, "kind": kind, "measured_at": measured_at, "received_at": received_at, "local_date": local_date,
                "zone": zone, "origin": origin, "state": state, "is_late": is_late, "serial": serial or "",
                "values": {name: value for name, value in zip(_VALUES, values, strict=True) if value is not None},
                "counts": origin == "automatic" and state != "entered_in_error",
                "receipt": {"delivery_id": delivery_id, "gateway": gateway, "delivery_key": key, "received_at": arrived, "key_id": key_id}
                if delivery_id
                else None,
            }
        )  # fmt: skip
    return found


def list_devices(patient_id: UUID) -> list[dict[str, Any]]:
    """Every device the patient ever had, with the interval."""
    return [dict(zip(_DEVICE, row, strict=True)) for row in fetch_rows(_DEVICES, {"patient": patient_id})]
