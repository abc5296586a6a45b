"""Measurements out of pushed FHIR: every accepted code, and everything that can be wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.fhir_bodies import PRESSURE, WEIGHT, change, loinc, parse, part, quantity, refuse
from vantrexia.domain.errors import DomainError
from vantrexia.domain.fhir import Push, parse_push
from vantrexia.domain.vitals import DeviceRef, Measurement


def test_a_weight_in_pounds_becomes_kilograms_and_keeps_what_was_sent() -> None:
    assert parse() == Measurement(
        kind="weight",
        device_ref=DeviceRef("gateway_device_id", "scale-1"),
        measured_at=datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC),
        utc_offset_minutes=-300,
        weight_kg=82.282,
        original={"weight_kg": {"value": 181.4, "unit": "[lb_av]"}},
        source_id="o1",
    )


def test_a_blood_pressure_is_read_from_its_components() -> None:
    for code in ("85354-9", "55284-4"):
        (measurement,) = parse_push({**PRESSURE, "code": loinc(code)}).measurements
        assert measurement.kind == "blood_pressure"
        assert measurement.list_values() == {"systolic": 142, "diastolic": 88, "pulse": 71}
        assert measurement.original == {
            "systolic": {"value": 142, "unit": "mm[Hg]"},
            "diastolic": {"value": 88, "unit": "mm[Hg]"},
            "pulse": {"value": 71, "unit": "/min"},
        }


@pytest.mark.parametrize(
    ("code", "value", "unit", "kind", "values"),
    [
        ("8867-4", 71, "/min", "heart_rate", {"pulse": 71}),
        ("2708-6", 97, "%", "pulse_oximetry", {"spo2": 97}),
        ("59408-5", 97, "%", "pulse_oximetry", {"spo2": 97}),
        ("29463-7", 80500, "g", "weight", {"weight_kg": 80.5}),
        ("8310-5", 98.6, "[degF]", "temperature", {"temperature_c": 37}),
        ("8331-1", 37.2, "Cel", "temperature", {"temperature_c": 37.2}),
        ("9279-1", 16, "/min", "respiratory_rate", {"respiratory_rate": 16}),
        ("41653-7", 112, "mg/dL", "glucose", {"glucose_mg_dl": 112}),
        ("2339-0", 112, "mg/dL", "glucose", {"glucose_mg_dl": 112}),
        ("15074-8", 5.6, "mmol/L", "glucose", {"glucose_mg_dl": 100.9}),
        ("14743-9", 5.6, "mmol/L", "glucose", {"glucose_mg_dl": 100.9}),
        ("14745-4", 5.6, "mmol/L", "glucose", {"glucose_mg_dl": 100.9}),
    ],
)
def test_every_accepted_code_becomes_its_vital(
    code: str, value: float, unit: str, kind: str, values: dict[str, float]
) -> None:
    measurement = parse(code=loinc(code), valueQuantity=quantity(value, unit))
    assert (measurement.kind, measurement.list_values()) == (kind, values)


def test_the_first_code_we_know_decides() -> None:
    assert parse(code=loinc("3141-9", "29463-7")).kind == "weight"
    coding = {"system": "http://snomed.info/sct", "code": "85354-9"}
    assert parse(code={"coding": [coding, *loinc("29463-7")["coding"]]}).kind == "weight"


def test_what_we_do_not_measure_is_counted_and_nobodys_fault() -> None:
    for code in (
        loinc("8302-2"),
        {"text": "Height"},
        "29463-7",
        {"coding": "29463-7"},
        {"coding": ["29463-7"]},
        None,
    ):
        assert parse_push(change(code=code)) == Push((), (), 1)
    assert parse_push(change(code={"coding": [{"system": "http://loinc.org", "code": 3}]})) == Push((), (), 1)


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_a_finished_observation_is_taken(status: str) -> None:
    assert parse(status=status).weight_kg == 82.282


@pytest.mark.parametrize(
    "status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown", None, 1]
)
def test_an_unfinished_or_withdrawn_observation_is_refused(status: object) -> None:
    assert refuse(status=status) == "status_not_final"


@pytest.mark.parametrize(
    "time",
    [
        {"effectiveDateTime": "2026-11-23T12:31:05Z"},
        {"effectiveDateTime": None, "effectiveInstant": "2026-11-23T12:31:05Z"},
        {
            "effectiveDateTime": None,
            "effectivePeriod": {"start": "2026-11-23T12:31:05Z", "end": "2026-11-24T00:00:00Z"},
        },
    ],
)
def test_the_time_may_come_in_three_forms(time: dict[str, Any]) -> None:
    assert parse(**time).measured_at == datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ({"effectiveDateTime": "2026-11-23"}, "time_without_zone"),
        ({"effectiveDateTime": "2026-11-23T07:31:05"}, "time_without_zone"),
        ({"effectiveDateTime": "2026-11"}, "invalid_time"),
        ({"effectiveDateTime": "soon"}, "invalid_time"),
        ({"effectiveDateTime": None}, "invalid_time"),
        ({"effectiveDateTime": 20261123}, "invalid_time"),
        ({"effectiveDateTime": None, "effectivePeriod": {"end": "2026-11-23T12:31:05Z"}}, "invalid_time"),
    ],
)
def test_a_time_that_names_no_instant_is_refused(time: dict[str, Any], code: str) -> None:
    assert refuse(**time) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "no_value"),
        ({}, "no_value"),
        ("181", "no_value"),
        ({"value": None, "code": "kg"}, "no_value"),
        ({"value": "80", "code": "kg"}, "not_a_number"),
        ({"value": True, "code": "kg"}, "not_a_number"),
        ({"value": float("nan"), "code": "kg"}, "not_a_number"),
        ({"value": 1e300, "code": "kg"}, "not_a_number"),
        ({"value": 80}, "unknown_unit"),
        ({"value": 80, "code": "stone", "unit": "stone"}, "unknown_unit"),
        ({"value": 80, "code": 1, "unit": ["kg"]}, "unknown_unit"),
        ({"value": 80, "code": "Cel"}, "incompatible_units"),
        ({"value": 80, "code": "kg", "comparator": "<"}, "not_exact"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(value: object, code: str) -> None:
    assert refuse(valueQuantity=value) == code


def test_the_unit_may_stand_in_its_text_alone() -> None:
    assert parse(valueQuantity={"value": 80, "unit": "kg"}).weight_kg == 80
    assert parse(valueQuantity={"value": 80, "unit": "kg", "code": "KGM"}).weight_kg == 80


def test_exact_decimals_are_understood_and_kept_as_json() -> None:
    measurement = parse(valueQuantity=quantity(Decimal("181.4"), "[lb_av]"))
    assert measurement.weight_kg == 82.282
    assert json.loads(json.dumps(measurement.original))["weight_kg"]["value"] == 181.4


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ([part("8480-6", 142)], "no_value"),
        ([part("8480-6", 142), {"code": loinc("8462-4"), "dataAbsentReason": {"text": "error"}}], "no_value"),
        ([part("8480-6", 142), part("8462-4", "88")], "not_a_number"),
        ([part("8480-6", 142), part("8462-4", 88, "kPa")], "unknown_unit"),
        ("142/88", "no_value"),
        (None, "no_value"),
    ],
)
def test_half_a_blood_pressure_is_refused(component: object, code: str) -> None:
    assert refuse(code=loinc("85354-9"), valueQuantity=None, component=component) == code


def test_an_absent_pulse_is_no_problem_and_the_first_value_of_a_component_counts() -> None:
    component = [
        part("8480-6", 142),
        part("8480-6", 150),
        part("8462-4", 88),
        {"code": loinc("8867-4"), "dataAbsentReason": {"text": "error"}},
        part("59408-5", 97, "%"),
        "noise",
    ]
    (measurement,) = parse_push({**PRESSURE, "component": component}).measurements
    assert measurement.list_values() == {"systolic": 142, "diastolic": 88}


def test_components_a_kind_has_no_place_for_are_left_out() -> None:
    assert parse(component=[part("8867-4", 71, "/min")]).list_values() == {"weight_kg": 82.282}


def test_an_irregular_beat_is_understood_and_anything_else_is_not_a_regular_one() -> None:
    def read(code: str) -> bool | None:
        rhythm = {
            "code": loinc("8884-9"),
            "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        }
        push = parse_push({**PRESSURE, "component": [*PRESSURE["component"], rhythm]})
        return push.measurements[0].irregular_beat

    assert read("361137007") is True
    assert read("271636001") is None


def test_the_oxygen_given_is_kept_as_context() -> None:
    oximetry = change(code=loinc("59408-5"), valueQuantity=quantity(97, "%"))
    flows = (part("3151-8", 2, "L/min"), part("3151-8", "2"), {"code": loinc("3151-8")})
    contexts = [parse_push({**oximetry, "component": [flow]}).measurements[0].context for flow in flows]
    assert contexts == [{"oxygen_l_min": "2"}, {}, {}]


DEVICE = {"resourceType": "Device", "id": "d1", "serialNumber": "SN-1", "identifier": [{"value": "X"}]}


@pytest.mark.parametrize(
    ("device", "contained", "expected"),
    [
        ({"identifier": {"value": "D-7"}}, None, ("gateway_device_id", "D-7")),
        (
            {"identifier": {"value": "D-7", "type": {"coding": [{"code": "SNO"}, {"code": "MAC"}]}}},
            None,
            ("serial", "D-7"),
        ),
        (
            {"identifier": {"value": "AA:BB", "system": "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680"}},
            None,
            ("mac", "AA:BB"),
        ),
        (
            {"identifier": {"value": "35", "system": "urn:gsma:imei", "type": {"coding": [{"code": "SNO"}]}}},
            None,
            ("imei", "35"),
        ),
        ({"identifier": {"value": "D-7", "system": 1, "type": {"coding": ["SNO", {"code": 1}]}}}, None,
         ("gateway_device_id", "D-7")),
        ({"identifier": {"value": "D-7", "type": {"coding": 1}}}, None, ("gateway_device_id", "D-7")),
        ({"reference": "Device/17"}, None, ("gateway_device_id", "17")),
        ({"reference": "Device/17", "identifier": {"value": "D-7"}}, None, ("gateway_device_id", "D-7")),
        ({"reference": "#d1"}, [DEVICE], ("serial", "SN-1")),
        ({"reference": "#d1"}, ["noise", {"id": "d2", "serialNumber": "no"}, DEVICE], ("serial", "SN-1")),
        ({"reference": "#d1"}, [{"id": "d1", "identifier": [{"value": " "}, {"value": "X"}]}],
         ("gateway_device_id", "X")),
        ({"reference": "#d1", "identifier": {"value": "D-7"}}, [{"id": "d1"}], ("gateway_device_id", "D-7")),
        ({"reference": "#d1"}, [{"id": "d1", "identifier": 3}], ("user_ref", "p1")),
        ({"reference": "#gone"}, [DEVICE], ("user_ref", "p1")),
        ({"reference": "#gone"}, None, ("user_ref", "p1")),
        ({"display": "a cuff"}, None, ("user_ref", "p1")),
        ({"identifier": {"value": ""}}, None, ("user_ref", "p1")),
        ({"identifier": "D-7"}, None, ("user_ref", "p1")),
        ("Device/17", None, ("user_ref", "p1")),
        (None, None, ("user_ref", "p1")),
    ],
)  # fmt: skip
def test_the_device_is_found_wherever_it_is_named(
    device: object, contained: object, expected: tuple[str, str]
) -> None:
    assert parse(device=device, contained=contained).device_ref == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"reference": "Patient/p1"}, ("user_ref", "p1")),
        ({"reference": "Patient/p1", "identifier": {"value": "U-5"}}, ("user_ref", "U-5")),
        ({"identifier": {"value": "U-5"}}, ("user_ref", "U-5")),
        ({"reference": "urn:uuid:1"}, ("user_ref", "urn:uuid:1")),
    ],
)
def test_without_a_device_the_subject_stands_in(subject: object, expected: tuple[str, str]) -> None:
    assert parse(device=None, subject=subject).device_ref == expected


@pytest.mark.parametrize("subject", [None, {}, "Patient/p1", {"display": "Ana Ruiz"}, {"reference": 17}])
def test_a_measurement_of_nobody_is_refused(subject: object) -> None:
    assert refuse(device=None, subject=subject) == "no_device"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ([{"value": "R-1"}], "R-1"),
        ([{}, {"value": "R-2"}], "R-2"),
        (["x"], "o1"),
        ([], "o1"),
        (None, "o1"),
        (7, "o1"),
    ],
)
def test_the_senders_own_id_is_kept(identifier: object, expected: str) -> None:
    assert parse(identifier=identifier).source_id == expected
    assert parse(identifier=None, id=None).source_id is None


def test_a_bundle_gives_its_measurements_and_the_place_of_every_problem() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:d", "resource": DEVICE},
            {"resource": change(device={"reference": "urn:uuid:d"})},
            {"resource": change(status="preliminary")},
            {"resource": change(code=loinc("8302-2"))},
            {"request": {"method": "POST"}},
            "noise",
            {"fullUrl": 7, "resource": PRESSURE},
            {
                "fullUrl": "urn:uuid:p",
                "resource": {"resourceType": "Patient", "identifier": [{"value": "U-9"}]},
            },
            {"resource": change(device=None, subject={"reference": "urn:uuid:p"})},
        ],
    }
    push = parse_push(bundle)
    assert [(item.kind, item.device_ref) for item in push.measurements] == [
        ("weight", ("serial", "SN-1")),
        ("blood_pressure", ("gateway_device_id", "scale-1")),
        ("weight", ("user_ref", "U-9")),
    ]
    assert [(problem.index, problem.code) for problem in push.problems] == [(2, "status_not_final")]
    assert push.unsupported == 1


def test_an_empty_bundle_is_a_bundle() -> None:
    assert parse_push({"resourceType": "Bundle"}) == Push((), (), 0)


@pytest.mark.parametrize(
    "payload",
    [None, [], "Observation", 3, {}, {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": "x"},
     {"resourceType": "Bundle", "entry": {}}, {"entry": []}],
)  # fmt: skip
def test_what_is_no_fhir_is_refused_as_a_whole(payload: object) -> None:
    with pytest.raises(DomainError) as caught:
        parse_push(payload)
    assert caught.value.code == "not_fhir"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(PRESSURE)), json_values)
def test_no_element_whatever_breaks_the_reader(element: str, value: object) -> None:
    for observation in ({**PRESSURE, element: value}, {**WEIGHT, element: value}):
        try:
            push = parse_push(
                {"resourceType": "Bundle", "entry": [{"resource": observation}, {"resource": WEIGHT}]}
            )
        except DomainError as error:
            pytest.fail(f"one element took the others with it: {error}")
        assert len(push.measurements) >= 1


@given(json_values)
def test_no_quantity_whatever_breaks_the_reader(value: object) -> None:
    push = parse_push(change(valueQuantity={"value": value, "code": "kg"}))
    assert len(push.measurements) + len(push.problems) == 1
