"""The published schema, the recorded payloads and the adapter say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.gateways.support import NOW, load, replaced
from vantrexia.devices.gateways.mioconnect.normalise import normalise

DOCS = Path(__file__).parents[4] / "docs" / "gateways"
SCHEMA = json.loads((DOCS / "mioconnect.schema.json").read_text())
FIXTURES = sorted(path.stem for path in Path(__file__).parent.glob("*.json"))
READING: dict[str, Any] = json.loads(load("mioconnect", "blood_pressure"))


def schema_allows(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


def adapter_reads(value: Any) -> bool:
    return not normalise(body=json.dumps(value).encode(), received_at=NOW).rejected


@pytest.mark.parametrize("name", FIXTURES)
def test_every_recorded_payload_is_valid_and_read(name):
    value = json.loads(load("mioconnect", name))
    assert schema_allows(value)
    assert adapter_reads(value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), "telemetry"),
        (("measured_at",), "2026-11-23T07:31:05"),
        (("device", "serial"), ""),
        (("device", "serial"), " 5230"),
        (("device", "slot"), 9),
        (("device", "hub_imei"), "35467809"),
        (("device", "battery_percent"), 101),
        (("seq",), 100),
        (("context",), {"Arm": "left"}),
        (("context",), {"arm": ""}),
        (("weight",), {"value": 80, "unit": "kg"}),
        (("blood_pressure", "unit"), "kPa"),
        (("blood_pressure", "systolic"), "142"),
        (("blood_pressure", "systolic"), 100_001),
        (("blood_pressure", "irregular_heartbeat"), 1),
    ],
)
def test_what_the_schema_forbids_the_adapter_refuses(path, value):
    element = replaced(READING, path, value)
    assert not schema_allows(element)
    assert not adapter_reads(element)


def test_the_example_on_the_page_is_valid_and_read():
    page = (DOCS / "mioconnect.md").read_text()
    examples = [json.loads(block.split("```")[0]) for block in page.split("```json\n")[1:]]
    assert len(examples) == 2
    for example in examples:
        assert schema_allows(example)
        assert adapter_reads(example)
