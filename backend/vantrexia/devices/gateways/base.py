"""What every gateway adapter takes and gives; the adapters themselves are one folder each.

`verify` proves that a delivery comes from who it says it comes from, before anything is stored:
`Secret` in, `Verified` out, `NotVerified` raised. `normalise` turns a stored body into plain data:
`Normalised` out, `NotUnderstood` raised when nothing in the body makes sense. Both are pure: no
database, no clock, no network, and no exception but these two for any input whatever.

`Adapter` ties the two together under the gateway's name; the registry is in the package itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from vantrexia.domain.vitals import DeviceRef, Measurement

DeviceEvent = Literal[
    "heartbeat",  # the device reported in without a reading
    "low_battery",
    "connected",  # first contact, or contact again after silence
    "silent",  # the gateway itself noticed that the device stopped reporting
    "ordered",
    "shipped",
    "delivered",
    "swapped",  # the vendor replaced the hardware under the same device id
    "returned",
    "unlinked",
    "on_hold",
    "action_required",  # the vendor waits for the practice
]


@dataclass(frozen=True, slots=True)
class Secret:
    """One active key of a connection. `value` is the raw key: decoded bytes for HMAC schemes, the UTF-8
    bytes of the header value for static keys."""

    key_id: str
    value: bytes = field(repr=False)  # a traceback must not print a key


@dataclass(frozen=True, slots=True)
class Verified:
    """Which key matched, and the sender's own idempotency key (None: the server takes the SHA-256 of the
    body)."""

    key_id: str
    delivery_key: str | None = None


class NotVerified(Exception):
    """The delivery is not provably from this connection. `reason` is a code, safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotUnderstood(Exception):
    """Nothing in the body can be read. `code` is stable; `detail` names places, never values."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What a device or its vendor says about the device itself, `at` in UTC."""

    device_ref: DeviceRef
    at: datetime
    battery_percent: int | None = None
    signal_percent: int | None = None
    event: DeviceEvent | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """One element of the body that could not be read: its place, a stable code, and where inside it.
    `detail` carries names of fields, never their values: it is shown to operators and may be logged."""

    index: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """The plain content of one delivery, in the order of the body."""

    measurements: tuple[Measurement, ...] = ()
    statuses: tuple[DeviceStatus, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class Verify(Protocol):
    def __call__(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime
    ) -> Verified:
        """Header names are lower case. Raises NotVerified."""
        ...


class Normalise(Protocol):
    def __call__(self, *, body: bytes, received_at: datetime) -> Normalised:
        """Raises NotUnderstood. `received_at` stands in where a vendor's status has no time of its own."""
        ...


@dataclass(frozen=True, slots=True)
class Adapter:
    """One gateway. `origin` is the origin its readings carry: only `automatic` ones count for billing."""

    name: str
    verify: Verify
    normalise: Normalise
    origin: str = "automatic"
