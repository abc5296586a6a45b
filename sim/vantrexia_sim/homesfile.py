"""Reads the homes file that the server's demo seeding writes: who lives where, with which devices and which
keys.

`read_homes_file(path=…) -> HomesFile`; every fault is a one-line `BadInput` that names the place in the file.
The shape is documented in docs/simulator.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vantrexia_sim.errors import BadInput
from vantrexia_sim.model import GATEWAYS, KINDS, Connection, Device, Home
from vantrexia_sim.people import ARCHETYPES

# What each gateway finds a device by; without it the server could never match the reading.
IDENTITY_OF = {
    "mioconnect": ("serial",),
    "tenovi": ("hwi_device_id",),
    "telli": ("imei",),
    "validic": ("user_ref", "gateway_device_id", "serial"),
    "fhir": ("serial", "gateway_device_id"),
}


@dataclass(frozen=True, slots=True)
class HomesFile:
    """A server and the homes that report to it."""

    base_url: str
    connections: tuple[Connection, ...]
    homes: tuple[Home, ...]


def read_homes_file(*, path: Path, base_url: str | None = None) -> HomesFile:
    """Parse and check the whole file. `base_url` overrides the one inside. Raises BadInput."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text") from error
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path} is not JSON: {error.msg} at line {error.lineno}") from error
    if not isinstance(document, dict):
        raise BadInput(f"{path}: expected an object with base_url, connections and homes")
    url = _check_url(base_url or _text(document, "base_url", str(path)))
    connections = {c.connection_id: c for c in map(_connection, _objects(document, "connections", str(path)))}
    homes = tuple(
        _home(entry, f"homes[{index}]", connections)
        for index, entry in enumerate(_objects(document, "homes", str(path)))
    )
    if not homes:
        raise BadInput(f"{path}: homes is empty, there is nobody to simulate")
    return HomesFile(base_url=url, connections=tuple(connections.values()), homes=homes)


def _check_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"base_url {url!r} is not an http or https address")
    return url.rstrip("/")


def _objects(entry: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    value = entry.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadInput(f"{where}: {name} must be a list of objects")
    return value


def _text(entry: dict[str, Any], name: str, where: str, default: str | None = None) -> str:
    value = entry.get(name)
    if value in (None, "") and default is not None:
        return default
    if not isinstance(value, str) or not value:
        raise BadInput(f"{where}: {name} is missing or not text")
    return value


def _connection(entry: dict[str, Any]) -> Connection:
    where = f"connection {entry.get('connection_id', '?')}"
    gateway = _text(entry, "gateway", where)
    if gateway not in GATEWAYS:
        raise BadInput(f"{where}: gateway {gateway!r} is none of {', '.join(GATEWAYS)}")
    connection = Connection(
        gateway=gateway,
        connection_id=_text(entry, "connection_id", where),
        key_id=_text(entry, "key_id", where, default=""),
        secret=_text(entry, "secret", where),
        auth_header=entry.get("auth_header"),
        auth_prefix=entry.get("auth_prefix"),
    )
    if gateway == "mioconnect":
        try:
            _ = connection.signing_key
        except ValueError as error:
            raise BadInput(f"{where}: {error}") from error
    return connection


def _home(entry: dict[str, Any], where: str, connections: dict[str, Connection]) -> Home:
    zone = _text(entry, "timezone", where)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"{where}: timezone {zone!r} is not an IANA zone") from error
    archetype = _text(entry, "archetype", where, default="stable")
    if archetype not in ARCHETYPES:
        raise BadInput(f"{where}: archetype {archetype!r} is none of {', '.join(ARCHETYPES)}")
    connection = connections.get(_text(entry, "connection_id", where))
    if connection is None:
        raise BadInput(f"{where}: connection_id {entry['connection_id']!r} is not among the connections")
    devices = tuple(
        _device(item, f"{where}.devices[{index}]", connection.gateway)
        for index, item in enumerate(_objects(entry, "devices", where))
    )
    if not devices:
        raise BadInput(f"{where}: devices is empty")
    patient = str(entry.get("patient") or "")
    return Home(zone=zone, archetype=archetype, connection=connection, devices=devices, patient=patient)


def _device(entry: dict[str, Any], where: str, gateway: str) -> Device:
    kind = _text(entry, "kind", where)
    if kind not in KINDS:
        raise BadInput(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
    slot = entry.get("slot") or 1
    if not isinstance(slot, int) or isinstance(slot, bool) or not 1 <= slot <= 8:
        raise BadInput(f"{where}: slot must be a number from 1 to 8")
    if not any(entry.get(name) for name in IDENTITY_OF[gateway]):
        raise BadInput(f"{where}: {gateway} needs {' or '.join(IDENTITY_OF[gateway])}")
    names = ("serial", "hub_imei", "hwi_device_id", "imei", "gateway_device_id", "mac", "user_ref")
    return Device(
        model=_text(entry, "model", where),
        kind=kind,
        slot=slot,
        starts_at=_instant(entry, "from", where),
        ends_at=_instant(entry, "until", where),
        **{name: str(entry.get(name) or "") for name in names},
    )


def _instant(entry: dict[str, Any], name: str, where: str) -> datetime | None:
    value = entry.get(name)
    if value in (None, ""):
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"{where}: {name} {value!r} is not an ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise BadInput(f"{where}: {name} {value!r} has no UTC offset")
    return instant
