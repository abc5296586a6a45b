"""The gateways' door: what is kept, what is refused with which reason, and that no bytes at all break it."""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.signed import post_raw, post_signed, post_with_key, sign
from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import People, make_practice
from vantrexia.core.bodies import MAX_BODY_BYTES
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.models import Connection, ConnectionKey, Delivery
from vantrexia.devices.selectors.doors import forget_doors
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)
KEY = "a-static-key-of-forty-characters-0123456789"


@pytest.fixture(autouse=True)
def _fresh_doors() -> None:
    forget_doors()


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def stored(people: People) -> int:
    set_practice(people.practice.id)
    return Delivery.objects.count()


def answer(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]


# --- accepted --------------------------------------------------------------------------------------------


def test_a_signed_delivery_is_committed_and_becomes_a_reading(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    response = post_signed(
        door.id, door.secret, body_of(blood_pressure(device, 128, at=NOW - timedelta(minutes=1)))
    )
    body = json.loads(response.content)
    assert (response.status_code, body["status"], body["duplicate"]) == (202, "accepted", False)
    set_practice(people.practice.id)
    assert str(Delivery.objects.get().id) == body["delivery"]
    process_due()
    set_practice(people.practice.id)
    assert Reading.objects.get().systolic == 128.0


def test_the_same_delivery_again_is_a_duplicate_of_the_first(people: People, door: OpenDoor) -> None:
    first = json.loads(post_signed(door.id, door.secret, b'{"a":1}', message_id="m1").content)
    again = post_signed(door.id, door.secret, b'{"a":1}', message_id="m1")
    assert (again.status_code, json.loads(again.content)) == (202, {**first, "duplicate": True})
    assert stored(people) == 1


def test_a_used_id_with_another_body_is_kept_apart(people: People, door: OpenDoor) -> None:
    post_signed(door.id, door.secret, b'{"a":1}', message_id="m1")
    response = post_signed(door.id, door.secret, b'{"a":2}', message_id="m1")
    assert (response.status_code, json.loads(response.content)["duplicate"]) == (202, False)
    assert (
        json.loads(post_signed(door.id, door.secret, b'{"a":2}', message_id="m1").content)["duplicate"]
        is True
    )
    set_practice(people.practice.id)
    assert sorted(Delivery.objects.values_list("status", "reason")) == [
        ("quarantined", "key_reused"),
        ("received", ""),
    ]


def test_without_an_id_of_the_sender_the_body_itself_is_the_key(people: People) -> None:
    door = make_connection(people.practice, gateway="tenovi", secret=KEY.encode())
    for expected in (False, True):
        response = post_with_key("tenovi", door.id, KEY, b'[{"metric":"x"}]')
        assert json.loads(response.content)["duplicate"] is expected
    assert stored(people) == 1


def test_five_thousand_objects_are_taken_and_one_more_is_not(people: People, door: OpenDoor) -> None:
    most = b"[" + b",".join([b'{"a":1}'] * 5000) + b"]"
    assert post_signed(door.id, door.secret, most).status_code == 202
    more = most[:-1] + b',{"a":1}]'
    assert answer(post_signed(door.id, door.secret, more)) == (413, "too_many_objects")
    assert stored(people) == 1


def test_a_compressed_body_is_signed_and_kept_as_sent_and_read_expanded(
    people: People, door: OpenDoor
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    body = body_of(blood_pressure(device, 131, at=NOW - timedelta(minutes=1)))
    assert post_signed(door.id, door.secret, body, compress=True).status_code == 202
    process_due()
    set_practice(people.practice.id)
    assert Reading.objects.get().systolic == 131.0


def test_a_warm_door_costs_one_round_trip(door: OpenDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    post_signed(door.id, door.secret, b"[1]")
    sent: list[str] = []
    real = psycopg.Cursor.execute  # Django's own cursor class inherits from it

    def counted(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        sent.append(str(query))
        return real(self, query, *args, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    assert post_signed(door.id, door.secret, b"[2]").status_code == 202
    assert len(sent) == 1, sent


# --- not verified: 401, and nothing stored -----------------------------------------------------------------


def old_timestamp(door: OpenDoor) -> HttpResponse:
    return post_signed(door.id, door.secret, b"{}", timestamp=int(time.time()) - 301)


def future_timestamp(door: OpenDoor) -> HttpResponse:
    return post_signed(door.id, door.secret, b"{}", timestamp=int(time.time()) + 310)


def other_body(door: OpenDoor) -> HttpResponse:
    moment = int(time.time())
    signature = sign(door.secret, "m1", moment, b'{"a":1}')
    return post_signed(
        door.id, door.secret, b'{"a":2}', message_id="m1", timestamp=moment, signature=signature
    )


FORGED: dict[str, Callable[[OpenDoor], HttpResponse]] = {
    "unknown connection": lambda door: post_signed(uuid4(), door.secret, b"{}"),
    "wrong gateway": lambda door: post_signed(door.id, door.secret, b"{}", gateway="tenovi"),
    "unknown gateway": lambda door: post_signed(door.id, door.secret, b"{}", gateway="pigeon"),
    "wrong key": lambda door: post_signed(door.id, os.urandom(32), b"{}"),
    "no headers": lambda door: post_raw("mioconnect", door.id, b"{}"),
    "signature of another scheme": lambda door: post_signed(
        door.id, door.secret, b"{}", signature="v1a,AAAA"
    ),
    "old timestamp": old_timestamp,
    "future timestamp": future_timestamp,
    "signature of another body": other_body,
    "key of a static gateway": lambda door: post_with_key("mioconnect", door.id, KEY, b"{}"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_proven_is_401_and_leaves_nothing(people: People, door: OpenDoor, name: str) -> None:
    response = FORGED[name](door)
    assert answer(response) == (401, "not_verified")
    assert json.loads(response.content)["detail"] == "The delivery could not be verified."
    assert stored(people) == 0


def test_a_revoked_key_is_not_proof(people: People, door: OpenDoor) -> None:
    ConnectionKey.objects.update(revoked_at=NOW - timedelta(seconds=1))
    assert answer(post_signed(door.id, door.secret, b"{}")) == (401, "not_verified")
    assert stored(people) == 0


def test_a_key_that_does_not_open_does_not_close_the_door_for_the_others(
    people: People, door: OpenDoor
) -> None:
    ConnectionKey(
        practice_id=people.practice.id,
        connection_id=door.id,
        key_id="k2",
        secret="not base64!",
        created_at=NOW,
    ).save(force_insert=True)
    assert post_signed(door.id, door.secret, b"{}").status_code == 202


def test_a_connection_works_for_its_own_practice_only(people: People, door: OpenDoor) -> None:
    post_signed(door.id, door.secret, b"{}")
    set_practice(people.other_practice.id)
    assert Delivery.objects.count() == 0


# --- refused with a reason ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "extra", "expected"),
    [
        (b"{", {}, (400, "invalid_json")),
        (b"", {}, (400, "invalid_json")),
        (b"[1,", {}, (400, "invalid_json")),
        (b"[" * 100_000, {}, (400, "invalid_json")),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, {}, (400, "invalid_json")),
        (b"a=1", {"content_type": "application/x-www-form-urlencoded"}, (415, "unsupported_media_type")),
        (b"{}", {"content_type": "text/plain"}, (415, "unsupported_media_type")),
        (b"{}", {"HTTP_CONTENT_ENCODING": "br"}, (415, "unsupported_encoding")),
        (b"not gzip", {"HTTP_CONTENT_ENCODING": "gzip"}, (400, "invalid_encoding")),
        (gzip.compress(b"[1]", mtime=0)[:-4], {"HTTP_CONTENT_ENCODING": "gzip"}, (400, "invalid_encoding")),
        (b"[" + b" " * MAX_BODY_BYTES + b"]", {}, (413, "too_large")),
        (b"{}", {"CONTENT_LENGTH": "-1"}, (411, "length_required")),
        (b"{}", {"CONTENT_LENGTH": "many"}, (411, "length_required")),
        (b"", {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, (411, "length_required")),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(
    people: People, door: OpenDoor, body: bytes, extra: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert answer(post_signed(door.id, door.secret, body, **extra)) == expected
    assert stored(people) == 0


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_expands_without_end_is_refused_before_it_does(
    people: People, door: OpenDoor, encoding: str
) -> None:
    plain = b"[" + b"0," * (40 * 1024 * 1024) + b"0]"
    bomb = gzip.compress(plain, 9, mtime=0) if encoding == "gzip" else zlib.compress(plain, 9)
    assert len(bomb) < 200_000
    moment = int(time.time())
    response = post_signed(
        door.id, door.secret, bomb, message_id="bomb", timestamp=moment,
        signature=sign(door.secret, "bomb", moment, bomb), HTTP_CONTENT_ENCODING=encoding,
    )  # fmt: skip
    assert answer(response) == (413, "too_large")
    assert stored(people) == 0


def test_only_post_delivers(door: OpenDoor) -> None:
    for method in ("GET", "PUT", "DELETE"):
        response = post_raw("mioconnect", door.id, b"", method=method)
        assert (response.status_code, response["Allow"]) == (405, "POST"), method


# --- how often ---------------------------------------------------------------------------------------------


def test_who_proves_nothing_is_limited_by_address_and_who_does_by_the_connection(
    people: People, door: OpenDoor
) -> None:
    Connection.objects.filter(id=door.id).update(hourly_budget=3)
    address = {"REMOTE_ADDR": f"198.51.100.{os.urandom(1)[0]}"}
    with override_settings(RATE_LIMITS={"webhook": 4, "anonymous": 10_000_000}):
        for number in range(3):
            assert post_signed(door.id, door.secret, b"[%d]" % number, **address).status_code == 202
        over = post_signed(door.id, door.secret, b"[3]", **address)
        assert answer(over) == (429, "rate_limited")
        assert int(over["Retry-After"]) >= 1
        assert "q=3;w=3600" in over["RateLimit-Policy"]
        codes = [post_signed(uuid4(), door.secret, b"[]", **address).status_code for _ in range(8)]
        assert codes[0] == 401
        assert codes[-1] == 429
        elsewhere = post_signed(uuid4(), door.secret, b"[]", REMOTE_ADDR="203.0.113.77")
        assert elsewhere.status_code == 401
    assert stored(people) == 3


# --- no bytes break it -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=20,
)
BODIES = st.one_of(st.binary(max_size=300), JSON.map(lambda value: json.dumps(value).encode()))
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "authorization",
            "x-api-key",
            "content-encoding",
        ]
    ),
    st.text(
        alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60
    ),
    max_size=4,
)


@pytest.mark.parametrize("gateway", sorted(ADAPTERS))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=BODIES, headers=HEADERS)
def test_random_bytes_and_headers_of_a_stranger_give_no_5xx(
    people: People, gateway: str, body: bytes, headers: dict[str, str]
) -> None:
    response = post_raw(gateway, uuid4(), body, headers=headers)
    assert response.status_code < 500
    assert response.status_code != 202


@pytest.mark.parametrize("gateway", sorted(ADAPTERS))
def test_random_bodies_of_a_known_sender_are_refused_or_kept_and_never_lost(
    people: People, gateway: str
) -> None:
    secret = KEY.encode()
    door = make_connection(people.practice, gateway=gateway, secret=secret)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=BODIES)
    def post(body: bytes) -> None:
        if gateway == "mioconnect":
            response = post_signed(door.id, secret, body)
        else:
            response = post_with_key(gateway, door.id, KEY, body)
        assert response.status_code in (202, 400), response.content

    post()
    process_due()
    set_practice(people.practice.id)
    counts = {status: Delivery.objects.filter(status=status).count() for status in ("received", "failed")}
    assert counts == {"received": 0, "failed": 0}
    assert Delivery.objects.exclude(status__in=["processed", "quarantined"]).count() == 0


# --- the database is away ------------------------------------------------------------------------------------


@contextmanager
def database_closed(admin: psycopg.Connection) -> Iterator[None]:
    """Nobody gets in, and who is in is thrown out: what a crashed server looks like to its clients."""
    name = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as outside:
        outside.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            outside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'vantrexia_app'",
                [name],
            )
            yield
        finally:
            outside.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def test_while_the_database_is_away_the_answer_is_503_and_the_sender_keeps_the_delivery(
    committed_db: None, admin_connection: psycopg.Connection
) -> None:
    practice = make_practice("Lakeside")
    with practice_scope(practice.id):
        door = make_connection(practice)
    assert post_signed(door.id, door.secret, b"[1]", message_id="m1").status_code == 202
    with database_closed(admin_connection):
        for _ in range(2):
            response = post_signed(door.id, door.secret, b"[2]", message_id="m2")
            close_old_connections()  # what ends every request outside of tests
            assert answer(response) == (503, "unavailable")
            assert response["Retry-After"]
    for _ in range(10):
        again = post_signed(door.id, door.secret, b"[2]", message_id="m2")
        close_old_connections()
        if again.status_code == 202:
            break
        time.sleep(0.5)
    assert (again.status_code, json.loads(again.content)["duplicate"]) == (202, False)
    with practice_scope(practice.id):
        assert Delivery.objects.count() == 2
