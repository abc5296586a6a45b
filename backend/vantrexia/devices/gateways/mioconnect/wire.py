"""The MioConnect format as types: one physical reading or one device status per object.

`Reading` and `Status` are the two objects, told apart by `type`. docs/gateways/mioconnect.md explains every
field, and docs/gateways/mioconnect.schema.json says the same for senders; a test holds the three together.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from vantrexia.devices.gateways.elements import Identifier, Moment, Number, Percent, Text

StatusEvent = Literal["heartbeat", "low_battery", "connected", "silent", "shipped", "delivered"]
Context = dict[Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,39}\Z")], Text]


class Device(Struct, frozen=True, gc=False):
    serial: Identifier
    model: Text | UnsetType = UNSET
    hub_imei: Annotated[str, Meta(pattern=r"\A[0-9]{14,16}\Z")] | UnsetType = UNSET
    slot: Annotated[int, Meta(ge=1, le=8)] | UnsetType = UNSET
    battery_percent: Percent | UnsetType = UNSET
    signal_percent: Percent | UnsetType = UNSET


class BloodPressure(Struct, frozen=True, gc=False):
    systolic: Number
    diastolic: Number
    unit: Literal["mmHg"]
    pulse: Number | UnsetType = UNSET
    irregular_heartbeat: bool | UnsetType = UNSET


class Weight(Struct, frozen=True, gc=False):
    value: Number
    unit: Literal["lb", "kg"]
    bmi: Number | UnsetType = UNSET


class Glucose(Struct, frozen=True, gc=False):
    value: Number
    unit: Literal["mg/dL", "mmol/L"]
    meal: Literal["pre", "post", "fasting", "bedtime"] | UnsetType = UNSET


class Oximetry(Struct, frozen=True, gc=False):
    spo2: Number
    pulse: Number | UnsetType = UNSET


class Temperature(Struct, frozen=True, gc=False):
    value: Number
    unit: Literal["degF", "Cel"]


class Rate(Struct, frozen=True, gc=False):
    """Heart rate and respiratory rate, per minute."""

    value: Number


class Reading(Struct, frozen=True, tag_field="type", tag="reading", kw_only=True):
    device: Device
    measured_at: Moment
    reading_id: Identifier | UnsetType = UNSET
    seq: Annotated[int, Meta(ge=0, le=99)] | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    blood_pressure: BloodPressure | UnsetType = UNSET
    weight: Weight | UnsetType = UNSET
    glucose: Glucose | UnsetType = UNSET
    oximetry: Oximetry | UnsetType = UNSET
    heart_rate: Rate | UnsetType = UNSET
    temperature: Temperature | UnsetType = UNSET
    respiratory_rate: Rate | UnsetType = UNSET


class Status(Struct, frozen=True, tag_field="type", tag="status", kw_only=True):
    device: Device
    at: Moment
    event: StatusEvent
