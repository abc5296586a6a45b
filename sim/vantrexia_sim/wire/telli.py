"""Telli Health: generation-2 readings and heartbeats, one message per request, `x-api-key`.

Source: tellihealth.github.io/tellihealth-rpm-api-spec (OpenAPI 2.0.1, webhooks readingsV2 and heartbeat):
IMEI as `deviceId`, `time` in epoch milliseconds as text, `tzOffsetMinutes`, `genVer`, `mem`, `devdata` {r
1–4, batt 0–10, cycles}, arrhythmia 0/1, readingPeriod before/after, units lb/kg, mg/dL, C/F.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vantrexia_sim.model import Sample, Upload
from vantrexia_sim.wire.base import Format, static_header, utc_offset_minutes

_TYPE = {
    "blood_pressure": "BloodPressure",
    "glucose": "BloodGlucose",
    "weight": "Weight",
    "pulse_oximetry": "SpO2",
    "temperature": "Temperature",
}


def encode(uploads: Sequence[Upload]) -> Any:
    """One message."""
    (upload,) = uploads
    common = {
        "tzOffsetMinutes": str(utc_offset_minutes(upload)),
        "genVer": "2",
        "devdata": {
            "r": str(min(4, 1 + upload.signal_percent // 25)),
            "batt": str(round(upload.battery_percent / 10)),
            "cycles": "0",
        },
    }
    moment = upload.sample.measured_at if upload.sample else upload.upload_at
    head = {"deviceId": upload.device.imei, "time": str(int(moment.timestamp()) * 1000)}
    if upload.sample is None:
        return {"type": "Heartbeat", **head, **common}
    data = {name: value for name, value in _data(upload.sample, upload).items() if value is not None}
    return {
        "data": data,
        **head,
        "readingType": _TYPE[upload.sample.kind],
        "mem": "0",
        **common,
    }


def _data(sample: Sample, upload: Upload) -> dict[str, Any]:
    match sample.kind:
        case "blood_pressure":
            return {
                "arrhythmia": 1 if sample.irregular_beat else 0,
                "diastolic": sample.diastolic,
                "pulse": sample.pulse,
                "systolic": sample.systolic,
            }
        case "glucose":
            data: dict[str, Any] = {"glucose": sample.glucose_mg_dl}
            if sample.meal:
                data["readingPeriod"] = "after" if sample.meal == "post" else "before"
            return {**data, "unit": "mg/dL"}
        case "weight":
            return {"unit": "lb", "weight": round((sample.weight_kg or 0) / 0.45359237, 1)}
        case "temperature":
            return {"temperature": round((sample.temperature_c or 0) * 9 / 5 + 32, 1), "unit": "F"}
        case _:
            return {"battery": upload.battery_percent, "pulse": sample.pulse, "spo2": sample.spo2}


def tells(upload: Upload) -> bool:
    """Readings it has a type for, and heartbeats; weak cells show in `devdata`, they are no message."""
    if upload.sample is None:
        return upload.event == "heartbeat"
    return upload.sample.kind in _TYPE


FORMAT = Format(encode=encode, headers=static_header(name="x-api-key"), batches=False, tells=tells)
