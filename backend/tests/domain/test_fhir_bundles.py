"""Real bundles (Synthea's): every measurement that is in them comes out of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from vantrexia.domain.fhir import parse_push
from vantrexia.domain.vitals import check_plausible

BUNDLES = Path(__file__).parents[4] / "shared" / "data" / "synthea-r4"


def load_bundles() -> list[dict[str, Any]]:
    if not BUNDLES.is_dir():
        if os.environ.get("CI") and BUNDLES.parents[1].is_dir():
            pytest.fail("the shared test data are there, the Synthea bundles are not")
        pytest.skip("the shared Synthea bundles are not beside this checkout")
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(BUNDLES.glob("*.json"))]


def test_real_bundles_give_every_pressure_weight_and_temperature_in_them() -> None:
    bundles = load_bundles()
    assert len(bundles) >= 8
    seen: dict[str, int] = {}
    for bundle in bundles:
        observations = [entry["resource"] for entry in bundle["entry"]]
        observations = [resource for resource in observations if resource["resourceType"] == "Observation"]
        wanted = {"55284-4": "blood_pressure", "29463-7": "weight", "8331-1": "temperature"}
        expected = {
            resource["id"]: wanted[resource["code"]["coding"][0]["code"]]
            for resource in observations
            if resource["code"]["coding"][0]["code"] in wanted
        }
        push = parse_push(bundle)
        assert push.problems == ()
        assert {item.source_id: item.kind for item in push.measurements} == expected
        assert push.unsupported == len(observations) - len(expected)
        for measurement in push.measurements:
            assert check_plausible(measurement) == ()
            assert not measurement.device_ref.value.startswith("urn:uuid:")
            seen[measurement.kind] = seen.get(measurement.kind, 0) + 1
    assert seen == {"blood_pressure": 46, "weight": 46, "temperature": 3}


def test_a_real_blood_pressure_has_the_values_of_its_components() -> None:
    for bundle in load_bundles():
        resources = {entry["resource"]["id"]: entry["resource"] for entry in bundle["entry"]}
        for measurement in parse_push(bundle).measurements:
            if measurement.kind != "blood_pressure":
                continue
            sent = {
                component["code"]["coding"][0]["code"]: component["valueQuantity"]["value"]
                for component in resources[measurement.source_id]["component"]
            }
            assert measurement.systolic == pytest.approx(sent["8480-6"], abs=0.05)
            assert measurement.diastolic == pytest.approx(sent["8462-4"], abs=0.05)
