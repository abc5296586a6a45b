"""Makes load: signed requests as bytes, cheaply, each with readings nobody has sent before.

`JobMaker(homes=…, array=…, seed=…, run_id=…)`; `make(now_us=…) -> Job` gives the next delivery;
`render(job=…, at=…) -> bytes` the whole HTTP request, signed for this second (again for every retry).

Measurement times are microseconds apart and never repeat, so the identity (device, kind, time) of every
reading is its own, and a lost or doubled reading can be told by it.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from vantrexia_sim.errors import BadInput
from vantrexia_sim.model import Connection, Device, Home

LOAD_KINDS = ("blood_pressure", "pulse_oximetry", "weight", "glucose", "heart_rate")


@dataclass(slots=True)
class Job:
    """One delivery: its id, its body, and the readings in it as (serial, kind, measured_at)."""

    delivery_id: str
    lane: Lane
    body: bytes
    readings: tuple[tuple[str, str, str], ...]
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One connection of the server to deliver to: request head and key, made once."""

    connection: Connection
    head: bytes
    key: bytes


class JobMaker:
    """See the module. `critical_share` of the blood pressures are high enough to alert."""

    def __init__(
        self,
        *,
        homes: tuple[Home, ...],
        host: str,
        path_prefix: str = "",
        array: int = 1,
        seed: int = 1,
        run_id: str,
        critical_share: float = 0.02,
    ) -> None:
        lanes: dict[str, Lane] = {}
        self._targets: list[tuple[Lane, Device]] = []
        for home in homes:
            if home.connection.gateway != "mioconnect":
                continue
            lane = lanes.setdefault(
                home.connection.connection_id, _make_lane(home.connection, host=host, path_prefix=path_prefix)
            )
            self._targets += [(lane, device) for device in home.devices if device.kind in LOAD_KINDS]
        if not self._targets:
            raise BadInput("the homes file has no mioconnect device to make load with")
        # An array goes to one connection, so devices of one connection must follow each other.
        self._targets.sort(key=lambda target: target[0].connection.connection_id)
        self._by_lane = {
            name: [device for lane, device in self._targets if lane is lanes[name]] for name in lanes
        }
        self._lanes = [lane for name, lane in lanes.items() if self._by_lane[name]]
        self._array = array
        self._rng = Random(f"{seed}|load")
        self._run_id = run_id
        self._critical_share = critical_share
        self._made = 0
        self._turn = dict.fromkeys(lanes, 0)
        self._last_us = 0

    def make(self, *, now_us: int) -> Job:
        """The next delivery, its readings stamped now (or just after the last ones)."""
        lane = self._lanes[self._made % len(self._lanes)]
        name = lane.connection.connection_id
        devices = self._by_lane[name]
        parts, readings = [], []
        for _ in range(self._array):
            device = devices[self._turn[name] % len(devices)]
            self._turn[name] += 1
            self._last_us = max(self._last_us + 1, now_us)
            measured_at = format_us(self._last_us)
            parts.append(self._encode(device, measured_at))
            readings.append((device.serial, device.kind, measured_at))
        self._made += 1
        body = parts[0] if self._array == 1 else "[" + ",".join(parts) + "]"
        return Job(
            delivery_id=f"msg_{self._run_id}_{self._made}",
            lane=lane,
            body=body.encode(),
            readings=tuple(readings),
        )

    def _encode(self, device: Device, measured_at: str) -> str:
        # Text by hand: a JSON library would cost more than all the rest of a request.
        return (
            f'{{"type":"reading","reading_id":"{self._run_id}-{self._last_us}",'
            f'"device":{{"serial":"{device.serial}","model":"{device.model}","slot":{device.slot},'
            f'"battery_percent":80}},"measured_at":"{measured_at}",{self._values(device.kind)}}}'
        )

    def _values(self, kind: str) -> str:
        rng = self._rng.random()
        if kind == "blood_pressure":
            systolic = 186 if rng < self._critical_share else 104 + int(rng * 40)
            return (
                f'"blood_pressure":{{"systolic":{systolic},"diastolic":{62 + int(rng * 22)},"unit":"mmHg",'
                f'"pulse":{58 + int(rng * 30)}}}'
            )
        if kind == "pulse_oximetry":
            return f'"oximetry":{{"spo2":{94 + int(rng * 6)},"pulse":{58 + int(rng * 30)}}}'
        if kind == "weight":
            return f'"weight":{{"value":{180 + int(rng * 40) / 10},"unit":"lb"}}'
        if kind == "glucose":
            return f'"glucose":{{"value":{84 + int(rng * 60)},"unit":"mg/dL","meal":"pre"}}'
        return f'"heart_rate":{{"value":{58 + int(rng * 30)}}}'


def render(*, job: Job, at: int) -> bytes:
    """The request on the wire, signed for Unix second `at`."""
    name = job.delivery_id.encode()
    stamp = b"%d" % at
    digest = hmac.digest(job.lane.key, b"%s.%s.%s" % (name, stamp, job.body), "sha256")
    return b"%swebhook-id: %s\r\nwebhook-timestamp: %s\r\nwebhook-signature: v1,%s\r\n%s" % (
        job.lane.head,
        name,
        stamp,
        base64.b64encode(digest),
        b"content-length: %d\r\n\r\n%s" % (len(job.body), job.body),
    )


def format_us(microseconds: int) -> str:
    """UTC instant with microseconds, as the server will show it: 2026-11-23T12:31:05.123456+00:00."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{_format_second(seconds)}.{rest:06d}+00:00"


_last_second: tuple[int, str] = (-1, "")


def _format_second(seconds: int) -> str:
    # Thousands of readings share a second; formatting it once keeps the generator cheap.
    global _last_second
    if _last_second[0] != seconds:
        _last_second = (seconds, datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S"))
    return _last_second[1]


def _make_lane(connection: Connection, *, host: str, path_prefix: str) -> Lane:
    head = (
        f"POST {path_prefix}{connection.path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: vantrexia-sim\r\n"
        "accept: */*\r\ncontent-type: application/json\r\n"
    )
    return Lane(connection=connection, head=head.encode("ascii"), key=connection.signing_key)
