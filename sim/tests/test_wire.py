"""Each gateway's format, held against what its documentation says."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from gatewaystub import SECRET

from vantrexia_sim.deliveries import make_deliveries, make_headers
from vantrexia_sim.model import GATEWAYS, Connection, Device, Home, Sample, Upload
from vantrexia_sim.wire import FORMATS, mioconnect

EST = timezone(timedelta(hours=-5))
AT = datetime(2026, 11, 23, 7, 31, 5, tzinfo=EST)
SAMPLES = {
    "blood_pressure": Sample(
        kind="blood_pressure",
        measured_at=AT,
        systolic=142,
        diastolic=88,
        pulse=71,
        irregular_beat=True,
        context={"arm": "left"},
    ),
    "weight": Sample(kind="weight", measured_at=AT, weight_kg=82.28),
    "glucose": Sample(kind="glucose", measured_at=AT, glucose_mg_dl=112, meal="post"),
    "pulse_oximetry": Sample(kind="pulse_oximetry", measured_at=AT, spo2=96, pulse=72),
    "heart_rate": Sample(kind="heart_rate", measured_at=AT, pulse=64),
    "temperature": Sample(kind="temperature", measured_at=AT, temperature_c=36.9),
    "respiratory_rate": Sample(kind="respiratory_rate", measured_at=AT, respiratory_rate=16),
}


def make_upload(kind: str | None, *, model: str = "A&D UA-651BLE", **more: Any) -> Upload:
    device = Device(
        model=model,
        kind=kind or "blood_pressure",
        serial="SN-1",
        hub_imei="350000000000001",
        slot=2,
        hwi_device_id="0585a82e-3f57-4e0e-a91a-317117c48e11",
        imei="864593054464085",
        gateway_device_id="A1B2C3D4E5F6",
        user_ref="user-9",
    )
    fields: dict[str, Any] = {
        "device": device,
        "upload_id": "reading-1",
        "taken_at": AT,
        "upload_at": AT + timedelta(seconds=9),
        "battery_percent": 78,
        "signal_percent": 61,
        "sample": SAMPLES[kind] if kind else None,
        "event": None if kind else "heartbeat",
    }
    return Upload(**(fields | more))


def encode(gateway: str, *uploads: Upload) -> Any:
    return json.loads(json.dumps(FORMATS[gateway].encode(uploads)))


def test_mioconnect_signs_the_published_example_of_standard_webhooks_as_published() -> None:
    connection = Connection(
        gateway="mioconnect", connection_id="c", key_id="k", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    )
    headers = mioconnect.sign(connection, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', 1614265330)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_mioconnect_blood_pressure_has_the_documented_shape() -> None:
    assert encode("mioconnect", make_upload("blood_pressure")) == {
        "type": "reading",
        "reading_id": "reading-1",
        "device": {
            "serial": "SN-1",
            "model": "A&D UA-651BLE",
            "hub_imei": "350000000000001",
            "slot": 2,
            "battery_percent": 78,
            "signal_percent": 61,
        },
        "measured_at": "2026-11-23T07:31:05-05:00",
        "blood_pressure": {"systolic": 142, "diastolic": 88, "unit": "mmHg", "pulse": 71},
        "context": {"arm": "left"},
    }


def test_only_the_second_cuff_tells_of_irregular_beats_and_the_second_scale_of_bmi() -> None:
    cuff = encode("mioconnect", make_upload("blood_pressure", model="A&D UA-767PBT-Ci"))
    assert cuff["blood_pressure"]["irregular_heartbeat"] is True
    scale = encode("mioconnect", make_upload("weight", model="A&D UC-355PBT-Ci"))
    assert scale["weight"] == {"value": 181.4, "unit": "lb", "bmi": 27.8}
    assert encode("mioconnect", make_upload("weight", model="A&D UC-352BLE"))["weight"] == {
        "value": 181.4,
        "unit": "lb",
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("glucose", {"glucose": {"value": 112, "unit": "mg/dL", "meal": "post"}}),
        ("pulse_oximetry", {"oximetry": {"spo2": 96, "pulse": 72}}),
        ("heart_rate", {"heart_rate": {"value": 64}}),
        ("temperature", {"temperature": {"value": 98.4, "unit": "degF"}}),
        ("respiratory_rate", {"respiratory_rate": {"value": 16}}),
    ],
)
def test_mioconnect_other_vitals(kind: str, expected: dict[str, Any]) -> None:
    document = encode("mioconnect", make_upload(kind))
    assert {name: document[name] for name in expected} == expected


def test_mioconnect_status_and_array() -> None:
    status, reading = encode("mioconnect", make_upload(None), make_upload("heart_rate"))
    assert status["type"] == "status"
    assert status["event"] == "heartbeat"
    assert status["at"] == "2026-11-23T07:31:14-05:00"
    assert reading["type"] == "reading"


def test_tenovi_posts_the_metrics_of_one_reading_as_an_array() -> None:
    metrics = encode("tenovi", make_upload("blood_pressure"))
    assert [(m["metric"], m["value_1"], m["value_2"]) for m in metrics] == [
        ("blood_pressure", "142", "88"),
        ("pulse", "71", None),
        ("irregular_heartbeat", "1", None),
        ("battery_percentage", "78", None),
    ]
    first = metrics[0]
    assert {m["timestamp"] for m in metrics} == {"2026-11-23T12:31:05Z"}
    assert first["created"] == first["timestamp"]
    assert first["hwi_device_id"] == "0585a82e-3f57-4e0e-a91a-317117c48e11"
    assert (first["sensor_code"], first["device_name"]) == ("10", "Tenovi BPM")
    assert first["timezone_offset"] == -300
    assert first["filter_params"] == {"measurement_index": 1}
    assert encode("tenovi", make_upload("glucose"))[0]["filter_params"] == {"meal_context": "post-prandial"}
    assert encode("tenovi", make_upload("weight"))[0]["value_1"] == "181.4"


def test_telli_messages_keep_to_the_patterns_of_its_openapi_document() -> None:
    message = encode("telli", make_upload("blood_pressure"))
    assert message["data"] == {"arrhythmia": 1, "diastolic": 88, "pulse": 71, "systolic": 142}
    assert re.fullmatch(r"\d{15}", message["deviceId"])
    assert message["readingType"] == "BloodPressure"
    assert message["time"] == "1795437065000"
    assert re.fullmatch(r"(-)?\d+", message["tzOffsetMinutes"])
    assert message["genVer"] == "2"
    assert message["devdata"]["r"] in ("1", "2", "3", "4")
    assert message["devdata"]["batt"] in {str(n) for n in range(11)}
    assert encode("telli", make_upload("glucose"))["data"] == {
        "glucose": 112,
        "readingPeriod": "after",
        "unit": "mg/dL",
    }
    assert encode("telli", make_upload("temperature"))["data"] == {"temperature": 98.4, "unit": "F"}
    heartbeat = encode("telli", make_upload(None))
    assert set(heartbeat) == {"type", "deviceId", "time", "tzOffsetMinutes", "genVer", "devdata"}


def test_validic_records_carry_log_id_checksum_and_offset_in_seconds() -> None:
    record = encode("validic", make_upload("blood_pressure"))
    assert (record["type"], record["log_id"], record["version"]) == ("measurement", "reading-1", "1.0")
    assert record["start_time"] == record["end_time"] == "2026-11-23T12:31:05Z"
    assert (record["utc_offset"], record["offset_origin"]) == (-18_000, "source")
    assert re.fullmatch(r"[0-9a-f]{32}", record["checksum"])
    assert record["user"]["uid"] == "user-9"
    assert {(m["type"], m["unit"], m["value"]) for m in record["metrics"]} == {
        ("systolic", "mmHg", 142),
        ("diastolic", "mmHg", 88),
        ("pulse", "bpm", 71),
    }
    assert all(m["origin"] == "device" for m in record["metrics"])
    glucose = encode("validic", make_upload("glucose"))
    assert glucose["user_notes"] == [{"type": "relationship_to_meal", "value": "after"}]
    several = encode("validic", make_upload("weight"), make_upload("glucose"))
    assert len(several["data"]) == 2


def test_fhir_observations_follow_the_vital_signs_profile() -> None:
    observation = encode("fhir", make_upload("blood_pressure"))
    assert observation["resourceType"] == "Observation"
    assert observation["status"] == "final"
    assert observation["category"][0]["coding"][0]["code"] == "vital-signs"
    assert observation["code"]["coding"][0] == {
        "system": "http://loinc.org",
        "code": "85354-9",
        "display": "Blood pressure panel with all children optional",
    }
    assert observation["effectiveDateTime"] == "2026-11-23T07:31:05-05:00"
    parts = {
        part["code"]["coding"][0]["code"]: (part["valueQuantity"]["value"], part["valueQuantity"]["code"])
        for part in observation["component"]
    }
    assert parts == {"8480-6": (142, "mm[Hg]"), "8462-4": (88, "mm[Hg]"), "8867-4": (71, "/min")}
    assert "valueQuantity" not in observation
    oxygen = encode("fhir", make_upload("pulse_oximetry"))
    assert [c["code"] for c in oxygen["code"]["coding"]] == ["59408-5", "2708-6"]
    weight = encode("fhir", make_upload("weight"))
    assert weight["valueQuantity"] == {
        "value": 82.28,
        "unit": "kg",
        "system": "http://unitsofmeasure.org",
        "code": "kg",
    }
    bundle = encode("fhir", make_upload("weight"), make_upload("glucose"))
    assert (bundle["resourceType"], bundle["type"], len(bundle["entry"])) == ("Bundle", "batch", 2)


def make_home(gateway: str) -> Home:
    secret = SECRET if gateway == "mioconnect" else "a-static-token"
    connection = Connection(gateway=gateway, connection_id="c1", key_id="k1", secret=secret)
    return Home(zone="America/New_York", archetype="stable", connection=connection, devices=())


@pytest.mark.parametrize(
    ("gateway", "header", "value"),
    [
        ("tenovi", "Authorization", "Bearer a-static-token"),
        ("telli", "x-api-key", "a-static-token"),
        ("validic", "Authorization", "Bearer a-static-token"),
        ("fhir", "Authorization", "Bearer a-static-token"),
    ],
)
def test_gateways_without_a_signature_send_their_fixed_header(gateway: str, header: str, value: str) -> None:
    (delivery,) = make_deliveries(uploads=[(make_home(gateway), make_upload("blood_pressure"))])
    headers = make_headers(delivery=delivery, at=1)
    assert headers[header] == value
    assert headers["content-type"] == ("application/fhir+json" if gateway == "fhir" else "application/json")


def test_a_connection_may_name_another_header() -> None:
    home = make_home("tenovi")
    connection = Connection(
        gateway="tenovi", connection_id="c", key_id="", secret="t", auth_header="X-Token", auth_prefix="Key "
    )
    other = Home(zone=home.zone, archetype="stable", connection=connection, devices=())
    (delivery,) = make_deliveries(uploads=[(other, make_upload("weight"))])
    assert make_headers(delivery=delivery, at=1)["X-Token"] == "Key t"


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_what_a_gateway_has_no_message_for_is_left_out_and_the_rest_is_whole(gateway: str) -> None:
    home = make_home(gateway)
    uploads = [(home, make_upload(kind)) for kind in (*SAMPLES, None)]
    deliveries = make_deliveries(uploads=uploads, array=100)
    sent = sum(delivery.readings for delivery in deliveries)
    assert sent == {"mioconnect": 7, "tenovi": 6, "telli": 5, "validic": 7, "fhir": 7}[gateway]
    assert len(deliveries) == {"mioconnect": 1, "tenovi": 6, "telli": 6, "validic": 1, "fhir": 1}[gateway]
    assert all(json.loads(delivery.body) for delivery in deliveries)


def test_arrays_are_cut_at_the_size_asked_for_and_repeats_follow_by_themselves() -> None:
    home = make_home("mioconnect")
    uploads = [
        (home, make_upload("heart_rate", upload_id=f"r{n}", repeat_of_delivery=n == 3)) for n in range(25)
    ]
    deliveries = make_deliveries(uploads=uploads, array=10)
    assert [delivery.readings for delivery in deliveries] == [10, 1, 10, 5]
    assert json.loads(deliveries[1].body)["reading_id"] == "r3"
    assert len({delivery.delivery_id for delivery in deliveries}) == 4
    one, again = make_deliveries(uploads=[uploads[3]])
    assert (one.delivery_id, one.body) == (again.delivery_id, again.body)


def test_compressed_bodies_are_smaller_and_the_same_every_time() -> None:
    home = make_home("mioconnect")
    uploads = [(home, make_upload("heart_rate", upload_id=f"r{n}")) for n in range(200)]
    (plain,) = make_deliveries(uploads=uploads, array=500)
    (packed,) = make_deliveries(uploads=uploads, array=500, compress=True)
    (again,) = make_deliveries(uploads=uploads, array=500, compress=True)
    assert len(packed.body) < len(plain.body) / 5
    assert packed == again
    assert packed.body[4:8] == bytes(4)  # RFC 1952: no time of compression in the header
    assert make_headers(delivery=packed, at=1)["content-encoding"] == "gzip"
