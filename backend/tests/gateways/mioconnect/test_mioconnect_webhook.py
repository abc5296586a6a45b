"""A MioConnect delivery is taken only when a key of this connection signed exactly these bytes, just now."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.support import NOW, load, sign
from vantrexia.devices.gateways.base import NotVerified, Secret
from vantrexia.devices.gateways.mioconnect.webhook import verify

BODY = load("mioconnect", "blood_pressure")
OLD_KEY = Secret("k-old", b"o" * 32)
NEW_KEY = Secret("k-new", b"n" * 32)


def reason_for(headers: dict[str, str], *, body: bytes = BODY, secrets: list[Secret] | None = None) -> str:
    with pytest.raises(NotVerified) as caught:
        verify(headers=headers, body=body, secrets=[NEW_KEY] if secrets is None else secrets, now=NOW)
    return caught.value.reason


def test_a_signed_delivery_is_taken_under_its_own_id():
    verified = verify(headers=sign(BODY, key=NEW_KEY.value), body=BODY, secrets=[NEW_KEY], now=NOW)
    assert (verified.key_id, verified.delivery_key) == ("k-new", "msg_2KWPBgLl")


def test_the_signature_is_that_of_the_published_standard_webhooks_vector():
    # libraries/*/tests of github.com/standard-webhooks/standard-webhooks, the vector all its languages share.
    key = Secret("published", base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    verified = verify(headers=headers, body=b'{"test": 2432232314}', secrets=[key], now=at)
    assert verified.key_id == "published"


def test_during_a_rotation_either_active_key_is_enough():
    signed_with_old = sign(BODY, key=OLD_KEY.value)
    assert verify(headers=signed_with_old, body=BODY, secrets=[NEW_KEY, OLD_KEY], now=NOW).key_id == "k-old"


def test_a_sender_that_signs_with_two_keys_is_taken_when_one_of_them_is_ours():
    headers = sign(BODY, key=NEW_KEY.value)
    foreign = sign(BODY, key=b"x" * 32)["webhook-signature"]
    headers["webhook-signature"] = f"{foreign} v1a,AAAA {headers['webhook-signature']}"
    assert verify(headers=headers, body=BODY, secrets=[NEW_KEY], now=NOW).key_id == "k-new"


def test_a_revoked_key_no_longer_opens_anything():
    assert reason_for(sign(BODY, key=OLD_KEY.value), secrets=[NEW_KEY]) == "signature_mismatch"


def test_a_connection_without_keys_takes_nothing():
    assert reason_for(sign(BODY, key=b""), secrets=[]) == "no_active_key"


def test_an_empty_stored_key_never_counts_as_a_key():
    assert reason_for(sign(BODY, key=b""), secrets=[Secret("k-empty", b"")]) == "no_active_key"


def test_an_altered_body_under_recorded_headers_is_refused():
    headers = sign(BODY, key=NEW_KEY.value)
    assert reason_for(headers, body=BODY.replace(b"142", b"112")) == "signature_mismatch"


@pytest.mark.parametrize(
    ("header", "value"), [("webhook-id", "msg_other"), ("webhook-timestamp", "1795437081")]
)
def test_id_and_time_are_part_of_what_is_signed(header, value):
    headers = sign(BODY, key=NEW_KEY.value) | {header: value}
    assert reason_for(headers) == "signature_mismatch"


def test_the_window_is_five_minutes_to_the_second_on_both_sides():
    def at(seconds: int) -> dict[str, str]:
        return sign(BODY, key=NEW_KEY.value, at=NOW + timedelta(seconds=seconds))

    for inside in (-300, 300):
        assert verify(headers=at(inside), body=BODY, secrets=[NEW_KEY], now=NOW).key_id == "k-new"
    assert reason_for(at(-301)) == "timestamp_too_old"
    assert reason_for(at(301)) == "timestamp_in_future"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_every_header_is_needed(missing):
    headers = sign(BODY, key=NEW_KEY.value)
    del headers[missing]
    assert reason_for(headers) == "missing_header"


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("webhook-id", "msg.with.stops", "malformed_id"),
        ("webhook-id", "x" * 129, "malformed_id"),
        ("webhook-id", "läuft", "malformed_id"),
        ("webhook-timestamp", "soon", "malformed_timestamp"),
        ("webhook-timestamp", "-1795437080", "malformed_timestamp"),
        ("webhook-timestamp", "1" * 400, "malformed_timestamp"),
        ("webhook-timestamp", "١٧٩٥٤٣٧٠٨٠", "malformed_timestamp"),
        ("webhook-signature", "v1,not base64", "malformed_signature"),
        ("webhook-signature", "v1,QUJD", "malformed_signature"),
        ("webhook-signature", "v2,QUJD", "malformed_signature"),
        ("webhook-signature", "v1," + "é" * 44, "malformed_signature"),
        ("webhook-signature", " ".join(["v1," + "A" * 43 + "="] * 9), "malformed_signature"),
    ],
)
def test_a_malformed_header_is_refused_with_its_reason(header, value, reason):
    assert reason_for(sign(BODY, key=NEW_KEY.value) | {header: value}) == reason


def test_a_key_is_not_printed_with_its_object():
    assert "nnnn" not in repr(NEW_KEY)


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=60)
    ),
    st.binary(max_size=60),
)
def test_nothing_a_stranger_sends_raises_anything_else(headers, body):
    with pytest.raises(NotVerified):
        verify(headers=headers, body=body, secrets=[NEW_KEY], now=NOW)
