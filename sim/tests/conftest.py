"""The homes the tests live in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gatewaystub import SECRET

from vantrexia_sim.homesfile import HomesFile, read_homes_file

MODELS = {
    "blood_pressure": "A&D UA-651BLE",
    "weight": "A&D UC-352BLE",
    "glucose": "OneTouch Verio Flex",
    "pulse_oximetry": "Nonin 3230",
}
ALL_ARCHETYPES = (
    "stable",
    "hypertensive",
    "heart_failure",
    "copd",
    "diabetic",
    "non_compliant",
    "worsening",
    "deteriorating",
)


def describe_home(
    number: int, *, archetype: str = "stable", zone: str = "America/New_York"
) -> dict[str, Any]:
    """One home with a cuff and one device more, as the server's seeding writes it."""
    kinds = ("blood_pressure", ("weight", "pulse_oximetry", "glucose")[number % 3])
    return {
        "timezone": zone,
        "archetype": archetype,
        "connection_id": "conn-1",
        "patient": f"MRN-{number:05d}",
        "devices": [
            {"model": MODELS[kind], "kind": kind, "serial": f"{kind[:2].upper()}{number:06d}", "slot": 1}
            for kind in kinds
        ],
    }


@pytest.fixture
def homes_document() -> dict[str, Any]:
    """One home of each archetype."""
    return {
        "base_url": "http://127.0.0.1:9",
        "connections": [
            {"gateway": "mioconnect", "connection_id": "conn-1", "key_id": "k1", "secret": SECRET}
        ],
        "homes": [describe_home(n, archetype=name) for n, name in enumerate(ALL_ARCHETYPES)],
    }


@pytest.fixture
def write_homes(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    def write(document: dict[str, Any]) -> Path:
        path = tmp_path / "homes.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def read_homes(write_homes: Callable[[dict[str, Any]], Path]) -> Callable[..., HomesFile]:
    def read(document: dict[str, Any], base_url: str | None = None) -> HomesFile:
        return read_homes_file(path=write_homes(document), base_url=base_url)

    return read


@pytest.fixture
def homes(homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]) -> HomesFile:
    return read_homes(homes_document)
