"""Connections of gateways through the API: keys shown once, rotation, revocation, closing; what a delivery finds then."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.api.signed import post_signed, post_with_key
from tests.factories import blood_pressure, body_of, make_device
from tests.people import CAST, People
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import ConnectionKey, Delivery
from vantrexia.devices.selectors.doors import forget_doors
from vantrexia.domain.access import MATRIX

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def _fresh_doors() -> None:
    forget_doors()


def opened(people: People, gateway: str = "mioconnect") -> dict:  # type: ignore[type-arg]
    response = people.ada.post("/api/v1/connections/", {"gateway": gateway, "label": "Home devices"})
    assert response.status_code == 201, response.content
    return response.json()


def test_a_key_is_shown_once_and_opens_the_door(people: People) -> None:
    made = opened(people)
    assert made["secret"].startswith("whsec_")
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"))) == 32
    assert made["webhook_url"].endswith(f"/api/v1/webhooks/mioconnect/{made['id']}/")
    shown = people.ada.get(f"/api/v1/connections/{made['id']}/").content.decode()
    listed = people.ada.get("/api/v1/connections/").content.decode()
    assert made["secret"] not in shown + listed
    assert made["key_id"] in shown
    device = make_device(people.practice)
    response = post_signed(made["id"], made["secret"], body_of(blood_pressure(device, 120, at=NOW)))
    assert response.status_code == 202, response.content


def test_a_static_key_is_what_the_header_carries(people: People) -> None:
    made = opened(people, "tenovi")
    assert len(made["secret"]) >= 40
    assert not made["secret"].startswith("whsec_")
    assert post_with_key("tenovi", made["id"], made["secret"], b"[]").status_code == 202
    assert post_with_key("tenovi", made["id"], made["secret"] + "x", b"[1]").status_code == 401


def test_secrets_are_sealed_in_the_database(people: People) -> None:
    made = opened(people)
    envelope = ConnectionKey.objects.values_list("secret", flat=True).get()
    assert envelope.startswith("v1.")
    assert made["secret"].removeprefix("whsec_") not in envelope


def test_after_a_rotation_both_keys_hold_until_the_old_one_is_revoked(people: People) -> None:
    first = opened(people)
    url = f"/api/v1/connections/{first['id']}"
    second = people.ada.post(f"{url}/rotate-key/").json()
    assert second["secret"] != first["secret"]
    for number, key in enumerate((first, second)):
        assert post_signed(first["id"], key["secret"], b"[%d]" % number).status_code == 202
    shown = people.ada.post(f"{url}/revoke-key/", {"key_id": first["key_id"]}).json()
    assert {key["key_id"]: key["is_active"] for key in shown["keys"]} == {
        first["key_id"]: False,
        second["key_id"]: True,
    }
    assert post_signed(first["id"], first["secret"], b"[2]").status_code == 401
    assert post_signed(first["id"], second["secret"], b"[3]").status_code == 202


def test_a_rotation_with_an_overlap_ends_the_old_key_by_itself(people: People) -> None:
    first = opened(people)
    url = f"/api/v1/connections/{first['id']}/rotate-key/"
    second = people.ada.post(url, {"overlap_minutes": 60}).json()
    assert post_signed(first["id"], first["secret"], b"[1]").status_code == 202
    set_practice(people.practice.id)
    ConnectionKey.objects.filter(key_id=first["key_id"]).update(revoked_at=NOW - timedelta(seconds=1))
    forget_doors()
    assert post_signed(first["id"], first["secret"], b"[2]").status_code == 401
    assert post_signed(first["id"], second["secret"], b"[3]").status_code == 202
    immediately = people.ada.post(url, {"overlap_minutes": 0}).json()
    assert post_signed(first["id"], second["secret"], b"[4]").status_code == 401
    assert post_signed(first["id"], immediately["secret"], b"[5]").status_code == 202


def test_a_revoked_key_is_refused_even_while_another_process_remembers_it(people: People) -> None:
    made = opened(people)
    assert post_signed(made["id"], made["secret"], b"[1]").status_code == 202
    set_practice(people.practice.id)
    ConnectionKey.objects.filter(key_id=made["key_id"]).update(revoked_at=NOW - timedelta(seconds=1))
    # The door is still warm here, as it is in a process that did not revoke the key.
    assert post_signed(made["id"], made["secret"], b"[2]").status_code == 401
    assert Delivery.objects.count() == 1


def test_the_last_key_is_not_revoked_and_keys_do_not_pile_up(people: People) -> None:
    made = opened(people)
    url = f"/api/v1/connections/{made['id']}"
    assert people.ada.post(f"{url}/revoke-key/", {"key_id": made["key_id"]}).status_code == 409
    assert people.ada.post(f"{url}/revoke-key/", {"key_id": "none"}).status_code == 404
    for _ in range(3):
        assert people.ada.post(f"{url}/rotate-key/").status_code == 200
    assert people.ada.post(f"{url}/rotate-key/").status_code == 409


def test_a_disabled_connection_takes_nothing_and_does_not_come_back(people: People) -> None:
    made = opened(people)
    url = f"/api/v1/connections/{made['id']}"
    assert people.ada.post(f"{url}/disable/").json()["is_active"] is False
    assert post_signed(made["id"], made["secret"], b"[1]").status_code == 401
    assert people.ada.post(f"{url}/disable/").status_code == 409
    assert people.ada.post(f"{url}/rotate-key/").status_code == 409


def test_name_and_budget_change_and_nonsense_is_refused(people: People) -> None:
    made = opened(people)
    url = f"/api/v1/connections/{made['id']}/"
    assert people.ada.patch(url, {"hourly_budget": 5, "label": "Hub"}).json()["hourly_budget"] == 5
    assert people.ada.patch(url, {"hourly_budget": 0}).status_code == 400
    for body, field in (({"gateway": "pigeon", "label": "x"}, "gateway"), ({"gateway": "fhir"}, "label")):
        response = people.ada.post("/api/v1/connections/", body)
        assert response.status_code == 400
        assert field in response.json()["fields"]


def test_every_change_is_audited_without_the_secret(people: People) -> None:
    made = opened(people)
    url = f"/api/v1/connections/{made['id']}"
    people.ada.post(f"{url}/rotate-key/")
    people.ada.post(f"{url}/revoke-key/", {"key_id": made["key_id"]})
    people.ada.post(f"{url}/disable/")
    entries = Entry.objects.filter(entity="connection", entity_id=made["id"])
    assert set(entries.values_list("action", flat=True)) == {
        "connection.opened", "connection.key_rotated", "connection.key_revoked", "connection.disabled",
    }  # fmt: skip
    assert all(made["secret"] not in str(entry.detail) for entry in entries)


def test_another_practice_finds_nothing(people: People) -> None:
    from tests.people import make_person

    made = opened(people)
    boss = make_person("otto", "admin", people.other_practice)
    assert boss.get("/api/v1/connections/").json()["count"] == 0
    for act in ("rotate-key", "disable"):
        assert boss.post(f"/api/v1/connections/{made['id']}/{act}/").status_code == 404
    assert boss.get(f"/api/v1/connections/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_only_who_manages_connections_may(people: People, role: str) -> None:
    person, made = people.of_role(role), opened(people)
    for method, path in (
        ("GET", "/api/v1/connections/"), ("GET", f"/api/v1/connections/{made['id']}/"),
        ("POST", f"/api/v1/connections/{made['id']}/rotate-key/"),
    ):  # fmt: skip
        allowed = "connection.manage" in MATRIX[role]
        assert (
            person.call(method, path, {} if method == "POST" else None).status_code == 403
        ) is not allowed, path
