"""Tenovi: a JSON array of metrics per physical reading ("post as array"), an optional fixed header.

Source: docs.tenovi.com/hwi-api/webhooks/measurement-webhooks (fields), docs.tenovi.com/guides/device-overview
and /devices/* (metric names, sensor codes, units of value_1/value_2, filter_params). Metrics of one physical
reading share the timestamp; `measurement_index` in filter_params keeps same-type ones apart; the webhook
posts the device's timestamp as `created` too. Not stated there, and assumed: `timezone_offset` in minutes,
values as text, weight in lb, temperature in degF.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from vantrexia_sim.model import Sample, Upload
from vantrexia_sim.wire.base import Format, static_header, utc_offset_minutes

_DEVICE = {
    "blood_pressure": ("Tenovi BPM", "10"),
    "pulse_oximetry": ("Tenovi Pulse Ox", "11"),
    "glucose": ("Tenovi Glucometer", "12"),
    "weight": ("Tenovi Scale", "13"),
    "temperature": ("Tenovi Thermometer", "14"),
    "heart_rate": ("Tenovi Pulse Ox", "11"),
}
_MEAL = {"pre": "pre-prandial", "post": "post-prandial", "fasting": "fasting"}


def encode(uploads: Sequence[Upload]) -> Any:
    """The metrics of one physical reading, battery included, as one array."""
    (upload,) = uploads
    sample = upload.sample
    if sample is None:
        raise ValueError("this gateway sends no status of its own through the measurement webhook")
    name, sensor_code = _DEVICE[sample.kind]
    taken = sample.measured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {
        "device_name": name,
        "hwi_device_id": upload.device.hwi_device_id,
        "patient_id": upload.device.user_ref,
        "hardware_uuid": upload.device.gateway_device_id,
        "sensor_code": sensor_code,
    }
    metrics = [*_metrics(sample), ("battery_percentage", str(upload.battery_percent), None)]
    return [
        {
            "metric": metric,
            **common,
            "value_1": value_1,
            "value_2": value_2,
            "created": taken,
            "timestamp": taken,
            "timezone_offset": utc_offset_minutes(upload),
            "estimated_timestamp": False,
            "filter_params": _filter_params(sample),
        }
        for metric, value_1, value_2 in metrics
    ]


def _metrics(sample: Sample) -> list[tuple[str, str, str | None]]:
    match sample.kind:
        case "blood_pressure":
            metrics: list[tuple[str, str, str | None]] = [
                ("blood_pressure", str(sample.systolic), str(sample.diastolic))
            ]
            if sample.pulse is not None:
                metrics.append(("pulse", str(sample.pulse), None))
            if sample.irregular_beat:
                metrics.append(("irregular_heartbeat", "1", None))
            return metrics
        case "pulse_oximetry":
            pulse = [] if sample.pulse is None else [("pulse", str(sample.pulse), "1.2")]
            return [("spO2", str(sample.spo2), "0.5"), *pulse]
        case "weight":
            return [("weight", f"{(sample.weight_kg or 0) / 0.45359237:.1f}", None)]
        case "glucose":
            return [("glucose", str(sample.glucose_mg_dl), None)]
        case "temperature":
            return [("temperature", f"{(sample.temperature_c or 0) * 9 / 5 + 32:.1f}", None)]
        case _:
            return [("pulse", str(sample.pulse), None)]


def _filter_params(sample: Sample) -> dict[str, Any]:
    if sample.kind == "glucose":
        return {"meal_context": _MEAL[sample.meal]} if sample.meal in _MEAL else {}
    return {"measurement_index": 1} if sample.kind in ("blood_pressure", "pulse_oximetry") else {}


def tells(upload: Upload) -> bool:
    """Only measurements go through this webhook, and there is no breathing-rate device."""
    return upload.sample is not None and upload.sample.kind in _DEVICE


FORMAT = Format(
    encode=encode, headers=static_header(name="Authorization", prefix="Bearer "), batches=False, tells=tells
)
