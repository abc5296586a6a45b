"""Gateways that sign nothing are known by a key in a header: Tenovi, Telli, Validic and FHIR pushes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.support import NOW
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.gateways.base import NotVerified, Secret

OLD_KEY = Secret("k-old", b"tnv_live_0123456789")
NEW_KEY = Secret("k-new", b"tnv_live_9876543210")
BEARER = ("tenovi", "validic", "fhir")
API_KEY = ("tenovi", "telli", "validic")
STATIC = ("tenovi", "telli", "validic", "fhir")


def headers_for(gateway: str, key: str) -> dict[str, str]:
    return {"x-api-key": key} if gateway == "telli" else {"authorization": f"Bearer {key}"}


def reason_for(gateway: str, headers: dict[str, str], secrets: list[Secret]) -> str:
    with pytest.raises(NotVerified) as caught:
        ADAPTERS[gateway].verify(headers=headers, body=b"{}", secrets=secrets, now=NOW)
    return caught.value.reason


@pytest.mark.parametrize("gateway", BEARER)
def test_a_bearer_key_opens(gateway):
    verified = ADAPTERS[gateway].verify(
        headers={"authorization": "bearer tnv_live_9876543210"}, body=b"{}", secrets=[NEW_KEY], now=NOW
    )
    assert (verified.key_id, verified.delivery_key) == ("k-new", None)


@pytest.mark.parametrize("gateway", API_KEY)
def test_an_api_key_header_opens(gateway):
    verified = ADAPTERS[gateway].verify(
        headers={"x-api-key": "tnv_live_9876543210"}, body=b"{}", secrets=[NEW_KEY], now=NOW
    )
    assert verified.key_id == "k-new"


def test_a_fhir_push_is_not_opened_by_an_api_key_header():
    assert reason_for("fhir", {"x-api-key": "tnv_live_9876543210"}, [NEW_KEY]) == "missing_key"


def test_telli_is_not_opened_by_a_bearer_key():
    assert reason_for("telli", {"authorization": "Bearer tnv_live_9876543210"}, [NEW_KEY]) == "missing_key"


def test_a_fhir_push_with_basic_credentials_is_malformed():
    assert reason_for("fhir", {"authorization": "Basic dTpw"}, [NEW_KEY]) == "malformed_key"


@pytest.mark.parametrize("gateway", STATIC)
def test_either_active_key_opens_and_a_revoked_one_does_not(gateway):
    headers = headers_for(gateway, "tnv_live_0123456789")
    both = ADAPTERS[gateway].verify(headers=headers, body=b"", secrets=[NEW_KEY, OLD_KEY], now=NOW)
    assert both.key_id == "k-old"
    assert reason_for(gateway, headers, [NEW_KEY]) == "key_mismatch"


@pytest.mark.parametrize("gateway", STATIC)
@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "missing_key"),
        ("tnv_live_987654321", "key_mismatch"),
        ("tnv_live_98765432100", "key_mismatch"),
        ("schlüssel", "malformed_key"),
        ("a\x00b", "malformed_key"),
        ("x" * 2_000, "malformed_key"),
    ],
)
def test_anything_but_the_key_is_refused_with_its_reason(gateway, key, reason):
    assert reason_for(gateway, headers_for(gateway, key), [NEW_KEY]) == reason


@pytest.mark.parametrize("gateway", STATIC)
def test_without_an_active_key_nothing_opens(gateway):
    headers = headers_for(gateway, "anything")
    assert reason_for(gateway, headers, []) == "no_active_key"
    assert reason_for(gateway, headers, [Secret("k-empty", b"")]) == "no_active_key"


@given(
    st.sampled_from(sorted(ADAPTERS)),
    st.dictionaries(st.sampled_from(["authorization", "x-api-key", "webhook-id"]), st.text(max_size=40)),
    st.binary(max_size=40),
)
def test_no_header_and_no_body_of_a_stranger_raises_anything_else(gateway: str, headers: Any, body: bytes):
    with pytest.raises(NotVerified):
        ADAPTERS[gateway].verify(headers=headers, body=body, secrets=[NEW_KEY, OLD_KEY], now=NOW)
