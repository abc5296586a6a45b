"""Validic Inform: measurement records with metrics, checksum, log_id and offset.

Source: helpdocs.validic.com/docs/working-with-data (record), /docs/inform-connect-submit-measurements
(measurement, metrics, user_notes), /docs/metrics (metric types and units),
/docs/understanding-the-inform-push-service. One record goes as it is, several as {"data": [...]} like the
REST answer. The push service's own authentication is not public; a bearer key in `Authorization` is assumed.
Times are UTC, `utc_offset` is in seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from vantrexia_sim.model import Sample, Upload
from vantrexia_sim.wire.base import Format, static_header, to_json, utc_offset_minutes

_MEAL = {"pre": "before", "post": "after", "fasting": "fasting", "bedtime": "bedtime"}


def encode(uploads: Sequence[Upload]) -> Any:
    """One record, or {"data": [records]}."""
    records = [_record(upload) for upload in uploads]
    return records[0] if len(records) == 1 else {"data": records}


def _record(upload: Upload) -> dict[str, Any]:
    sample = upload.sample
    if sample is None:
        raise ValueError("this gateway has no status record")
    taken = sample.measured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    created = upload.upload_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    metrics = [
        {"type": kind, "origin": "device", "unit": unit, "value": value}
        for kind, unit, value in _metrics(sample)
        if value is not None
    ]
    record: dict[str, Any] = {
        "category": "vitals",
        "checksum": hashlib.md5(to_json([taken, metrics]), usedforsecurity=False).hexdigest(),
        "created_at": created,
        "deleted_at": None,
        "end_time": taken,
        "id": hashlib.md5(upload.upload_id.encode(), usedforsecurity=False).hexdigest(),
        "log_id": upload.upload_id,
        "metrics": metrics,
        "offset_origin": "source",
        "segments": [],
        "source": {
            "type": "smartmeter",
            "device": {
                "id": upload.device.gateway_device_id or upload.device.serial or None,
                "model": upload.device.model,
                "manufacturer": upload.device.model.split(" ", 1)[0],
            },
        },
        "start_time": taken,
        "type": "measurement",
        "user": {
            "organization_id": "58209c808a5da50001de6e2d",
            "user_id": hashlib.md5(upload.device.user_ref.encode(), usedforsecurity=False).hexdigest()[:24],
            "uid": upload.device.user_ref,
        },
        "user_notes": [],
        "utc_offset": utc_offset_minutes(upload) * 60,
        "version": "1.0",
    }
    if sample.meal:
        record["user_notes"] = [{"type": "relationship_to_meal", "value": _MEAL[sample.meal]}]
    return record


def _metrics(sample: Sample) -> list[tuple[str, str, float | int | None]]:
    match sample.kind:
        case "blood_pressure":
            return [
                ("diastolic", "mmHg", sample.diastolic),
                ("systolic", "mmHg", sample.systolic),
                ("pulse", "bpm", sample.pulse),
            ]
        case "pulse_oximetry":
            return [("spo2", "%", sample.spo2), ("pulse", "bpm", sample.pulse)]
        case "weight":
            return [("body_weight", "kg", sample.weight_kg)]
        case "glucose":
            return [("blood_glucose", "mg/dL", sample.glucose_mg_dl)]
        case "temperature":
            return [("body_temperature", "C", sample.temperature_c)]
        case "respiratory_rate":
            return [("respiration_rate", "breaths/min", sample.respiratory_rate)]
        case _:
            return [("resting_heart_rate", "bpm", sample.pulse)]


FORMAT = Format(
    encode=encode,
    headers=static_header(name="Authorization", prefix="Bearer "),
    batches=True,
    tells=lambda upload: upload.sample is not None,
)
