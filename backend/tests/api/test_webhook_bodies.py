"""Compressed bodies of more than one part: nothing a sender wrote is left unread, and nothing is read without a bound."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.signed import post_signed
from tests.factories import assign, blood_pressure, make_connection, make_device, make_patient
from tests.people import People
from vantrexia.core.bodies import MAX_MEMBERS, BodyBroken, BodyTooLarge, expand
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Delivery
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def test_readings_in_the_second_gzip_member_are_read_too(people: People) -> None:
    door, device = make_connection(people.practice), make_device(people.practice)
    assign(device, make_patient(people.practice))
    text = json.dumps(
        [blood_pressure(device, 120 + n, at=NOW - timedelta(minutes=n)) for n in range(4)]
    ).encode()
    body = gzip.compress(text[:200]) + gzip.compress(text[200:])
    assert post_signed(door.id, door.secret, body, HTTP_CONTENT_ENCODING="gzip").status_code == 202
    process_due()
    set_practice(people.practice.id)
    assert Reading.objects.count() == 4
    # A whole first member that would do as a delivery by itself must not hide the second.
    first, second = (
        json.dumps([blood_pressure(device, 140 + n, at=NOW - timedelta(minutes=10 + n))]) for n in range(2)
    )
    refused = post_signed(
        door.id,
        door.secret,
        gzip.compress(first.encode()) + gzip.compress(second.encode()),
        HTTP_CONTENT_ENCODING="gzip",
    )
    assert refused.status_code == 400, "together they are no JSON, and the sender hears of it"
    set_practice(people.practice.id)
    assert Delivery.objects.count() == 1


# Named, since gzip writes the second into its header: two workers of one run would name the test differently.
@pytest.mark.parametrize(
    "tail", [b"\0", b"tail", gzip.compress(b"more")[:-2]], ids=["zero", "text", "half a member"]
)
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_follows_a_compressed_body_is_refused(encoding: str, tail: bytes) -> None:
    body = gzip.compress(b"{}") if encoding == "gzip" else zlib.compress(b"{}")
    with pytest.raises(BodyBroken):
        expand(body + tail, encoding)


def test_many_members_are_bounded_in_number_size_and_time() -> None:
    assert expand(gzip.compress(b"12") * MAX_MEMBERS, "gzip") == b"12" * MAX_MEMBERS
    begun = time.process_time()
    with pytest.raises(BodyBroken):
        expand(gzip.compress(b"") * 200_000, "gzip")
    assert time.process_time() - begun < 2
    with pytest.raises(BodyTooLarge):
        expand(gzip.compress(b" " * 600) * 2, "gzip", most=1_000)
