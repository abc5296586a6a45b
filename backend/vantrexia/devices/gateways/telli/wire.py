"""What Telli Health posts, version 1 and 2 of their reading model and the generation 2 messages.

Source: openapi.yaml 2.0.1 of github.com/tellihealth/tellihealth-rpm-api-spec, schemas ReadingsV1,
ReadingsV2, Heartbeat, ReminderCleared, SettingsResponse, Devdata and the *Data schemas. Version 2 is
version 1 with more fields.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from vantrexia.devices.gateways.elements import Identifier, Number, Percent

# Epoch time as text; the schema's format is int64, so a bare number is taken too.
Epoch = Annotated[str, Meta(pattern=r"\A[0-9]{9,14}\Z")] | Annotated[int, Meta(ge=10**8, lt=10**14)]
Minutes = Annotated[str, Meta(pattern=r"\A-?[0-9]{1,4}\Z")] | Annotated[int, Meta(ge=-9999, le=9999)]


class DeviceData(Struct, frozen=True, gc=False):
    """Signal in steps 1–4, battery in steps 0–10 or `pwr`. Loose: a new step must not cost a reading."""

    r: str | int | UnsetType = UNSET
    batt: str | int | UnsetType = UNSET


class BloodPressureData(Struct, frozen=True, gc=False):
    systolic: Number
    diastolic: Number
    pulse: Number | UnsetType = UNSET
    arrhythmia: Literal[0, 1] | UnsetType = UNSET


class SpO2Data(Struct, frozen=True, gc=False):
    spo2: Number
    pulse: Number | UnsetType = UNSET
    battery: Percent | UnsetType = UNSET


class BloodGlucoseData(Struct, frozen=True, gc=False):
    glucose: Number
    readingPeriod: Literal["before", "after"] | UnsetType = UNSET
    unit: Literal["mg/dL", "mmol/L"] | UnsetType = UNSET


class WeightData(Struct, frozen=True, gc=False):
    weight: Number
    unit: Literal["lb", "kg"]


class TemperatureData(Struct, frozen=True, gc=False):
    temperature: Number
    unit: Literal["C", "F"]


class Envelope(Struct, frozen=True):
    """What every message has. `readingType` marks a reading, `type` anything else."""

    deviceId: Identifier
    time: Epoch
    readingType: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    tzOffsetMinutes: Minutes | UnsetType = UNSET
    mem: str | int | UnsetType = UNSET
    devdata: DeviceData = DeviceData()
    data: dict[str, object] | UnsetType = UNSET
