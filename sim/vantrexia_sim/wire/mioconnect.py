"""MioConnect: one JSON object per physical reading or device status, arrays allowed, Standard Webhooks
headers.

Format: docs/simulator.md and the gateway documentation of the project. Signature: base64 of HMAC-SHA256 over
`id.timestamp.body`, where body is the bytes as sent (after compression, if compressed); secret
`whsec_<base64>`. Specification of the headers: standardwebhooks.com.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from vantrexia_sim.model import Connection, Sample, Upload
from vantrexia_sim.wire.base import Format

POUNDS_PER_KG = 1 / 0.45359237
# Only this cuff reports the irregular-beat flag, only this scale knows the height and so the BMI.
IRREGULAR_BEAT_MODELS = ("A&D UA-767PBT-Ci",)
BMI_MODELS = ("A&D UC-355PBT-Ci",)


def encode(uploads: Sequence[Upload]) -> Any:
    """One object for one upload, an array for several."""
    objects = [_encode_one(upload) for upload in uploads]
    return objects[0] if len(objects) == 1 else objects


def sign(connection: Connection, delivery_id: str, body: bytes, at: int) -> Mapping[str, str]:
    """Standard Webhooks headers for this attempt. `at` is Unix time in seconds."""
    signed = b"%s.%d.%s" % (delivery_id.encode(), at, body)
    digest = hmac.digest(connection.signing_key, signed, "sha256")
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _encode_one(upload: Upload) -> dict[str, Any]:
    device = upload.device
    about: dict[str, Any] = {
        "serial": device.serial,
        "model": device.model,
        "hub_imei": device.hub_imei,
        "slot": device.slot,
        "battery_percent": upload.battery_percent,
        "signal_percent": upload.signal_percent,
    }
    about = {name: value for name, value in about.items() if value != ""}
    if upload.sample is None:
        return {"type": "status", "device": about, "at": format_time(upload.upload_at), "event": upload.event}
    sample = upload.sample
    document: dict[str, Any] = {
        "type": "reading",
        "reading_id": upload.upload_id,
        "device": about,
        "measured_at": format_time(sample.measured_at),
        **_VALUES[sample.kind](sample, device.model),
    }
    if sample.context:
        document["context"] = dict(sample.context)
    return document


def format_time(moment: datetime) -> str:
    """ISO 8601 with the local offset, whole seconds."""
    return moment.replace(microsecond=0).isoformat()


def _blood_pressure(sample: Sample, model: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "systolic": sample.systolic,
        "diastolic": sample.diastolic,
        "unit": "mmHg",
    }
    if sample.pulse is not None:
        values["pulse"] = sample.pulse
    if model in IRREGULAR_BEAT_MODELS and sample.irregular_beat is not None:
        values["irregular_heartbeat"] = sample.irregular_beat
    return {"blood_pressure": values}


def _weight(sample: Sample, model: str) -> dict[str, Any]:
    kilograms = sample.weight_kg or 0.0
    values: dict[str, Any] = {"value": round(kilograms * POUNDS_PER_KG, 1), "unit": "lb"}
    if model in BMI_MODELS:
        values["bmi"] = round(kilograms / 1.72**2, 1)
    return {"weight": values}


def _glucose(sample: Sample, _model: str) -> dict[str, Any]:
    values: dict[str, Any] = {"value": sample.glucose_mg_dl, "unit": "mg/dL"}
    if sample.meal:
        values["meal"] = sample.meal
    return {"glucose": values}


def _oximetry(sample: Sample, _model: str) -> dict[str, Any]:
    values: dict[str, Any] = {"spo2": sample.spo2}
    if sample.pulse is not None:
        values["pulse"] = sample.pulse
    return {"oximetry": values}


def _temperature(sample: Sample, _model: str) -> dict[str, Any]:
    return {"temperature": {"value": round((sample.temperature_c or 0.0) * 9 / 5 + 32, 1), "unit": "degF"}}


_VALUES: dict[str, Callable[[Sample, str], dict[str, Any]]] = {
    "blood_pressure": _blood_pressure,
    "weight": _weight,
    "glucose": _glucose,
    "pulse_oximetry": _oximetry,
    "heart_rate": lambda sample, _model: {"heart_rate": {"value": sample.pulse}},
    "temperature": _temperature,
    "respiratory_rate": lambda sample, _model: {"respiratory_rate": {"value": sample.respiratory_rate}},
}

FORMAT = Format(encode=encode, headers=sign, batches=True)
