"""What holds for every gateway, whatever it is sent."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.support import NOW, any_json
from vantrexia.devices.gateways import ADAPTERS, get_adapter
from vantrexia.devices.gateways.base import NotUnderstood, Secret
from vantrexia.domain.errors import DomainError
from vantrexia.domain.vitals import DEVICE_SYSTEMS, KINDS

RECORDED = sorted((path.parent.name, path.name) for path in Path(__file__).parent.glob("*/*.json"))


def test_the_registry_holds_the_five_gateways_under_their_own_names():
    assert sorted(ADAPTERS) == ["fhir", "mioconnect", "telli", "tenovi", "validic"]
    assert all(adapter.name == name for name, adapter in ADAPTERS.items())
    assert {adapter.origin for adapter in ADAPTERS.values()} == {"automatic"}


def test_an_unknown_gateway_is_an_error_with_a_code():
    with pytest.raises(DomainError) as caught:
        get_adapter("carrier-pigeon")
    assert caught.value.code == "unknown_gateway"


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_every_gateway_has_its_page_and_its_recorded_payloads(name):
    docs = Path(__file__).parents[3] / "docs" / "gateways"
    assert (docs / f"{name}.md").exists()
    assert any(gateway == name for gateway, _ in RECORDED)


@pytest.mark.parametrize(("gateway", "name"), RECORDED)
def test_measurements_of_recorded_payloads_can_be_stored(gateway, name):
    body = (Path(__file__).parent / gateway / name).read_bytes()
    result = get_adapter(gateway).normalise(body=body, received_at=NOW)
    for measurement in result.measurements:
        assert measurement.kind in KINDS
        assert measurement.device_ref.system in DEVICE_SYSTEMS
        assert measurement.measured_at.utcoffset().total_seconds() == 0
        assert measurement.list_values()
        json.dumps(dict(measurement.original), allow_nan=False)
        json.dumps(dict(measurement.context))
    for status in result.statuses:
        assert status.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(("gateway", "name"), RECORDED)
def test_reading_a_body_twice_gives_the_same_twice(gateway, name):
    body = (Path(__file__).parent / gateway / name).read_bytes()
    normalise = get_adapter(gateway).normalise
    assert normalise(body=body, received_at=NOW) == normalise(body=body, received_at=NOW)


@given(st.sampled_from(sorted(ADAPTERS)), st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_not_understood(gateway, body):
    with suppress(NotUnderstood):
        assert ADAPTERS[gateway].normalise(body=body, received_at=NOW).measurements == ()


@given(
    st.sampled_from(sorted(ADAPTERS)), any_json("type", "resourceType", "data", "entry", "metrics", "metric")
)
def test_random_json_raises_nothing_but_not_understood(gateway, value):
    with suppress(NotUnderstood):
        ADAPTERS[gateway].normalise(body=json.dumps(value).encode(), received_at=NOW)


@pytest.mark.parametrize("gateway", sorted(ADAPTERS))
@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"data":' * 100_000, b'{"a":' + b"9" * 10_000 + b"}", b"\xff", b"", b"null", b"true"],
)
def test_hostile_bodies_are_not_understood_or_rejected(gateway: str, body: bytes):
    with suppress(NotUnderstood):
        result = ADAPTERS[gateway].normalise(body=body, received_at=NOW)
        assert (result.measurements, result.statuses) == ((), ())
        assert result.rejected


def mutate(value: Any, draw: Any) -> Any:
    """The recorded value with one leaf somewhere replaced by something else."""
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: mutate(value[key], draw)}
    if isinstance(value, list) and value:
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], mutate(value[place], draw), *value[place + 1 :]]
    return draw(any_json())


@given(st.sampled_from(RECORDED), st.data())
def test_a_recorded_payload_with_one_leaf_spoilt_raises_nothing_but_not_understood(recorded, data):
    gateway, name = recorded
    value = mutate(json.loads((Path(__file__).parent / gateway / name).read_bytes()), data.draw)
    body = json.dumps(value).encode()
    with suppress(NotUnderstood):
        ADAPTERS[gateway].normalise(body=body, received_at=NOW)
    headers = {"authorization": "Bearer key", "x-api-key": "key"}
    if gateway != "mioconnect":
        ADAPTERS[gateway].verify(headers=headers, body=body, secrets=[Secret("k", b"key")], now=NOW)
