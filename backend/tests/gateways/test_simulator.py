"""The simulator speaks each gateway's language and the adapters understand it, although the two share no code: what one home
measured is what is read, under the key the practice was shown.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from vantrexia.devices.gateways import ADAPTERS, get_adapter
from vantrexia.devices.gateways.base import NotVerified, Secret
from vantrexia_sim.deliveries import make_deliveries, make_headers
from vantrexia_sim.model import GATEWAYS, Connection, Delivery, Device, Home, Sample, Upload

AT = datetime(2026, 11, 23, 7, 31, 5, tzinfo=timezone(timedelta(hours=-5)))
SENT = datetime(2026, 11, 23, 12, 31, 14, tzinfo=UTC)
KEY = b"k" * 32
SAMPLES = {
    "blood_pressure": {"systolic": 142, "diastolic": 88, "pulse": 71},
    "weight": {"weight_kg": 82.28},
    "glucose": {"glucose_mg_dl": 112, "meal": "post"},
    "pulse_oximetry": {"spo2": 96, "pulse": 72},
    "heart_rate": {"pulse": 64},
    "temperature": {"temperature_c": 36.9},
    "respiratory_rate": {"respiratory_rate": 16},
}
# What the vendors' own formats have no message for.
SILENT = {
    ("tenovi", "respiratory_rate"),
    ("telli", "heart_rate"),
    ("telli", "respiratory_rate"),
}


def secret_of(gateway: str) -> tuple[str, Secret]:
    """What the practice was shown, and what the server keeps of it."""
    if gateway == "mioconnect":
        return "whsec_" + base64.b64encode(KEY).decode(), Secret("k1", KEY)
    return "a-static-key", Secret("k1", b"a-static-key")


def deliver(gateway: str, kind: str) -> list[Delivery]:
    shown, _ = secret_of(gateway)
    device = Device(
        model="A&D UA-651BLE", kind=kind, serial="SN-1", hub_imei="350000000000001", imei="864593054464085",
        hwi_device_id="0585a82e-3f57-4e0e-a91a-317117c48e11", gateway_device_id="A1B2C3D4E5F6", user_ref="user-9",
    )  # fmt: skip
    connection = Connection(gateway=gateway, connection_id="c", key_id="k1", secret=shown)
    home = Home(zone="America/New_York", archetype="stable", connection=connection, devices=(device,))
    upload = Upload(
        device=device, upload_id="reading-1", taken_at=AT, upload_at=AT + timedelta(seconds=9), battery_percent=78,
        signal_percent=61, sample=Sample(kind=kind, measured_at=AT, **SAMPLES[kind]),
    )  # fmt: skip
    return make_deliveries(uploads=[(home, upload)])


def test_the_simulator_speaks_every_gateway() -> None:
    assert set(GATEWAYS) == set(ADAPTERS)


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("gateway", GATEWAYS)
def test_what_a_home_measured_is_what_is_read(gateway: str, kind: str) -> None:
    deliveries = deliver(gateway, kind)
    if (gateway, kind) in SILENT:
        assert deliveries == []
        return
    (delivery,) = deliveries
    adapter, (_, secret) = get_adapter(gateway), secret_of(gateway)
    headers = {
        name.lower(): value
        for name, value in make_headers(delivery=delivery, at=int(SENT.timestamp())).items()
    }
    assert adapter.verify(headers=headers, body=delivery.body, secrets=[secret], now=SENT).key_id == "k1"
    with pytest.raises(NotVerified):
        adapter.verify(headers=headers, body=delivery.body, secrets=[Secret("k1", b"another")], now=SENT)
    read = adapter.normalise(body=delivery.body, received_at=SENT)
    assert read.rejected == ()
    (measurement,) = read.measurements
    assert (measurement.kind, measurement.measured_at) == (kind, AT.astimezone(UTC))
    for name, value in SAMPLES[kind].items():
        if name == "meal":
            # FHIR has no agreed place for it, and the simulator invents none.
            assert measurement.meal_marker == (None if gateway == "fhir" else "post_meal")
        else:
            assert float(getattr(measurement, name)) == pytest.approx(value, abs=0.06), name
