"""The plain data everything here speaks of: devices in homes, the samples they take, the uploads that carry
them.

`Device`      one measuring device (or one slot of a shared one) as the gateway knows it
`Sample`      one physical measurement, in canonical units, stamped with the device's own clock
`Upload`      one thing a hub sends: a sample or a device status, and when it leaves the home
`Connection`  where one gateway delivers and what it proves itself with
`Delivery`    one HTTP request to be: gateway, key, body
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

KINDS = (
    "blood_pressure",
    "heart_rate",
    "pulse_oximetry",
    "weight",
    "glucose",
    "temperature",
    "respiratory_rate",
)
GATEWAYS = ("mioconnect", "tenovi", "telli", "validic", "fhir")


@dataclass(frozen=True, slots=True)
class Device:
    """One device, or one user slot of it. `starts_at`/`ends_at` bound its use: a swap is two devices in
    turn."""

    model: str
    kind: str
    serial: str
    hub_imei: str = ""
    slot: int = 1
    hwi_device_id: str = ""
    imei: str = ""
    gateway_device_id: str = ""
    mac: str = ""
    user_ref: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def key(self) -> str:
        """What makes this device's readings its own; the seed of everything random about it."""
        identity = self.serial or self.imei or self.hwi_device_id or self.gateway_device_id or self.mac
        return f"{identity}/{self.slot}/{self.kind}"

    def is_used_at(self, instant: datetime) -> bool:
        """True while the device is the one the home measures with."""
        return (self.starts_at is None or instant >= self.starts_at) and (
            self.ends_at is None or instant < self.ends_at
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """One physical measurement. Units: mm[Hg], /min, %, kg, mg/dL, Cel. `measured_at` carries the local
    offset."""

    kind: str
    measured_at: datetime
    systolic: int | None = None
    diastolic: int | None = None
    pulse: int | None = None
    irregular_beat: bool | None = None
    spo2: int | None = None
    weight_kg: float | None = None
    glucose_mg_dl: int | None = None
    meal: str | None = None
    temperature_c: float | None = None
    respiratory_rate: int | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """What leaves the home in one piece: a sample, or a status `event` when `sample` is None. `taken_at` is
    the true moment, which a device with a wrong clock does not know; `upload_at` is when the hub gets it
    out."""

    device: Device
    upload_id: str
    taken_at: datetime
    upload_at: datetime
    battery_percent: int
    signal_percent: int
    sample: Sample | None = None
    event: str | None = None
    repeat_of_delivery: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """One registered gateway connection: `secret` is the text the practice was shown when it was created."""

    gateway: str
    connection_id: str
    key_id: str
    secret: str = field(repr=False)
    auth_header: str | None = None
    auth_prefix: str | None = None

    @property
    def path(self) -> str:
        return f"/api/v1/webhooks/{self.gateway}/{self.connection_id}/"

    @property
    def signing_key(self) -> bytes:
        """The HMAC key: Standard Webhooks secrets are `whsec_` and base64. Raises ValueError when not so."""
        if not self.secret.startswith("whsec_"):
            raise ValueError("a signing secret must start with whsec_")
        try:
            return base64.b64decode(self.secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise ValueError("the part after whsec_ is not base64") from error


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request a gateway will make. `delivery_id` stays the same over all attempts."""

    connection: Connection
    delivery_id: str
    body: bytes
    readings: int
    content_type: str = "application/json"
    content_encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """One monitored person at home: archetype, zone, devices, and the connection their hub reports to."""

    zone: str
    archetype: str
    connection: Connection
    devices: tuple[Device, ...]
    patient: str = ""

    @property
    def key(self) -> str:
        return f"{self.connection.connection_id}/{self.devices[0].key}"
